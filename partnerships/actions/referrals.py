"""The referral of a case that is Not ready: a manager asks for it, a monitoring officer confirms or declines it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.moves import check_move, move
from partnerships.actions.significance import check_significance
from partnerships.actions.validation import check_text
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.board import ReferralAnswer
from partnerships.domain.readiness import Outcome
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import Move
from partnerships.emails.recipients import holders
from partnerships.models import Assessment, Referral
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.version_tokens import version_token_of


@transaction.atomic
def ask_referral(*, assessment: Assessment, by: User, reason: str, version_token: str | None = None) -> Referral:
    """Ask the monitoring officers to refer a case that is Not ready. Its outcome stays.

    `version_token` is that of the case as the page showed it: StaleError when it has changed since.
    InvalidError when the reason is blank; ActionError as by `check_referable`.
    """
    check_text("reason", reason)
    assessment = lock(assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    case = read_case(assessment)
    check_unchanged(version_token, version_token_of(case))
    check_move(Move.ASK_REFERRAL, assessment)
    check_referable(case)
    referral = Referral.objects.create(assessment=assessment, request=reason, recorded_by=by)
    move(Move.ASK_REFERRAL, assessment, by=by, kind=EventKind.REFERRAL_ASKED, request=reason)
    emails.referral_asked(assessment, by=by)
    return referral


@transaction.atomic
def confirm_referral(*, assessment: Assessment, by: User, reason: str, version_token: str | None = None) -> Referral:
    """Refer the case, as monitoring officer, with the reason that the report prints. InvalidError without one.

    StaleError when `version_token`, that of the case as the page showed it, is no longer its own.
    """
    referral = _answer(assessment, by, reason, version_token, answer=ReferralAnswer.CONFIRMED)
    officer = referral.officer
    move(Move.REFER, referral.assessment, by=by, kind=EventKind.REFERRED, reason=reason, officer=officer)
    emails.referred(referral.assessment, by=by)
    return referral


@transaction.atomic
def decline_referral(*, assessment: Assessment, by: User, reason: str, version_token: str | None = None) -> Referral:
    """Leave the case with its managers, as monitoring officer, with the reason that they see. Raises as confirming does."""
    referral = _answer(assessment, by, reason, version_token, answer=ReferralAnswer.DECLINED)
    officer = referral.officer
    move(Move.DECLINE, referral.assessment, by=by, kind=EventKind.REFERRAL_DECLINED, reason=reason, officer=officer)
    emails.referral_declined(referral.assessment, by=by)
    return referral


def _answer(
    assessment: Assessment, by: User, reason: str, version_token: str | None, *, answer: ReferralAnswer
) -> Referral:
    """Record the answer of a monitoring officer. Raises what confirming and declining raise."""
    check_text("reason", reason)
    assessment = lock(assessment)
    act_as(Capacity.MONITORING, user=by, partnership=assessment.partnership, by=by)
    check_unchanged(version_token, version_token_of(read_case(assessment)))
    check_move(Move.REFER, assessment)
    referral = assessment.referrals.current().get()
    # The state and the partnership that the lock read.
    referral.assessment = assessment
    now = timezone.now()
    referral.answer, referral.reason, referral.officer = answer, reason, by.full_name
    referral.answered_at, referral.answered_by, referral.referred_on = now, by, timezone.localdate(now)
    if answer is ReferralAnswer.DECLINED:
        referral.lapsed_at, referral.lapsed_by = now, by
    referral.save()
    return referral


def check_referable(case: Case) -> None:
    """Raise ActionError unless the case is Not ready, its significance is known, and somebody can confirm the referral.

    Other cases are endorsed, or their review must be finished first.
    """
    partnership = case.assessment.partnership
    if case.outcome is not Outcome.NOT_READY:
        outcome = case.outcome.label
        raise ActionError(
            _("Only a case that is Not ready can be referred. This one is: %(outcome)s.") % {"outcome": outcome}
        )
    check_significance(partnership)
    if holders(Role.MONITORING, partnership).exists():
        return
    if partnership.is_restricted:
        message = _("This case is restricted and no monitoring officer is named on it. The lead officer can name one.")
    else:
        message = _("There is no monitoring officer who could confirm it. An administrator can give somebody the role.")
    raise ActionError(message)


def can_be_referred(case: Case) -> bool:
    """Whether `check_referable` passes."""
    try:
        check_referable(case)
    except ActionError:
        return False
    return True
