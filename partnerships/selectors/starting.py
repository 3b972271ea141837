"""What somebody wants to know before they start a partnership: how long it took others, and who will be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count

from accounts.models import User
from accounts.roles import Grant
from checklists.spec import STAGES, DecisionSought
from partnerships.models import Assessment, Event, ImplicationArea, Partnership
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.trail import EventKind

# How many earlier cases are listed.
MOST_EARLIER = 30
# What of an earlier case begins a new one. Its name is another, and its dates are over.
COPIED = ("purpose", "council_role", "annual_cost", "funding_source", "is_restricted")
# The most submissions that are looked at, and the fewest cases of which a page says something: one would tell of itself.
RECENT, FEWEST = 200, 3
DAYS_A_WEEK = 7
# The most digits of a primary key.
LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Pace:
    """Half of so many cases were submitted within that number of weeks, which is at least 1."""

    cases: int
    weeks: int


def pace_of_council() -> Pace | None:
    """Return how long the last first rounds took from their start to their submission; None when there are too few.

    Restricted cases and submissions that were taken back do not count.
    """
    kinds = (EventKind.SUBMITTED, EventKind.TAKEN_BACK)
    events = Event.objects.filter(kind__in=kinds, assessment__round=1, partnership__is_restricted=False).order_by("-pk")
    rows = events.values_list("assessment", "kind", "recorded_at", "assessment__created_at")[:RECENT]
    days, taken_back = dict[int, int](), set[int]()
    # The newest come first: what is taken back is the next of its case, and the first that stood is what stays.
    for case, kind, at, started_at in rows:
        if kind == EventKind.TAKEN_BACK:
            taken_back.add(case)
        elif case in taken_back:
            taken_back.remove(case)
        else:
            days[case] = (at - started_at).days
    if len(days) < FEWEST:
        return None
    return Pace(cases=len(days), weeks=max(1, round(median(days.values()) / DAYS_A_WEEK)))


def areas_asked() -> list[str]:
    """Return the areas in which somebody is asked for a comment, in the council's order."""
    return list(ImplicationArea.objects.filter(is_active=True).values_list("name", flat=True))


def earlier_cases(user: User, grants: Iterable[Grant], text: str = "") -> list[Assessment]:
    """Return the cases that the person may read, found by name, partner or reference, the newest first, with `number_answered`.

    At most one more than `MOST_EARLIER`.
    """
    rows = _readable(user, grants)
    if text:
        rows = rows.filter(partnership__in=Partnership.objects.found_by(text))
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[: MOST_EARLIER + 1])
    found = Assessment.objects.with_partnership().filter(pk__in=newest).order_by("-pk")
    return list(found.annotate(number_answered=Count("answers")))


def earlier_case(key: str, user: User, grants: Iterable[Grant]) -> Assessment | None:
    """Return the case of that primary key, if the person may read it."""
    if not key.isascii() or not key.isdigit() or len(key) > LONGEST_KEY:
        return None
    return _readable(user, grants).with_partnership().filter(pk=int(key)).first()


def _readable(user: User, grants: Iterable[Grant]) -> AssessmentQuerySet:
    return Assessment.objects.current().visible_to(user, grants)


def details_to_copy(earlier: Assessment) -> dict[str, Any]:
    """Return the details of a case with which another begins, by the names of the form's fields."""
    partnership = earlier.partnership
    partners = "\n".join(partnership.partners.values_list("name", flat=True))
    own = {name: getattr(partnership, name) for name in COPIED}
    # A review seeks a decision that no first round does.
    sought = earlier.decision_sought if earlier.decision_sought in STAGES else DecisionSought.ENTER
    checklist = earlier.version.checklist_id
    return {**own, "partners": partners, "decision_sought": sought, "checklist": checklist}
