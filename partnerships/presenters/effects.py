"""What an act on an answer undoes of others, and whom it tells: whole sentences, so that a translation can turn each."""

from __future__ import annotations

from enum import Enum, auto

from django.utils.translation import gettext_lazy

from partnerships.selectors.case import Pending


class Act(Enum):
    """What somebody is about to do."""

    SAVING = auto()
    CHANGING = auto()
    SUBMITTING = auto()
    ATTACHING = auto()
    REMOVING = auto()


UNDOES_CONFIRMATION = {
    Act.SAVING: gettext_lazy("Saving undoes %(name)s’s confirmation."),
    Act.CHANGING: gettext_lazy("Saving a change undoes %(name)s’s confirmation."),
    Act.SUBMITTING: gettext_lazy("Submitting undoes %(name)s’s confirmation."),
    Act.ATTACHING: gettext_lazy("Attaching it undoes %(name)s’s confirmation."),
    Act.REMOVING: gettext_lazy("Removing it undoes %(name)s’s confirmation."),
}
UNDOES_TREATMENT = {
    Act.SAVING: gettext_lazy("Saving undoes %(name)s’s treatment."),
    Act.CHANGING: gettext_lazy("Saving a change undoes %(name)s’s treatment."),
    Act.SUBMITTING: gettext_lazy("Submitting undoes %(name)s’s treatment."),
    Act.ATTACHING: gettext_lazy("Attaching it undoes %(name)s’s treatment."),
    Act.REMOVING: gettext_lazy("Removing it undoes %(name)s’s treatment."),
}
ENDS_OBJECTION = {
    Act.SAVING: gettext_lazy("Saving ends %(name)s’s objection."),
    Act.CHANGING: gettext_lazy("Saving a change ends %(name)s’s objection."),
    Act.SUBMITTING: gettext_lazy("Submitting ends %(name)s’s objection."),
    Act.ATTACHING: gettext_lazy("Attaching it ends %(name)s’s objection."),
    Act.REMOVING: gettext_lazy("Removing it ends %(name)s’s objection."),
}
TELLS = {
    Act.SAVING: gettext_lazy("Saving tells the %(who)s."),
    Act.CHANGING: gettext_lazy("Saving a change tells the %(who)s."),
    Act.SUBMITTING: gettext_lazy("Submitting tells the %(who)s."),
    Act.ATTACHING: gettext_lazy("Attaching it tells the %(who)s."),
    Act.REMOVING: gettext_lazy("Removing it tells the %(who)s."),
}


def effects_of(pending: Pending | None, act: Act) -> list[str]:
    """Return what the act does because of that change, a sentence each."""
    if pending is None:
        return []
    effects = []
    if pending.confirmation:
        effects.append(str(UNDOES_CONFIRMATION[act]) % {"name": pending.confirmation.confirmed_by.full_name})
    if pending.treatment:
        effects.append(str(UNDOES_TREATMENT[act]) % {"name": pending.treatment.treated_by.full_name})
    if pending.objection:
        effects.append(str(ENDS_OBJECTION[act]) % {"name": pending.objection.confirmed_by.full_name})
    return effects + [str(TELLS[act]) % {"who": str(who.label).lower()} for who in pending.told]
