"""What is coming to each meeting: the cases that somebody may see, and those of which a secretary may know a little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from accounts.roles import Grant
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import BEFORE_ISSUED, WITH_A_REPORT, State
from partnerships.domain.working_days import clear_days_before, working_days_until
from partnerships.models import Assessment, Decision, Meeting, MeetingMove, ReportIssue
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.selectors.bank_holidays import bank_holidays
from partnerships.selectors.comments import silent_areas_of, undeclared_in

# Most meetings of one list, and most cases of one meeting: the page says when there are more.
MOST_MEETINGS, MOST_CASES = 60, 200
# A move of the issue that is the latest one of its round.
_OF_LATEST = ~Exists(
    ReportIssue.objects.filter(assessment=OuterRef("issue__assessment"), number__gt=OuterRef("issue__number"))
)
PAST_DAYS = 92
"""For how long a meeting is listed after it was held."""


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting with how many cases go to it that the person may know of, and the working days until its papers are due.

    `days_left` is None once the deadline has passed.
    """

    meeting: Meeting
    cases: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class ComingCase:
    """A case that the person may see, with the areas in which nobody commented and how many people declared nothing.

    `moved` is the first move of its latest issue, which names the meeting for which that was made; None while it stands.
    """

    assessment: Assessment
    silent: list[str]
    undeclared: int
    moved: MeetingMove | None


@dataclass(frozen=True, slots=True)
class ForeseenCase:
    """All that a board secretary knows of a case before it is endorsed."""

    reference: str
    name: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class MeetingCases:
    """The cases that go to a meeting; `has_more` when not all are listed."""

    coming: list[ComingCase]
    foreseen: list[ForeseenCase]
    has_more: bool


def usual_deadline(held_on: date) -> date:
    """Return the last day on which papers can be sent for a meeting on that day, by the setting `PAPER_CLEAR_DAYS`."""
    return clear_days_before(held_on, settings.PAPER_CLEAR_DAYS, bank_holidays())


def days_left_until(deadline: date) -> int | None:
    """Return how many working days are left until the deadline, 0 on the day itself; None once it has passed."""
    today = timezone.localdate()
    return working_days_until(deadline, today, bank_holidays()) if deadline >= today else None


def draft_values(meeting: Meeting) -> dict[str, Any]:
    """Return what a secretary types of a meeting. The usual deadline is not typed, so that it moves with the date."""
    is_usual = meeting.papers_due_on == usual_deadline(meeting.held_on)
    deadline = None if is_usual else meeting.papers_due_on
    return {"name": meeting.name, "held_on": meeting.held_on, "papers_due_on": deadline}


def coming_meetings(user: User, grants: Iterable[Grant]) -> list[MeetingLine]:
    """Return the meetings that are to come, the next one first, `MOST_MEETINGS` at most."""
    return _lines(Meeting.objects.coming(timezone.localdate())[:MOST_MEETINGS], user, grants)


def past_meetings(user: User, grants: Iterable[Grant]) -> list[MeetingLine]:
    """Return the meetings of the last `PAST_DAYS` days, and the coming ones that were cancelled, the latest first."""
    today = timezone.localdate()
    rows = Meeting.objects.filter(held_on__gte=today - timedelta(days=PAST_DAYS)).exclude(
        pk__in=Meeting.objects.coming(today).order_by().values("pk")
    )
    return _lines(rows.order_by("-held_on", "-pk")[:MOST_MEETINGS], user, grants)


def cases_of(meeting: Meeting, user: User, grants: Iterable[Grant]) -> MeetingCases:
    """Return the cases that go to the meeting and of which the person may know, in the order of their references."""
    grants = list(grants)
    seen, foreseen = _going_to([meeting.pk], user, grants)
    by_reference = seen.with_partnership().select_related("decision__issue").order_by("partnership__number")
    rows = list(by_reference[: MOST_CASES + 1])
    # No more is read of these than may be known.
    little = foreseen.order_by("partnership__number").values_list("partnership__number", "partnership__name", "outcome")
    few = [
        ForeseenCase(f"PR-{number:04d}", name, Outcome(outcome)) for number, name, outcome in little[: MOST_CASES + 1]
    ]
    silent, undeclared, moved = silent_areas_of(rows), undeclared_in(rows), _first_moves(rows)
    return MeetingCases(
        coming=[
            ComingCase(row, silent[row.pk], len(undeclared[row.pk]), moved.get(row.pk)) for row in rows[:MOST_CASES]
        ],
        foreseen=few[:MOST_CASES],
        has_more=max(len(rows), len(few)) > MOST_CASES,
    )


def not_issued_yet(meeting: Meeting, user: User, grants: Iterable[Grant]) -> tuple[list[Assessment], list[Assessment]]:
    """Return the cases of the meeting whose report is still to be issued: those that the person may see, and may foresee.

    Of the latter nothing but reference, name and outcome may be shown to them.
    """
    seen, foreseen = (
        list(rows.filter(state__in=BEFORE_ISSUED).with_partnership().order_by("partnership__number")[:MOST_CASES])
        for rows in _going_to([meeting.pk], user, list(grants))
    )
    return seen, foreseen


def last_decision_of(meeting: Meeting, *, since: date) -> Decision | None:
    """Return the decision of the meeting that was recorded last, None without one on that day or later.

    None of a restricted case, which the person may not know of, and none whose minute names its own case.
    """
    rows = Decision.objects.filter(assessment__meeting=meeting, decided_on__gte=since)
    shared = rows.exclude(assessment__partnership__is_restricted=True).exclude(minute_reference__icontains="PR-")
    return shared.order_by("-pk").first()


def moves_of(assessment: Assessment) -> list[MeetingMove]:
    """Return how the latest issue of an issued or decided case was moved from meeting to meeting; nothing before."""
    if assessment.state not in WITH_A_REPORT:
        return []
    rows = MeetingMove.objects.filter(issue__assessment=assessment).filter(_OF_LATEST)
    return list(rows.select_related("issue", "moved_from", "moved_to", "moved_by").order_by("pk"))


def moved_away_from(meeting: Meeting, user: User, grants: Iterable[Grant]) -> list[Assessment]:
    """Return the cases that the person may see whose latest issue was moved from the meeting, and that go to another now."""
    moved = MeetingMove.objects.filter(_OF_LATEST, moved_from=meeting).values("issue__assessment")
    rows = Assessment.objects.filter(pk__in=moved, state__in=WITH_A_REPORT).exclude(meeting=meeting)
    return list(rows.visible_to(user, grants).with_partnership().order_by("partnership__number")[:MOST_CASES])


def waiting_for_decision(meeting: Meeting | None, user: User, grants: Iterable[Grant]) -> int:
    """Return how many cases of the meeting that the person may see are issued and wait for their decision."""
    if meeting is None:
        return 0
    return Assessment.objects.filter(meeting=meeting, state=State.ISSUED).visible_to(user, grants).count()


def _first_moves(cases: Iterable[Assessment]) -> dict[int, MeetingMove]:
    """Return the first move of the latest issue of each of these cases that was moved."""
    issued = [case.pk for case in cases if case.state in WITH_A_REPORT]
    rows = MeetingMove.objects.filter(_OF_LATEST, issue__assessment__in=issued).select_related("issue", "moved_from")
    # Of each case the first one stays.
    return {move.issue.assessment_id: move for move in rows.order_by("-pk")} if issued else {}


def _lines(meetings: Iterable[Meeting], user: User, grants: Iterable[Grant]) -> list[MeetingLine]:
    rows = list(meetings)
    cases: Counter[int] = Counter()
    for known in _going_to([row.pk for row in rows], user, list(grants)):
        cases.update(dict(known.order_by().values_list("meeting").annotate(number_of=Count("pk"))))
    return [MeetingLine(row, cases[row.pk], days_left_until(row.papers_due_on)) for row in rows]


def _going_to(
    meetings: Sequence[int], user: User, grants: Sequence[Grant]
) -> tuple[AssessmentQuerySet, AssessmentQuerySet]:
    """Return the cases that go to these meetings: those that the person may see, and those that they may foresee."""
    going = Assessment.objects.filter(meeting__in=meetings).exclude(state=State.WITHDRAWN)
    seen = going.visible_to(user, grants)
    return seen, going.foreseen_by(grants).exclude(pk__in=seen.order_by().values("pk"))
