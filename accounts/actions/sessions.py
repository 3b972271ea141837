"""Sessions: where somebody is signed in, ended by themselves, or with what let them in."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.actions.trail import note
from accounts.models import AccountEventKind, User


@transaction.atomic
def end_sessions(*, of: User, but: str = "") -> int:
    """Sign the person out everywhere but in the session with the key `but`; return in how many places.

    A sign-in that waits for its second factor ends too. The sessions themselves are read: allauth's list of them lacks
    those in which no page was asked for since the list is kept.
    """
    lasting = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but).iterator()
    read = ((session.session_key, session.get_decoded()) for session in lasting)
    theirs = {key: content for key, content in read if _is_of(of, content)}
    Session.objects.filter(session_key__in=list(theirs)).delete()
    UserSession.objects.filter(user=of, session_key__in=list(theirs)).delete()
    return sum(SESSION_KEY in content for content in theirs.values())


@transaction.atomic
def end_other_sessions(*, of: User, but: str) -> int:
    """Sign the person out everywhere but in the session with the key `but`, as they ask for; return in how many places."""
    ended = end_sessions(of=of, but=but)
    if ended:
        note(AccountEventKind.SESSIONS_ENDED, by=of, about=of, places=ended)
    return ended


@transaction.atomic
def end_session(*, of: User, number: int, but: str) -> int:
    """Sign the person out of one session of their list, unless its key is `but`; return in how many places."""
    chosen = UserSession.objects.filter(user=of, pk=number).exclude(session_key=but)
    keys = list(chosen.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    chosen.delete()
    if keys:
        note(AccountEventKind.SESSIONS_ENDED, by=of, about=of, places=len(keys))
    return len(keys)


def forget_sessions() -> None:
    """Delete what is kept of sessions that have ended: from which address and with which browser they were used."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def save_session(session: SessionBase) -> None:
    """Save what a request has put into its session now: Django saves it with no answer of 500 or more."""
    session.save()


def _is_of(user: User, content: dict[str, Any]) -> bool:
    """Whether the person is signed in there, or has given the password and not yet the second factor."""
    waiting = content.get(LOGIN_SESSION_KEY) or {}
    return content.get(SESSION_KEY) == str(user.pk) or waiting.get("user_pk") == user_pk_to_url_str(user)
