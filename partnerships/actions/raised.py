"""Flags that managers raise by hand on a question, and withdraw."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Question
from checklists.spec import Severity
from partnerships.actions.acting import ActionError, act_as, lock, on_behalf_of
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.review import check_state, lapse_treatment
from partnerships.actions.trail import record
from partnerships.actions.validation import check_text, refuse
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.answers import RAISED_SEVERITIES
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, RaisedFlag
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.version_tokens import question_version_token


@transaction.atomic
def raise_flag(
    *,
    assessment: Assessment,
    question: Question,
    by: User,
    severity: Severity,
    reason: str,
    version_token: str | None = None,
) -> RaisedFlag:
    """Raise a concern or a note on a question. A concern ends the treatment of what was known of it until then.

    `version_token` is that of the question as the page showed it: StaleError when it has changed since. InvalidError as
    by `check_raised`; ActionError when a flag is raised on the question already.
    """
    check_raised(severity=severity, reason=reason)
    assessment, case = _begin(assessment, question, by, version_token)
    if question.key in case.raised:
        raise ActionError(_("A flag is raised on this question already. Withdraw it before you raise another."))
    absent = on_behalf_of(by, assessment.partnership)
    values = {"severity": severity, "reason": reason, "raised_by": by, "raised_for": absent}
    raised = RaisedFlag.objects.create(assessment=assessment, question=question, **values)
    new = {"severity": severity.value, "reason": reason}
    record(EventKind.FLAG_RAISED, by=by, assessment=assessment, question=question, new=new)
    if severity is Severity.CONCERN:
        lapse_treatment(assessment, question, by=by)
    refresh_flags(assessment, by=by)
    return raised


@transaction.atomic
def withdraw_flag(
    *, assessment: Assessment, question: Question, by: User, reason: str, version_token: str | None = None
) -> RaisedFlag:
    """Withdraw the flag that was raised on a question, with a reason. Its treatment ends, unless something else needs it.

    `version_token` is that of the question as the page showed it: StaleError when it has changed since. InvalidError
    when the reason is blank; ActionError when no flag is raised on the question.
    """
    check_text("reason", reason)
    assessment, case = _begin(assessment, question, by, version_token)
    raised = case.raised.get(question.key)
    if raised is None:
        raise ActionError(_("No flag is raised on this question."))
    raised.withdrawn_at, raised.withdrawn_by, raised.withdrawal_reason = timezone.now(), by, reason
    raised.withdrawn_for = on_behalf_of(by, assessment.partnership)
    raised.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for", "withdrawal_reason"])
    old = {"severity": raised.severity, "reason": raised.reason}
    new = {"withdrawal_reason": reason}
    record(EventKind.FLAG_WITHDRAWN, by=by, assessment=assessment, question=question, old=old, new=new)
    flag = refresh_flags(assessment, by=by).flags.get(question.key)
    if flag is None or not flag.is_treatable:
        lapse_treatment(assessment, question, by=by)
    return raised


def check_raised(*, severity: str, reason: str) -> None:
    """Raise InvalidError unless the flag is a concern or a note, with a reason."""
    if severity not in RAISED_SEVERITIES:
        refuse({"severity": _("Select whether it is a concern or a note")})
    check_text("reason", reason)


def _begin(assessment: Assessment, question: Question, by: User, version_token: str | None) -> tuple[Assessment, Case]:
    """Lock the case for a reviewer, and read it."""
    assessment = lock(assessment)
    check_state(Permission.RAISE_FLAG, assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    case = read_case(assessment)
    if question.key not in case.spec.by_key:
        raise ActionError(_("This question is not one of this case."))
    check_unchanged(version_token, question_version_token(case, question.key))
    return assessment, case
