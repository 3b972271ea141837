"""What somebody wants to know before they start a partnership: how long it took others, and who will be asked."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from partnerships.models import Event, ImplicationArea
from partnerships.models.trail import EventKind

# The most submissions that are looked at, and the fewest cases of which a page says something: one would tell of itself.
RECENT, FEWEST = 200, 3
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Pace:
    """Half of so many cases were submitted within that number of weeks, which is at least 1."""

    cases: int
    weeks: int


def pace_of_council() -> Pace | None:
    """Return how long the last first rounds took from their start to their submission; None when there are too few.

    Restricted cases do not count.
    """
    submitted = Event.objects.filter(
        kind=EventKind.SUBMITTED, assessment__round=1, partnership__is_restricted=False
    ).order_by("-pk")
    rows = submitted.values_list("assessment", "recorded_at", "assessment__created_at")[:RECENT]
    # The newest come first, so that the first submission of a case is what stays.
    days = {case: (at - started_at).days for case, at, started_at in rows}
    if len(days) < FEWEST:
        return None
    return Pace(cases=len(days), weeks=max(1, round(median(days.values()) / DAYS_A_WEEK)))


def areas_asked() -> list[str]:
    """Return the areas in which somebody is asked for a comment, in the council's order."""
    return list(ImplicationArea.objects.filter(is_active=True).values_list("name", flat=True))
