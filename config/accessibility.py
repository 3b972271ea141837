"""What only the council knows for its accessibility statement: when it was prepared, reviewed and tested, and what else fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured

DATES = ("ACCESSIBILITY_PREPARED", "ACCESSIBILITY_REVIEWED")
VARIABLES = (*DATES, "ACCESSIBILITY_TESTED", "ACCESSIBILITY_PROBLEMS")
# Between the problems: commas and semicolons stand in sentences.
BETWEEN = "|"


@dataclass(frozen=True)
class Statement:
    """What the council says. `tested` is when and by whom its site was tested, in its words; "" when it was not."""

    prepared_on: date | None
    reviewed_on: date | None
    tested: str
    problems: tuple[str, ...]


def statement_of(texts: Mapping[str, str]) -> Statement:
    """Return what the `VARIABLES` say.

    ImproperlyConfigured for a day that is none, and for a review that has no day of preparation before it.
    """
    prepared, reviewed = (_day(name, texts[name].strip()) for name in DATES)
    if reviewed and (prepared is None or reviewed < prepared):
        raise ImproperlyConfigured(
            "ACCESSIBILITY_REVIEWED must not be before ACCESSIBILITY_PREPARED, the day on which the statement was first prepared."
        )
    problems = (problem.strip() for problem in texts["ACCESSIBILITY_PROBLEMS"].split(BETWEEN))
    return Statement(prepared, reviewed, texts["ACCESSIBILITY_TESTED"].strip(), tuple(filter(None, problems)))


def _day(name: str, written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a day such as 2027-04-30.") from error
