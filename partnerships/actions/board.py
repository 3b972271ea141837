"""Recording what the board decided about an issue of the report, and what follows from it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Question
from checklists.spec import DecisionSought
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.moves import check_move, move
from partnerships.actions.rounds import open_round
from partnerships.actions.trail import record
from partnerships.domain.access import Capacity
from partnerships.domain.board import APPROVALS, Result, enters_register, next_round, review_on
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import Move
from partnerships.models import Assessment, Condition, Decision, Partnership, RegisterEntry, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.selectors.case import read_case


@dataclass(frozen=True, kw_only=True)
class ConditionDraft:
    """A condition as it was put: what must be done, by whom, by when. `question` when it was a mitigation."""

    text: str
    owner: str
    due_on: date
    question: Question | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionDraft:
    """What was decided. `conditions` are those that the board added to the mitigations of the case."""

    result: Result
    decided_on: date
    meeting: str
    minute_reference: str
    reasons: str
    alternatives_rejected: str
    interests_declared: str
    dispensations: str = ""
    conditions: Sequence[ConditionDraft] = ()


class DecisionError(ActionError):
    """Something of the draft cannot be so; `part` is the name of its field."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class MinuteTakenError(DecisionError):
    """The minute is recorded already: `decision` is what it decided. The message names no case: not all may know it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("minute_reference", _("This minute of that meeting is already recorded for another case."))
        self.decision = decision


@transaction.atomic
def decide(*, issue: ReportIssue, by: User, draft: DecisionDraft) -> Decision:
    """Record the decision about the latest issue of a case, and do what follows from it.

    An approval with conditions makes them; an approval to enter puts the partnership on the register or, in a review,
    renews it there; an approval of an earlier gate and a deferral open the next round. Raises DecisionError, or MinuteTakenError,
    for what cannot be so, SeparationError when `by` is author, reviewer or legal adviser of the case, and ActionError
    when the issue is not the one before the board.
    """
    assessment = lock(issue.assessment)
    check_move(Move.DECIDE, assessment)
    check_latest(issue, assessment)
    act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    check_draft(draft, issue)
    conditions = [*conditions_from(assessment), *draft.conditions]
    check_conditions(draft, conditions)
    decision = _record(issue, assessment, draft, by=by)
    if draft.result is Result.APPROVED_WITH_CONDITIONS:
        _impose(conditions, decision, assessment.partnership)
    move(Move.DECIDE, assessment, by=by, kind=EventKind.DECIDED, **_as_json(issue, draft, conditions))
    _enter(decision, assessment, by=by)
    following = next_round(draft.result, DecisionSought(assessment.decision_sought))
    if following is not None:
        reason, gate = following
        open_round(assessment=assessment, by=by, reason=reason, decision=gate)
    emails.decided(assessment)
    return decision


def check_latest(issue: ReportIssue, assessment: Assessment) -> None:
    """Raise ActionError unless the issue is the partnership's last, and of its current round."""
    later = ReportIssue.objects.filter(partnership=assessment.partnership, number__gt=issue.number)
    if later.exists() or not assessment.is_current:
        raise ActionError(_("A decision is about the latest issue. This one has been superseded."))


def conditions_from(assessment: Assessment) -> list[ConditionDraft]:
    """Return the mitigations that stand in the case, in question order: what an approval makes conditions."""
    case = read_case(assessment)
    standing = [case.treatments[key] for key, flag in case.flags.items() if flag.is_condition]
    return [
        ConditionDraft(text=row.text, owner=row.owner, due_on=row.due_on, question=row.question)
        for row in standing
        if row.due_on is not None
    ]


def check_draft(draft: DecisionDraft, issue: ReportIssue) -> None:
    """Raise DecisionError for a date before the issue's or still to come, what is missing, or the minute of another case."""
    issued_on = timezone.localdate(issue.issued_at)
    if draft.decided_on < issued_on:
        words = {"day": date_format(issued_on, "j F Y")}
        raise DecisionError(
            "decided_on", _("The decision cannot be before its issue, which was made on %(day)s.") % words
        )
    if draft.decided_on > timezone.localdate():
        raise DecisionError("decided_on", _("The date of the decision cannot be in the future."))
    for part in ("meeting", "minute_reference", "reasons", "alternatives_rejected", "interests_declared"):
        if not getattr(draft, part).strip():
            raise DecisionError(part, _("A decision is recorded whole: something of it is missing."))
    named = {int(number) for number in _REFERENCE.findall(draft.minute_reference)}
    if named - {issue.partnership.number}:
        words = {"reference": issue.partnership.reference}
        raise DecisionError(
            "minute_reference", _("This minute reference names another case. This one is %(reference)s.") % words
        )
    if taken := _same_minute(draft):
        raise MinuteTakenError(taken)


def check_conditions(draft: DecisionDraft, conditions: Sequence[ConditionDraft]) -> None:
    """Raise DecisionError when the decision and its conditions do not agree. `conditions` include the mitigations."""
    if draft.conditions and draft.result is not Result.APPROVED_WITH_CONDITIONS:
        raise DecisionError(
            "result", _("Only an approval with conditions has conditions. Choose it, or leave them out.")
        )
    if draft.result is Result.APPROVED and conditions:
        message = _(
            "Mitigations stand in this case, and an approval makes them conditions. Choose Approved with conditions."
        )
        raise DecisionError("result", message)
    if draft.result is Result.APPROVED_WITH_CONDITIONS and not conditions:
        raise DecisionError("result", _("An approval with conditions needs at least one. Add it, or choose Approved."))
    for condition in draft.conditions:
        if not condition.text.strip() or not condition.owner.strip() or condition.due_on < draft.decided_on:
            message = _("Each condition needs what must be done, who does it, and a date not before the decision.")
            raise DecisionError("conditions", message)


_REFERENCE = re.compile(r"\bPR-(\d{1,9})\b", re.IGNORECASE)


def _same_minute(draft: DecisionDraft) -> Decision | None:
    same = Decision.objects.filter(
        meeting__iexact=draft.meeting, decided_on=draft.decided_on, minute_reference__iexact=draft.minute_reference
    )
    return same.select_related("assessment__partnership").first()


def _record(issue: ReportIssue, assessment: Assessment, draft: DecisionDraft, *, by: User) -> Decision:
    """Write the decision's row; MinuteTakenError when another case took the minute since it was looked for."""
    said = {name: getattr(draft, name) for name in DecisionDraft.__dataclass_fields__ if name != "conditions"}
    try:
        with transaction.atomic():
            return Decision.objects.create(assessment=assessment, issue=issue, recorded_by=by, **said)
    except IntegrityError:
        taken = _same_minute(draft)
        if taken is None:
            raise
        raise MinuteTakenError(taken) from None


def _impose(conditions: Sequence[ConditionDraft], decision: Decision, partnership: Partnership) -> None:
    last = Condition.objects.filter(partnership=partnership).aggregate(last=Max("number"))["last"] or 0
    Condition.objects.bulk_create(
        Condition(
            partnership=partnership,
            decision=decision,
            number=number,
            question=condition.question,
            text=condition.text,
            owner=condition.owner,
            due_on=condition.due_on,
        )
        for number, condition in enumerate(conditions, start=last + 1)
    )


def _enter(decision: Decision, assessment: Assessment, *, by: User) -> None:
    """Put the partnership on the register, or renew it there; nothing for another decision."""
    result = Result(decision.result)
    if not enters_register(result, DecisionSought(assessment.decision_sought)):
        return
    due = review_on(decision.decided_on, result, Outcome(assessment.outcome))
    entry = RegisterEntry.objects.filter(partnership=assessment.partnership).first()
    if entry is None:
        RegisterEntry.objects.create(
            partnership=assessment.partnership, decision=decision, entered_by=by, review_on=due
        )
        record(EventKind.REGISTERED, by=by, assessment=assessment, new={"review_on": due.isoformat()})
        return
    old = {"review_on": entry.review_on.isoformat()}
    entry.decision, entry.review_on = decision, due
    entry.save(update_fields=["decision", "review_on"])
    record(EventKind.REVIEW_SET, by=by, assessment=assessment, old=old, new={"review_on": due.isoformat()})


def _as_json(issue: ReportIssue, draft: DecisionDraft, conditions: Sequence[ConditionDraft]) -> dict[str, Any]:
    """Return the decision as JSON, for its event."""
    imposed = conditions if draft.result in APPROVALS else ()
    return {
        "issue": issue.number,
        "result": draft.result.value,
        "decided_on": draft.decided_on.isoformat(),
        "meeting": draft.meeting,
        "minute_reference": draft.minute_reference,
        "reasons": draft.reasons,
        "alternatives_rejected": draft.alternatives_rejected,
        "interests_declared": draft.interests_declared,
        "dispensations": draft.dispensations,
        "conditions": [{"text": item.text, "owner": item.owner, "due_on": item.due_on.isoformat()} for item in imposed],
    }
