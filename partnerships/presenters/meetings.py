"""What is missing of each case that goes to a meeting, and what a case's own page says of its meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.series import all_of
from partnerships.domain.workflow import BEFORE_ENDORSED, BEFORE_ISSUED, FOR_THE_BOARD, State
from partnerships.emails import Ask
from partnerships.forms.meetings import deadline_in_words
from partnerships.models import Assessment, Meeting, MeetingChange, MeetingMove
from partnerships.presenters.trail import LABELS, SHAPES
from partnerships.selectors.meetings import ComingCase


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A case that goes to a meeting, on whom it waits and what is missing, in words; `is_late`: its papers should have been sent.

    `waits` is "" once it is decided. `moved` is of `ComingCase`.
    """

    assessment: Assessment
    waits: str
    missing: list[str]
    is_late: bool
    moved: MeetingMove | None


@dataclass(frozen=True, slots=True)
class MeetingOfCase:
    """What is said of a case's meeting on its page and in lists. `papers` is "" once the case was issued, or the meeting cancelled.

    `moves` are how its latest issue came to this meeting from the one for which it was made.
    """

    meeting: Meeting
    papers: str
    moves: list[MeetingMove] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """One change of a meeting: what happened, who did it when, and what changed, in sentences."""

    title: str
    who: str
    at: datetime
    changes: list[str]


@dataclass(frozen=True, slots=True)
class AskLine:
    """A case with the people who are asked for something, and for what; and those who were asked within a day already."""

    assessment: Assessment
    asked: list[tuple[str, str]]
    asked_lately: list[str]


def ask_lines(asks: Iterable[Ask]) -> list[AskLine]:
    """Return what a page says of these asks, a line for each case."""
    lines: dict[int, AskLine] = {}
    for each in asks:
        line = lines.setdefault(each.assessment.pk, AskLine(each.assessment, [], []))
        if each.is_asked:
            line.asked_lately.append(each.person.full_name)
        else:
            line.asked.append((each.person.full_name, all_of(want.label for want in each.wants)))
    return list(lines.values())


def history_of(changes: Iterable[MeetingChange]) -> list[MeetingEntry]:
    """Return the changes of a meeting in words, in the order in which they come."""
    return [
        MeetingEntry(row.get_kind_display(), row.recorded_by_name, row.recorded_at, list(_in_words(row)))
        for row in changes
    ]


def _in_words(row: MeetingChange) -> Iterator[str]:
    for key, value in row.new.items():
        words = {
            "label": _("Name") if key == "meeting" else LABELS[key],
            "new": _shown(key, value),
            "old": _shown(key, row.old.get(key, "")),
        }
        yield (_("%(label)s: %(new)s, before: %(old)s") if words["old"] else _("%(label)s: %(new)s")) % words


def _shown(key: str, value: str) -> str:
    return SHAPES.get(key, str)(value) if value else ""


def meeting_of(assessment: Assessment, moves: Sequence[MeetingMove] = ()) -> MeetingOfCase | None:
    """Return the meeting of the case in words, None while none is chosen."""
    meeting = assessment.meeting
    if meeting is None:
        return None
    waits = assessment.state in BEFORE_ISSUED and not meeting.is_cancelled
    return MeetingOfCase(meeting, deadline_in_words(meeting) if waits else "", list(moves))


def line_of(case: ComingCase, meeting: Meeting) -> ComingLine:
    """Return what is missing of a case that goes to the meeting."""
    today = timezone.localdate()
    is_waiting = case.assessment.state in BEFORE_ISSUED
    return ComingLine(
        case.assessment,
        _waits(case.assessment),
        list(_missing(case, meeting)),
        is_late=is_waiting and meeting.papers_due_on < today,
        moved=case.moved,
    )


def _waits(row: Assessment) -> str:
    """Say on whom the case waits, as it stands."""
    words = {"lead": row.partnership.lead.full_name, "service": row.partnership.service}
    waits = {
        State.DRAFT: _("Waits on %(lead)s to submit it."),
        State.RETURNED: _("Waits on %(lead)s to submit it again."),
        State.IN_REVIEW: _("Waits on the managers of %(service)s."),
        State.REFERRAL_ASKED: _("Waits on a monitoring officer."),
        State.ENDORSED: _("Waits on a board secretary to issue the report."),
        State.REFERRED: _("Waits on a board secretary to issue the report."),
        State.ISSUED: _("Waits on the decision."),
    }
    return waits.get(State(row.state), "") % words


def _missing(case: ComingCase, meeting: Meeting) -> Iterator[str]:
    row = case.assessment
    if row.state in BEFORE_ENDORSED:
        yield _("Not endorsed yet.")
    elif row.state in FOR_THE_BOARD:
        yield _("The report is not issued yet.")
    elif row.state == State.ISSUED and meeting.held_on < timezone.localdate():
        yield _("The decision is not recorded yet.")
    if row.state in BEFORE_ISSUED:
        yield from _lacking(case)
    elif row.state == State.ISSUED and (lacking := list(_lacking(case))):
        yield _("It was issued all the same, and the report says so:")
        yield from lacking


def _lacking(case: ComingCase) -> Iterator[str]:
    """Say what the report of the case lacks, which stays so once it is issued."""
    row = case.assessment
    if row.blockers:
        yield ngettext("%(n)s blocker.", "%(n)s blockers.", row.blockers) % {"n": row.blockers}
    if row.open_concerns:
        yield ngettext("%(n)s open concern.", "%(n)s open concerns.", row.open_concerns) % {"n": row.open_concerns}
    if case.silent:
        yield _("No comment on: %(areas)s.") % {"areas": ", ".join(case.silent)}
    if case.undeclared:
        yield ngettext(
            "%(n)s person has not declared whether they have an interest.",
            "%(n)s people have not declared whether they have an interest.",
            case.undeclared,
        ) % {"n": case.undeclared}
