"""How a limit is written in the settings, 60/hour, and how much may be asked for unless they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

DEFAULTS = {
    # Wrong passwords from one address, for whatever accounts.
    "sign_in": "300/hour",
    # Sign-ins by the council's own sign-in that are begun at one address: a whole council may be behind it.
    "council_sign_in": "3000/hour",
    # Links for a new password that are asked for from one address, and those for one account from all together.
    "resets": "60/hour",
    "resets_account": "5/hour",
    # Emails that tell an address that nobody signs in with it, to all of them together.
    "resets_unknown": "100/hour",
    "verify": "60/hour",
    # What is kept of people whose session has ended, until they have signed in again: forms, and their characters.
    "drafts": "300/hour",
    "draft_characters": "10000000/day",
    # Reports that have to be made: one that was made before and has not changed does not count.
    "reports": "60/hour",
    "exports": "60/hour",
    # Full editions of issued reports and agenda packs, each of which is noted in the trail of accounts.
    "downloads": "300/hour",
    "uploads": "200/hour",
}
PERIODS = {"minute": 60, "hour": 60 * 60, "day": 24 * 60 * 60}


@dataclass(frozen=True)
class Rate:
    """The most of something in so many seconds."""

    most: int
    seconds: int


def rate(written: str, *, variable: str) -> Rate:
    """Read `60/hour`; ImproperlyConfigured, naming the variable, for anything else."""
    most, _, period = written.partition("/")
    if not most.isdecimal() or period not in PERIODS:
        raise ImproperlyConfigured(f"{variable} is a number for each minute, hour or day, such as 60/hour.")
    return Rate(most=int(most), seconds=PERIODS[period])
