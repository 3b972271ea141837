"""References such as PR-0001 as arguments of commands."""

from __future__ import annotations

from django.core.management.base import CommandError

from partnerships.selectors.lists import is_number


def number_of(reference: str) -> int:
    """Return the number of the partnership with that reference; CommandError when it is not a reference."""
    number = reference.removeprefix("PR-")
    if number == reference or not is_number(number):
        raise CommandError(f"{reference} is no reference: it is written like PR-0001.")
    return int(number)
