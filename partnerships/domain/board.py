"""The results of a decision and what follows from them: the next round, the register, the date of the next review."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import DecisionSought
from partnerships.domain.readiness import Outcome


class Result(TextChoices):
    """What was decided about one issue of the report."""

    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    DEFERRED = "deferred", _("Deferred")
    NOT_APPROVED = "not_approved", _("Not approved")


class RoundReason(TextChoices):
    """Why a round was opened."""

    FIRST = "first", _("First assessment")
    NEXT_DECISION = "next_gate", _("Next decision")
    DEFERRED = "deferred", _("Deferred")
    REVIEW = "review", _("Review of the partnership")
    AGAIN = "again", _("Proposed again")


class ReferralAnswer(TextChoices):
    """What a monitoring officer answered to a manager who asked for a referral."""

    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")


class Edition(TextChoices):
    """The two editions of an issue: complete, or without the exempt parts."""

    FULL = "full", _("Full")
    PUBLIC = "public", _("Public")


APPROVALS = frozenset({Result.APPROVED, Result.APPROVED_WITH_CONDITIONS})
LONG, SHORT = 12, 6


def next_decision(decision: DecisionSought) -> DecisionSought | None:
    """Return the decision that follows an approval of this one; None after the last."""
    return next((later for later in DecisionSought if later.rank == decision.rank + 1), None)


def next_round(result: Result, decision: DecisionSought) -> tuple[RoundReason, DecisionSought] | None:
    """Return the reason and the decision sought of the round that a decision opens; None when it opens none."""
    if result is Result.DEFERRED:
        return RoundReason.DEFERRED, decision
    following = next_decision(decision)
    return (RoundReason.NEXT_DECISION, following) if result in APPROVALS and following else None


def enters_register(result: Result, decision: DecisionSought) -> bool:
    """Whether the decision puts the partnership on the register, or keeps it there with another date of review."""
    return result in APPROVALS and decision in (DecisionSought.ENTER, DecisionSought.CONTINUE, DecisionSought.CHANGE)


def review_on(decided_on: date, result: Result, outcome: Outcome, *, ends_on: date | None = None) -> date:
    """Return the date of the next review after a decision on that day, unless another is chosen.

    It is never after the planned end of the partnership, if that is still to come.
    """
    due = months_later(decided_on, review_months(result, outcome))
    return min(due, ends_on) if ends_on and ends_on > decided_on else due


def review_months(result: Result, outcome: Outcome) -> int:
    """Return the months until the next review: 12 for a Ready case that is approved without conditions, else 6."""
    return LONG if result is Result.APPROVED and outcome is Outcome.READY else SHORT


def is_overdue(due_on: date, *, is_completed: bool, has_ended: bool, today: date) -> bool:
    """Whether a condition is late: it was due before today, and neither it nor the partnership is over."""
    return due_on < today and not is_completed and not has_ended


def months_later(day: date, months: int) -> date:
    """Return the date that many months later, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
