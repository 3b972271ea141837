"""Partnerships that exist already, and tables of them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from partnerships import actions
from partnerships.models import RegisterEntry, RegisterImport
from tests import people
from tests.days import in_days

YEAR = 365
BESIDES = {
    "wards": "Falbrook, Weirside",
    "key_decision_reference": "KD 27/014",
    "contact_name": "Streets team",
    "contact_email": "streets@marlshire.example",
    "contact_phone": "+44 1632 960147",
    "exit_arrangements": "Twelve months of notice.\nThe cameras are sold.",
}
HEADINGS = ("Name", "Purpose", "Service", "Lead officer", "Review date")


def draft(**said: Any) -> actions.ExistingDraft:
    """What is known of one, as it would be typed."""
    given: dict[str, Any] = {
        "name": "Safer streets",
        "purpose": "Patrols with the police.",
        "service": people.service(),
        "lead": people.person("owner"),
        "partners": ["Marlshire Police"],
        "review_on": in_days(YEAR),
        **said,
    }
    return actions.ExistingDraft(**given)


def enter(by: User, **said: Any) -> RegisterEntry:
    """Put one on the register."""
    return actions.enter_existing(by=by, draft=draft(**said), is_another=True)


def line(**said: str) -> list[str]:
    """The cells of a row under `HEADINGS`."""
    day = in_days(YEAR).strftime("%d/%m/%Y")
    cells = {
        "name": "Safer streets",
        "purpose": "Patrols.",
        "service": "Adult Care",
        "lead": "Olive Owner",
        "review_on": day,
    }
    return list((cells | said).values())


def table(*rows: list[str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A table as a spreadsheet saves it."""
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in (list(headings), *rows)).encode()


def upload(by: User, content: bytes, name: str = "partnerships.csv") -> RegisterImport:
    """Upload a table."""
    return actions.upload_table(by=by, file=ContentFile(content, name=name))
