"""The trail of accounts in words: who did what to whose account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AccountEvent, AccountEventKind
from accounts.roles import Role
from partnerships.selectors.account_trail import AccountTrailPage

FAILURES = frozenset(
    {
        AccountEventKind.WRONG_PASSWORD,
        AccountEventKind.WRONG_CODE,
        AccountEventKind.PROVIDER_REFUSED,
        AccountEventKind.FAILURES_LEFT_OUT,
    }
)
# The ways by which somebody shows that it is them, as allauth names them.
WAYS = {
    "password": gettext_lazy("password"),
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "socialaccount": gettext_lazy("the council’s own sign-in"),
}


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One line of the trail of accounts. `about` is "" where it concerns nobody's account, or the person's own."""

    position: int
    at: datetime
    title: str
    who: str
    about: str
    details: list[str]


def account_entries(page: AccountTrailPage) -> list[AccountEntry]:
    """Return the events of the page in words."""
    return [_entry(event, page) for event in page.events]


def _entry(event: AccountEvent, page: AccountTrailPage) -> AccountEntry:
    about = event.about.full_name if event.about and event.about_id != event.recorded_by_id else ""
    return AccountEntry(
        position=event.position,
        at=event.recorded_at,
        title=str(event.get_kind_display()),
        who=_who(event),
        about=about,
        details=[text for say in SAID if (text := say(event.data, page))],
    )


def _who(event: AccountEvent) -> str:
    if event.recorded_by:
        return event.recorded_by.full_name
    return _("Somebody who is not known") if event.kind in FAILURES else _("The command line")


def _ways(data: Mapping[str, Any], _page: AccountTrailPage) -> str:
    ways = data.get("ways") or ([data["way"]] if "way" in data else [])
    return ", ".join(str(WAYS.get(way, way)) for way in ways)


def _role(data: Mapping[str, Any], page: AccountTrailPage) -> str:
    if "role" not in data:
        return ""
    group = page.groups.get(data.get("rule", 0), "")
    service = page.services.get(data["service"], data["service"]) if data["service"] else _("all services")
    said = ", ".join(part for part in (group, str(Role(data["role"]).label), str(service)) if part)
    return f"{said}, {_('until %(day)s') % {'day': _day(data['ends_on'])}}" if data.get("ends_on") else said


def _deputy(data: Mapping[str, Any], page: AccountTrailPage) -> str:
    if "manager" not in data:
        return ""
    words = {
        "name": page.people[data["manager"]],
        "first": _day(data["first_on"]),
        "last": _day(data["last_on"]),
    }
    return _("for %(name)s, %(first)s to %(last)s") % words


def _places(data: Mapping[str, Any], _page: AccountTrailPage) -> str:
    number = data.get("places", 0)
    return ngettext("in %(n)s place", "in %(n)s places", number) % {"n": number} if number else ""


def _failure(data: Mapping[str, Any], _page: AccountTrailPage) -> str:
    if "has_account" in data:
        return _("for accounts") if data["has_account"] else _("for addresses of no account")
    return _("while signed in") if data.get("is_signed_in") else ""


def _file(data: Mapping[str, Any], _page: AccountTrailPage) -> str:
    return str(data.get("file", ""))


def _issues(data: Mapping[str, Any], _page: AccountTrailPage) -> str:
    return "; ".join(data.get("issues", []))


SAID: tuple[Callable[[Mapping[str, Any], AccountTrailPage], str], ...] = (
    _ways,
    _role,
    _deputy,
    _places,
    _failure,
    _file,
    _issues,
)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")
