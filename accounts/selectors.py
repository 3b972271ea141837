"""Reads of people: the list, who was invited, who accepts an invitation, and where somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.folding import fold
from accounts.models import RoleGrant, Service, User
from accounts.prepared import PreparedQuery
from accounts.text import normal

SALT = "accounts.invitation"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
A_PAGE = 50

_SERVICES = PreparedQuery(lambda: Service.objects.values_list("pk", "name"))


def service_names() -> list[tuple[int, str]]:
    """Return the primary keys and names of all services, including those that are closed. One query."""
    return [(pk, name) for pk, name in _SERVICES.rows()]


def people_found(text: str, *, page: int) -> Page[Any]:
    """Return a page of the people with every word of the text in name or address, with the roles that they hold."""
    found = User.objects.exclude(email=User.objects.AUTOMATIC)
    for word in normal(text, is_line=True).split():
        found = found.filter(named(word))
    held = RoleGrant.objects.current().select_related("service")
    rows = found.prefetch_related(Prefetch("role_grants", held, to_attr="held"))
    return Paginator(rows, A_PAGE).get_page(page)


def named(word: str, person: str = "") -> Q:
    """Match people by a word of their name, as `accounts.folding` compares it, or by part of their address."""
    found = Q(**{f"{person}email__icontains": word})
    if folded := fold(word):
        found |= Q(**{f"{person}folded_name__contains": folded})
    return found


def grants_for_page(user: User) -> QuerySet[RoleGrant]:
    """Return every role that the person has or had, the latest first, with who granted and withdrew it."""
    rows = user.role_grants.select_related("service", "granted_by", "revoked_by")
    return rows.order_by("revoked_at", "-granted_at", "-pk")


def invitation_key(user: User) -> str:
    """Return the key of the link by which the person accepts the invitation that was sent last."""
    invited_at = user.invited_at.isoformat() if user.invited_at else ""
    return signing.dumps([user.pk, user.email, invited_at], salt=SALT)


def invited_by_key(key: str) -> User | None:
    """Return who can accept an invitation with that key now; None when it is none, too old, used, or not the last."""
    try:
        pk, email, invited_at = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    # By the address too: whoever has the link of one that was mistyped accepts nothing once that is corrected.
    user = User.objects.filter(pk=pk, email=email, is_active=True).first()
    if user is None or user.invited_at is None or user.invited_at != datetime.fromisoformat(invited_at):
        return None
    return user if is_invited(user) else None


def is_invited(user: User) -> bool:
    """Whether the person can still accept the invitation: in its time, and while they have no password."""
    if user.invited_at is None or user.has_usable_password():
        return False
    return timezone.now() < invitation_ends(user.invited_at)


def invitation_ends(invited_at: datetime) -> datetime:
    """Return until when an invitation that was sent then can be accepted."""
    return invited_at + timedelta(days=settings.INVITATION_DAYS)


def has_second_factor(user: User) -> bool:
    """Whether the person has set up an app that gives codes, or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


@dataclass(frozen=True, slots=True)
class SignedInAt:
    """One session: with which browser and from which address somebody signed in, and when they last used it."""

    pk: int
    browser: str
    address: str
    signed_in_at: datetime
    used_at: datetime | None
    is_this: bool


def sessions_of(user: User, *, this: str) -> list[SignedInAt]:
    """Return where the person is signed in, that with the key `this` first, then the latest."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at")
    lasting = Session.objects.filter(expire_date__gt=timezone.now()).in_bulk([row.session_key for row in rows])
    found = [_signed_in_at(row, lasting[row.session_key], this) for row in rows if row.session_key in lasting]
    return sorted(found, key=lambda session: not session.is_this)


def _signed_in_at(row: UserSession, session: Session, this: str) -> SignedInAt:
    used_at = session.get_decoded().get("used_at")
    return SignedInAt(
        pk=row.pk,
        browser=browser_name(row.user_agent),
        address=row.ip,
        signed_in_at=row.created_at,
        used_at=datetime.fromtimestamp(used_at, UTC) if used_at else None,
        is_this=row.session_key == this,
    )


# What stands in the header that a browser sends, in the order in which to look: later ones stand in those of others too.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def browser_name(header: str) -> str:
    """Return the name of the browser and of the system, such as "Firefox, Windows", as far as they are known."""
    known = (next((name for mark, name in names.items() if mark in header), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, known)) or _("another browser")
