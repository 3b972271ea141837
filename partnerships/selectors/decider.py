"""Who decides on a partnership, in the council's own names: pages, emails and reports take them from here."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from checklists.spec import Significance
from partnerships.domain.significance import DECIDERS, Decider
from partnerships.models import Partnership


def decider_of(partnership: Partnership) -> Decider | None:
    """Return who decides, None while the significance is not known."""
    return DECIDERS[Significance(partnership.significance)] if partnership.significance else None


def name_of(decider: Decider | None) -> str:
    """Return the decider as named within a sentence: "the director"."""
    if decider is None:
        return _("whoever decides")
    return settings.DECIDER_NAMES[decider.value] or str(decider.label)


def decider_name(partnership: Partnership) -> str:
    """Return who decides on the partnership, as named within a sentence."""
    return name_of(decider_of(partnership))


def route_of(decider: Decider) -> str:
    """Return who decides and how, as a sentence without its full stop."""
    words = {"decider": capfirst(name_of(decider))}
    if decider is Decider.DIRECTOR:
        return _("%(decider)s decides, with legal and finance advice") % words
    return _("%(decider)s decides") % words
