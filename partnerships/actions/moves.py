"""Changes of state of an assessment. Each is one transition of `partnerships.domain.workflow`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from checklists.models import Question
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock, on_behalf_of
from partnerships.actions.answering import take_effects
from partnerships.actions.refresh import refresh_flags, show_to_confirming_officers
from partnerships.actions.review import lapse_confirmations
from partnerships.actions.significance import check_significance
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_text
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.explanation import explanation_of
from partnerships.domain.readiness import Outcome
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import Move, State, Transition, WorkflowError, back_from_review, check_transition
from partnerships.models import Assessment, Confirmation, Partnership, Referral, ReturnReason
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.trail import has_been_acted_on
from partnerships.selectors.version_tokens import version_token_of


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """A reason to return a case. `question` is None for the case as a whole."""

    reason: str
    question: Question | None = None


@transaction.atomic
def submit(*, assessment: Assessment, by: User) -> Assessment:
    """Submit for review, also with questions unanswered or flagged. The answers cannot be changed from then on.

    Changes that wait for somebody to save them take effect.
    ActionError when nobody could review the case (`check_reviewable`).
    """
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_reviewable(assessment.partnership)
    check_move(Move.SUBMIT, assessment)
    take_effects(assessment, by=by)
    move("submit", assessment, by=by, kind=EventKind.SUBMITTED)
    show_to_confirming_officers(assessment, by=by)
    emails.awaiting_review(assessment, by=by)
    return assessment


@transaction.atomic
def take_back(*, assessment: Assessment, by: User, version_token: str | None = None) -> Assessment:
    """Take the submission back, to the state before it. ActionError as by `check_not_acted_on`.

    A case that had been returned has its return reasons again. `version_token` is the time of the state that the page
    showed: StaleError when it has changed since.
    """
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_move(Move.TAKE_BACK, assessment)
    check_unchanged(version_token, assessment.state_changed_at.isoformat())
    check_not_acted_on(assessment)
    was_returned = assessment.return_reasons.exists()
    move(Move.TAKE_BACK, assessment, by=by, kind=EventKind.TAKEN_BACK, to=back_from_review(was_returned=was_returned))
    emails.taken_back(assessment, by=by)
    return assessment


@transaction.atomic
def return_(
    *, assessment: Assessment, by: User, items: Sequence[ReturnItem], version_token: str | None = None
) -> Assessment:
    """Return to the authors with at least one reason. InvalidError when there is none, or one is blank.

    `version_token` is that of the case as the page showed it: StaleError when it has changed since.
    """
    check_items(items)
    for item in items:
        check_text("items", item.reason)
    assessment = lock(assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    check_unchanged(version_token, version_token_of(read_case(assessment)))
    reasons = {item.question.code if item.question else "": item.reason for item in items}
    now = timezone.now()
    ReturnReason.objects.bulk_create(
        ReturnReason(
            assessment=assessment,
            question=item.question,
            reason=item.reason,
            returned_at=now,
            returned_by=by,
            returned_for=on_behalf_of(by, assessment.partnership),
        )
        for item in items
    )
    move("return", assessment, by=by, kind=EventKind.RETURNED, at=now, reasons=reasons)
    emails.returned(assessment, by=by)
    return assessment


@transaction.atomic
def endorse(*, assessment: Assessment, by: User, version_token: str | None = None) -> Assessment:
    """Endorse the case, which confirms it as a whole. ActionError as by `check_endorsable`.

    `version_token` is that of the case as the page showed it: StaleError when it has changed since.
    """
    assessment = lock(assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    case = read_case(assessment)
    check_unchanged(version_token, version_token_of(case))
    check_endorsable(case)
    move("endorse", assessment, by=by, kind=EventKind.ENDORSED, outcome=case.outcome.value)
    absent = on_behalf_of(by, assessment.partnership)
    Confirmation.objects.create(assessment=assessment, role=Role.MANAGER, confirmed_by=by, confirmed_for=absent)
    emails.endorsed(assessment, by=by)
    return assessment


@transaction.atomic
def reopen(*, assessment: Assessment, by: User, reason: str, version_token: str | None = None) -> Assessment:
    """Return an endorsed, referred or issued case to its authors, with a reason. Issues of the report are kept.

    `version_token` is the time of the state that the page showed: StaleError when it has changed since. The endorsement
    or the referral, also one that is only asked for, lapses: the case needs a new one, and another issue of the report.
    InvalidError when the reason is blank.
    """
    check_text("reason", reason)
    assessment = lock(assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    check_unchanged(version_token, assessment.state_changed_at.isoformat())
    move(Move.REOPEN, assessment, by=by, kind=EventKind.REOPENED, reason=reason)
    now = assessment.state_changed_at
    absent = on_behalf_of(by, assessment.partnership)
    ReturnReason.objects.create(
        assessment=assessment, reason=reason, returned_at=now, returned_by=by, returned_for=absent
    )
    Referral.objects.filter(assessment=assessment, lapsed_at=None).update(lapsed_at=now, lapsed_by=by)
    lapse_confirmations(assessment, Q(question=None), by=by, at=now)
    emails.reopened(assessment, by=by)
    return assessment


@transaction.atomic
def withdraw(*, assessment: Assessment, by: User, reason: str) -> Assessment:
    """Withdraw the assessment, which ends it without a decision. InvalidError when the reason is blank."""
    check_text("reason", reason)
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    was = State(assessment.state)
    move("withdraw", assessment, by=by, kind=EventKind.WITHDRAWN, reason=reason)
    emails.withdrawn(assessment, was=was, by=by)
    return assessment


def check_items(items: Collection[object]) -> None:
    """Raise InvalidError unless there is at least one reason to return a case."""
    if not items:
        message = _("Say what is to be put right, for at least one question or for the case as a whole")
        raise InvalidError({"items": message})


def check_reviewable(partnership: Partnership) -> None:
    """Raise ActionError for a restricted case without a named reviewer: nobody could review or return it."""
    named = partnership.participants.current().filter(capacity=Capacity.REVIEWER)
    if partnership.is_restricted and not named.exists():
        raise ActionError(_("This case is restricted and no manager is named on it to review it. Add one first."))


def check_not_acted_on(assessment: Assessment) -> None:
    """Raise ActionError once a manager or somebody who confirms has acted on the submission."""
    if has_been_acted_on(assessment):
        raise ActionError(
            _("A manager or an adviser has acted on the submission, so it cannot be taken back. Ask them to return it.")
        )


def check_endorsable(case: Case) -> None:
    """Raise ActionError unless the case is Ready or Ready with conditions, and its significance is known."""
    check_significance(case.assessment.partnership)
    if case.outcome not in (Outcome.READY, Outcome.READY_WITH_CONDITIONS):
        raise ActionError(explanation_of(case.flags.values(), case.assessment.state))


def can_be_endorsed(case: Case) -> bool:
    """Whether `check_endorsable` passes."""
    try:
        check_endorsable(case)
    except ActionError:
        return False
    return True


def check_move(name: str, assessment: Assessment) -> Transition:
    """Return the transition; ActionError when it cannot start from the state of the assessment."""
    try:
        return check_transition(name, assessment.state)
    except WorkflowError as error:
        raise ActionError(str(error)) from error


def move(
    name: str,
    assessment: Assessment,
    *,
    by: User,
    kind: EventKind,
    to: State | None = None,
    at: datetime | None = None,
    **details: object,
) -> None:
    """Change the state of a locked assessment and record it. ActionError when the transition is not possible.

    `to` is the target of a transition that has several; `at` is now unless it is given. `details` are JSON values that
    the event holds besides the two states.
    """
    old, transition = State(assessment.state), check_move(name, assessment)
    target = to or transition.targets[0]
    assessment.state = target
    assessment.state_changed_at, assessment.state_changed_by = at or timezone.now(), by
    assessment.save(update_fields=["state", "state_changed_at", "state_changed_by"])
    record(
        kind,
        by=by,
        assessment=assessment,
        old={"state": old.value},
        new={"state": target.value, **details},
    )
    refresh_flags(assessment)
