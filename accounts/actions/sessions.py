"""Sessions: where somebody is signed in, ended by themselves."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import User


@transaction.atomic
def end_sessions(*, by: User, but: str, only: int | None = None) -> int:
    """Sign the person out of that one session, or of all, but never of the one with the key `but`; return of how many."""
    chosen = UserSession.objects.filter(user=by).exclude(session_key=but)
    if only is not None:
        chosen = chosen.filter(pk=only)
    keys = list(chosen.values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    chosen.delete()
    return len(keys)


def forget_sessions() -> None:
    """Delete what is kept of sessions that have ended: from which address and with which browser they were used."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
