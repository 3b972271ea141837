"""References such as PR-0001 as arguments of commands."""

from __future__ import annotations

from django.core.management.base import CommandError

from partnerships.domain.reference import partnership_number


def number_of(reference: str) -> int:
    """Return the number of the partnership with that reference; CommandError when it is not a reference."""
    number = partnership_number(reference)
    if number is None or not reference.startswith("PR-"):
        raise CommandError(f"{reference} is no reference: it is written like PR-0001.")
    return number
