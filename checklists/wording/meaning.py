"""What a severity means, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.spec import DecisionSought, Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """A severity, the name under which people know it, and what follows from it."""

    severity: Severity
    name: str
    follows: str


def meaning_of(severity: Severity, blocks_from: DecisionSought | None) -> Meaning:
    """Return what a severity means; `blocks_from` is the decision from which a blocker blocks."""
    if severity is Severity.NONE:
        return Meaning(severity, _("Favourable"), _("Raises nothing."))
    if severity is Severity.NOTE:
        return Meaning(severity, _("Note"), _("Shown to the manager and to whoever decides; nothing more is needed."))
    if severity is Severity.CONCERN:
        return Meaning(severity, _("Concern"), _("A manager must treat it before the review is finished."))
    if blocks_from is DecisionSought.EXPLORE:
        follows = _("Not ready for any decision.")
    elif blocks_from is DecisionSought.IN_PRINCIPLE:
        follows = _("Not ready for a decision in principle or to enter. For a decision to explore, a concern.")
    else:
        follows = _("Not ready for a decision to enter. For an earlier decision, a concern.")
    return Meaning(severity, _("Blocker"), follows)
