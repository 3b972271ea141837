"""On whom an answer waits that somebody must confirm. Every page, list and sentence about it asks here."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from partnerships.domain.flags import Flag
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import WHEN, State


class WaitsOn(Enum):
    """What must happen next so that an answer is confirmed."""

    COMPLETING = "completing"
    CONFIRMING = "confirming"
    ANSWERING = "answering"
    RETURNING = "returning"
    NOBODY = "nobody"


WAITING_WORDS = {
    WaitsOn.COMPLETING: _("Not confirmed: the answer is not complete yet."),
    WaitsOn.CONFIRMING: _("Waits for %(holder)s to confirm it."),
    WaitsOn.ANSWERING: _("Cannot be confirmed by %(holder)s: it waits for another answer."),
    WaitsOn.RETURNING: _("Cannot be confirmed by %(holder)s: it waits for a manager to return the case."),
    WaitsOn.NOBODY: _("Not confirmed by %(holder)s. Nobody can confirm it while the case is “%(state)s”."),
}


def can_be_confirmed_in(state: str) -> bool:
    """Whether answers can be confirmed while a case is in that state."""
    return state in WHEN[Permission.CONFIRM]


def waits_on(flag: Flag, state: str) -> WaitsOn | None:
    """Return what must happen so that the answer is confirmed, in a case of that state; None when nothing is missing.

    What somebody could not confirm waits for its authors, who can change it only once the case is theirs again.
    """
    if not flag.is_unconfirmed:
        return None
    if not can_be_confirmed_in(state):
        return WaitsOn.NOBODY
    if flag.is_unanswered:
        return WaitsOn.COMPLETING
    if not flag.objection:
        return WaitsOn.CONFIRMING
    return WaitsOn.RETURNING if state == State.IN_REVIEW else WaitsOn.ANSWERING


def waiting_in_words(flag: Flag | None, state: str) -> str:
    """Return the sentence on whom the answer waits; "" when no confirmation is missing."""
    whom = waits_on(flag, state) if flag else None
    if flag is None or whom is None:
        return ""
    return str(WAITING_WORDS[whom]) % {"holder": Role(flag.confirm_role).holder, "state": State(state).label}
