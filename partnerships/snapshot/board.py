"""What a snapshot says of the way to the board: significance, referral, earlier decisions and their conditions."""

from __future__ import annotations

from django.utils import timezone

from checklists.spec import DecisionSought, Significance
from partnerships.domain.board import Result
from partnerships.domain.exemption import QUESTION
from partnerships.domain.relation import Capacity
from partnerships.domain.significance import DECIDERS
from partnerships.models import Condition, Meeting, Partnership, Referral
from partnerships.selectors.decider import route_of
from partnerships.selectors.significance import lines_of
from partnerships.snapshot.comments import exempt_marks
from partnerships.snapshot.record import Record
from partnerships.snapshot.shape import (
    Choice,
    ConditionPart,
    EarlierPart,
    ExemptMark,
    FactorPart,
    MeetingPart,
    ReferralPart,
    SignificancePart,
    moment,
)


def significance_of(partnership: Partnership) -> SignificancePart:
    """Return the significance with the answers that it came from; without them when it was never judged by answers."""
    level = Significance(partnership.significance) if partnership.significance else None
    return SignificancePart(
        level=Choice.of(level) if level else None,
        route=route_of(DECIDERS[level]) if level else "",
        lines=tuple(
            FactorPart(
                factor=Choice.of(line.factor),
                level=Choice.of(line.level),
                text=line.text,
                value=line.value,
                is_deciding=line.is_deciding,
            )
            for line in lines_of(partnership)
        ),
    )


def referral_of(row: Referral | None) -> ReferralPart | None:
    """Return the referral that was made; None while it is only asked for."""
    if row is None or row.referred_on is None:
        return None
    return ReferralPart(
        reason=row.reason,
        officer=row.officer,
        referred_on=row.referred_on,
        recorded_by=row.recorded_by.full_name,
        recorded_at=moment(row.recorded_at),
        request=row.request,
        capacity=str(Capacity.MONITORING.label) if row.answered_at else "",
        confirmed_at=moment(row.answered_at) if row.answered_at else None,
    )


def meeting_of(row: Meeting | None) -> MeetingPart | None:
    """Return the meeting that is to decide; None while none is chosen, and when it was cancelled."""
    return None if row is None or row.is_cancelled else MeetingPart(name=row.name, held_on=row.held_on)


def earlier_of(record: Record) -> tuple[EarlierPart, ...]:
    """Return what was decided in the rounds before, and in this one once it is decided; the earliest first."""
    return tuple(
        EarlierPart(
            round=row.assessment.round,
            decision=Choice.of(DecisionSought(row.assessment.decision_sought)),
            result=Choice.of(Result(row.result)),
            decided_on=row.decided_on,
            meeting=row.meeting,
            minute_reference=row.minute,
            issue=row.issue.number,
        )
        for row in record.decisions
    )


def conditions_of(record: Record) -> tuple[ConditionPart, ...]:
    """Return the conditions of these decisions, completed or not, by due date."""
    marks = exempt_marks(record)
    return tuple(_condition(row, marks) for row in record.conditions)


def _condition(row: Condition, marks: dict[tuple[int, str], ExemptMark]) -> ConditionPart:
    question = row.question.key if row.question else None
    return ConditionPart(
        number=row.number,
        question=question,
        text=row.text,
        owner=row.owner,
        due_on=row.due_on,
        completed_on=timezone.localdate(row.completed_at) if row.completed_at else None,
        exempt_before=marks.get((row.decision.assessment_id, f"{QUESTION}:{question}")) if question else None,
    )
