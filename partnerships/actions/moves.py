"""The changes of state of an assessment: one row of `partnerships.domain.workflow` each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from checklists.models import Question
from partnerships import emails
from partnerships.actions.flags import refresh_flags
from partnerships.actions.people import ActionError, act_as, lock
from partnerships.actions.trail import record
from partnerships.cases import Case, read_case
from partnerships.domain.access import Capacity
from partnerships.domain.readiness import Outcome, explanation_of
from partnerships.domain.workflow import State, WorkflowError, check_transition
from partnerships.models import Assessment, Confirmation, Partnership, ReturnReason
from partnerships.models.trail import EventKind


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """What is to be put right: in one question or, without one, in the case as a whole."""

    reason: str
    question: Question | None = None


@transaction.atomic
def submit(*, assessment: Assessment, by: User) -> Assessment:
    """Submit for review, whatever is unanswered or flagged: the page has named it. The answers are locked from then on.

    ActionError when nobody could review it.
    """
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_reviewable(assessment.partnership)
    move("submit", assessment, by=by, kind=EventKind.SUBMITTED)
    transaction.on_commit(lambda: emails.awaiting_review(assessment, submitted_by=by), robust=True)
    return assessment


@transaction.atomic
def return_(*, assessment: Assessment, by: User, items: Sequence[ReturnItem]) -> Assessment:
    """Return to the authors with at least one reason. ActionError when there is none."""
    if not items:
        raise ActionError(_("Say what is to be put right, for at least one question or for the case as a whole."))
    assessment = lock(assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    reasons = {item.question.code if item.question else "": item.reason for item in items}
    move("return", assessment, by=by, kind=EventKind.RETURNED, reasons=reasons)
    ReturnReason.objects.bulk_create(
        ReturnReason(
            assessment=assessment,
            question=item.question,
            reason=item.reason,
            returned_at=assessment.state_changed_at,
            returned_by=by,
        )
        for item in items
    )
    transaction.on_commit(lambda: emails.returned(assessment), robust=True)
    return assessment


@transaction.atomic
def endorse(*, assessment: Assessment, by: User) -> Assessment:
    """Endorse the case for the board: the manager's confirmation of the whole. ActionError unless the outcome allows it."""
    assessment = lock(assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    case = read_case(assessment)
    check_endorsable(case)
    move("endorse", assessment, by=by, kind=EventKind.ENDORSED, outcome=case.outcome.value)
    Confirmation.objects.create(assessment=assessment, role=Role.MANAGER, confirmed_by=by)
    transaction.on_commit(lambda: emails.endorsed(assessment), robust=True)
    return assessment


@transaction.atomic
def withdraw(*, assessment: Assessment, by: User, reason: str) -> Assessment:
    """Withdraw the assessment, with a reason. It stays on record and ends without a decision."""
    if not reason.strip():
        raise ActionError(_("Say why the assessment is withdrawn."))
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    waiting = State(assessment.state)
    move("withdraw", assessment, by=by, kind=EventKind.WITHDRAWN, reason=reason)
    transaction.on_commit(lambda: emails.withdrawn(assessment, was=waiting, by=by), robust=True)
    return assessment


def check_reviewable(partnership: Partnership) -> None:
    """Raise ActionError for a restricted case on which no reviewer is named: once submitted, nobody could return it."""
    named = partnership.participants.current().filter(capacity=Capacity.REVIEWER)
    if partnership.is_restricted and not named.exists():
        raise ActionError(_("This case is restricted and no manager is named on it to review it. Add one first."))


def check_endorsable(case: Case) -> None:
    """Raise ActionError, saying what stands in the way, unless the case is Ready or Ready with conditions."""
    if case.outcome not in (Outcome.READY, Outcome.READY_WITH_CONDITIONS):
        raise ActionError(explanation_of(case.flags.values()))


def can_be_endorsed(case: Case) -> bool:
    """Whether `check_endorsable` passes: the button and the POST never disagree."""
    try:
        check_endorsable(case)
    except ActionError:
        return False
    return True


def move(name: str, assessment: Assessment, *, by: User, kind: EventKind, **details: object) -> None:
    """Make one change of state on a locked assessment, with its event. ActionError when it cannot start from the state.

    `details` are plain JSON: what the event says beside the two states.
    """
    old = State(assessment.state)
    try:
        transition = check_transition(name, old)
    except WorkflowError as error:
        raise ActionError(str(error)) from error
    assessment.state = transition.target
    assessment.state_changed_at, assessment.state_changed_by = timezone.now(), by
    assessment.save(update_fields=["state", "state_changed_at", "state_changed_by"])
    record(
        kind,
        by=by,
        assessment=assessment,
        old={"state": old.value},
        new={"state": transition.target.value, **details},
    )
    refresh_flags(assessment)
