"""Recording a decision about an issue of the report: its conditions, the register, the next round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import is_visible, normal
from checklists.models import Question
from checklists.spec import DecisionSought
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, check_act_as, lock, lock_council
from partnerships.actions.moves import check_move, move
from partnerships.actions.owners import check_owner, owner_from
from partnerships.actions.rounds import open_round
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_not_future, check_texts, far_errors, refuse
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.board import APPROVALS, LONG, Result, enters_register, months_later, next_round, review_on
from partnerships.domain.readiness import Outcome
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import Move
from partnerships.models import (
    Assessment,
    Condition,
    Decision,
    MinuteCorrection,
    Partnership,
    RegisterEntry,
    ReportIssue,
)
from partnerships.models.trail import EventKind
from partnerships.selectors.case import read_case
from partnerships.selectors.comments import has_exempt_parts
from partnerships.selectors.version_tokens import owner_as_typed


@dataclass(frozen=True, kw_only=True)
class ConditionDraft:
    """A condition to impose: what must be done, by whom, by when. `question` is that of a mitigation, else None.

    `owner` is as `owner_from` takes it.
    """

    text: str
    owner: str
    due_on: date
    question: Question | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionDraft:
    """A decision to record. `conditions` are those that were added to the mitigations of the case.

    `review_on` is the date of the next review, None for the usual one. `shares_minute`: the minute covers other cases too.
    `has_exempt_text` is as of `Decision`: yes or no where something is exempt, else None.
    """

    result: Result
    decided_on: date
    meeting: str
    minute_reference: str
    reasons: str
    alternatives_rejected: str
    interests_declared: str
    dispensations: str = ""
    review_on: date | None = None
    shares_minute: bool = False
    has_exempt_text: bool | None = None
    conditions: Sequence[ConditionDraft] = ()


class MinuteTakenError(InvalidError):
    """The minute is recorded for another `decision`, and nobody said that it covers both. The message does not name its case, which may be restricted."""

    def __init__(self, decision: Decision) -> None:
        super().__init__({"minute_reference": _("This minute of that meeting is already recorded for another case.")})
        self.decision = decision


@transaction.atomic
def decide(*, issue: ReportIssue, by: User, draft: DecisionDraft, version_token: str | None = None) -> Decision:
    """Record the decision about the latest issue of a case, and do what follows from it.

    An approval with conditions makes them; an approval to enter puts the partnership on the register or, in a review,
    renews its entry; an approval of an earlier decision and a deferral open the next round.

    `version_token` is that of the issue and the state that the page showed: StaleError when they have changed since.
    InvalidError, with the field names of the draft, for what `check_decision_draft` and `check_conditions` refuse, or
    MinuteTakenError; SeparationError when `by` is author, reviewer or legal adviser of the case; ActionError when the
    issue is not the one before the board.
    """
    assessment = lock(issue.assessment)
    # Of two who record one minute at the same moment, the second sees the decision of the first, and is asked about it.
    lock_council()
    conditions = check_decision(issue=issue, assessment=assessment, by=by, draft=draft, version_token=version_token)
    act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    decision = _save(issue, assessment, draft, by=by)
    if draft.result is Result.APPROVED_WITH_CONDITIONS:
        _impose(conditions, decision, assessment.partnership)
    move(Move.DECIDE, assessment, by=by, kind=EventKind.DECIDED, **_as_json(issue, draft, conditions))
    _enter(decision, assessment, by=by, chosen=draft.review_on)
    following = next_round(draft.result, DecisionSought(assessment.decision_sought))
    if following is not None:
        reason, next_sought = following
        open_round(assessment=assessment, by=by, reason=reason, decision=next_sought)
    emails.decided(assessment, by=by)
    return decision


def check_decision(
    *, issue: ReportIssue, assessment: Assessment, by: User, draft: DecisionDraft, version_token: str | None
) -> list[ConditionDraft]:
    """Raise what `decide` would, and write nothing; return all conditions, those of mitigations first."""
    check_move(Move.DECIDE, assessment)
    check_latest(issue, assessment)
    check_act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    check_unchanged(version_token, decision_version_token(issue, assessment))
    check_decision_draft(draft, issue)
    conditions = [*conditions_from(assessment), *draft.conditions]
    check_conditions(draft, conditions)
    return conditions


@transaction.atomic
def correct_minute(
    *, decision: Decision, by: User, minute_reference: str, reason: str, version_token: str | None = None
) -> MinuteCorrection:
    """Correct a typing mistake in the minute reference of a decision. The decision stays as it was recorded.

    `version_token` is the reference that the page showed: StaleError when it was corrected since. InvalidError for a
    reference that is blank, names another case or is the same, and without a reason; SeparationError when `by` has
    another capacity on the case than secretary.
    """
    assessment = lock(decision.assessment)
    act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    decision = Decision.objects.get(pk=decision.pk)
    before = decision.current_minute
    check_unchanged(version_token, before)
    check_correction(decision, assessment.partnership, minute_reference)
    made = MinuteCorrection(decision=decision, minute_reference=minute_reference, reason=reason, corrected_by=by)
    check_texts(made, "minute_reference", "reason")
    made.save(force_insert=True)
    new = {"minute_reference": minute_reference, "reason": reason}
    record(EventKind.MINUTE_CORRECTED, by=by, assessment=assessment, old={"minute_reference": before}, new=new)
    return made


def check_correction(decision: Decision, partnership: Partnership, minute_reference: str) -> None:
    """Raise InvalidError for a minute reference that is no correction, or names another case."""
    if minute_reference == decision.current_minute:
        raise InvalidError({"minute_reference": _("This is the minute reference that is recorded already.")})
    check_minute_reference(minute_reference, partnership)


def decision_version_token(issue: ReportIssue, assessment: Assessment) -> str:
    """Return the version token of what a decision is about."""
    return f"{issue.number} {assessment.state_changed_at.isoformat()}"


def check_latest(issue: ReportIssue, assessment: Assessment) -> None:
    """Raise ActionError unless the issue is the partnership's last, and of its current round."""
    later = ReportIssue.objects.filter(partnership=assessment.partnership, number__gt=issue.number)
    if later.exists() or not assessment.is_current:
        raise ActionError(_("A decision is about the latest issue. This one has been superseded."))


def conditions_from(assessment: Assessment) -> list[ConditionDraft]:
    """Return the mitigations of the case, in question order: the conditions that an approval with conditions makes.

    Their text is normal, also when the mitigation was recorded before text was.
    """
    case = read_case(assessment)
    mitigations = [case.treatments[key] for key, flag in case.flags.items() if flag.is_condition]
    return [
        ConditionDraft(
            text=normal(row.text),
            owner=normal(owner_as_typed(row), is_line=True),
            due_on=row.due_on,
            question=row.question,
        )
        for row in mitigations
        if row.due_on is not None
    ]


def check_decision_draft(draft: DecisionDraft, issue: ReportIssue) -> None:
    """Raise InvalidError for a wrong date, the reference of another case, and as by `check_has_exempt_text`.

    MinuteTakenError for a minute used before, unless shared.
    """
    if draft.result not in Result.values:
        raise InvalidError({"result": _("Select what was decided")})
    check_decided_on(draft.decided_on, issue)
    check_has_exempt_text(draft.has_exempt_text, issue)
    check_minute_reference(draft.minute_reference, issue.partnership)
    check_review_on(draft.review_on, draft.decided_on, issue.partnership)
    taken = None if draft.shares_minute else _same_minute(draft)
    if taken:
        raise MinuteTakenError(taken)


def check_minute_reference(minute_reference: str, partnership: Partnership) -> None:
    """Raise InvalidError for a minute reference that names another case."""
    named = {int(number) for number in _REFERENCE.findall(minute_reference)}
    if named - {partnership.number}:
        message = _("This minute reference names another case. This one is %(reference)s.")
        raise InvalidError({"minute_reference": message % {"reference": partnership.reference}})


def check_review_on(review_on: date | None, decided_on: date, partnership: Partnership) -> None:
    """Raise InvalidError for a review before the decision, more than a year after it, or after the partnership's end."""
    end = partnership.planned_end_on
    if review_on is None:
        return
    error = ""
    if review_on <= decided_on:
        error = _("The review must be after the decision")
    elif review_on > months_later(decided_on, LONG):
        error = _("The review must be within 12 months of the decision")
    elif end and review_on > end:
        error = _("The review must not be after the planned end of the partnership, %(day)s") % {
            "day": date_format(end, "j F Y")
        }
    refuse({"review_on": error})


def check_decided_on(decided_on: date, issue: ReportIssue) -> None:
    """Raise InvalidError for a date of decision before the issue was made, or in the future."""
    issued_on = timezone.localdate(issue.issued_at)
    if decided_on < issued_on:
        words = {"day": date_format(issued_on, "j F Y"), "number": issue.number}
        message = _("The date must be %(day)s or later, when issue %(number)s was made") % words
        raise InvalidError({"decided_on": message})
    check_not_future(decided_on=decided_on)


def check_has_exempt_text(has_exempt_text: bool | None, issue: ReportIssue) -> None:
    """Raise InvalidError unless it is said whether the decision repeats what is exempt, where something is."""
    if (has_exempt_text is None) is has_exempt_parts(issue.assessment):
        raise InvalidError({"has_exempt_text": _("Select whether anything exempt is repeated")})


def check_conditions(draft: DecisionDraft, conditions: Sequence[ConditionDraft]) -> None:
    """Raise InvalidError when the result and the conditions do not agree, or a condition of the draft is incomplete.

    `conditions` are those of the draft and the mitigations.
    """
    error = ""
    if draft.conditions and draft.result is not Result.APPROVED_WITH_CONDITIONS:
        error = _("Only an approval with conditions has conditions. Choose it, or leave them out.")
    elif draft.result is Result.APPROVED and conditions:
        error = _(
            "Mitigations stand in this case, and an approval makes them conditions. Choose Approved with conditions."
        )
    elif draft.result is Result.APPROVED_WITH_CONDITIONS and not conditions:
        error = _("An approval with conditions needs at least one. Add it, or choose Approved.")
    if error:
        raise InvalidError({"result": error})
    for condition in draft.conditions:
        check_condition(
            text=condition.text, owner=condition.owner, due_on=condition.due_on, decided_on=draft.decided_on
        )


def check_condition(*, text: str, owner: str, due_on: date | None, decided_on: date | None) -> None:
    """Raise InvalidError unless a condition has its text, owner and due date, and is not due before the decision."""
    errors = {
        "text": "" if is_visible(text) else _("Say what must be done to meet the condition"),
        "owner": "" if is_visible(owner) else _("Say who meets the condition"),
        "due_on": "" if due_on else _("Enter the date by which the condition is met"),
    }
    errors |= far_errors({"due_on": due_on})
    if due_on and decided_on and due_on < decided_on:
        errors["due_on"] = _("The date must not be before the decision")
    refuse(errors)
    check_owner(owner)


_REFERENCE = re.compile(r"\bPR-(\d{1,9})\b", re.IGNORECASE)


def _same_minute(draft: DecisionDraft) -> Decision | None:
    same = Decision.objects.filter(
        meeting__iexact=draft.meeting, decided_on=draft.decided_on, minute_reference__iexact=draft.minute_reference
    )
    return same.select_related("assessment__partnership").first()


# What of a draft is stored elsewhere than in the row of the decision.
BESIDE = ("conditions", "review_on", "shares_minute")


def _save(issue: ReportIssue, assessment: Assessment, draft: DecisionDraft, *, by: User) -> Decision:
    """Write the decision's row."""
    values = {name: getattr(draft, name) for name in DecisionDraft.__dataclass_fields__ if name not in BESIDE}
    decision = Decision(assessment=assessment, issue=issue, recorded_by=by, **values)
    check_texts(decision, *(name for name in values if name not in ("result", "decided_on", "has_exempt_text")))
    decision.save(force_insert=True)
    return decision


def _impose(conditions: Sequence[ConditionDraft], decision: Decision, partnership: Partnership) -> None:
    last = Condition.objects.filter(partnership=partnership).aggregate(last=Max("number"))["last"] or 0
    rows = []
    for number, condition in enumerate(conditions, start=last + 1):
        name, person = owner_from(condition.owner)
        row = Condition(
            partnership=partnership,
            decision=decision,
            number=number,
            question=condition.question,
            text=condition.text,
            owner=name,
            owner_user=person,
            due_on=condition.due_on,
        )
        check_texts(row, "text", "owner")
        rows.append(row)
    Condition.objects.bulk_create(rows)
    for person in {row.owner_user for row in rows if row.owner_user}:
        emails.owner_named(partnership, person, by=decision.recorded_by)


def _enter(decision: Decision, assessment: Assessment, *, by: User, chosen: date | None) -> None:
    """Put the partnership on the register, or renew its entry, if the decision is an approval to enter or to continue."""
    result = Result(decision.result)
    if not enters_register(result, DecisionSought(assessment.decision_sought)):
        return
    ends_on = assessment.partnership.planned_end_on
    due = chosen or review_on(decision.decided_on, result, Outcome(assessment.outcome), ends_on=ends_on)
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
    owners = [owner_from(item.owner)[0] for item in imposed]
    repeats = {} if draft.has_exempt_text is None else {"has_exempt_text": draft.has_exempt_text}
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
        **repeats,
        "conditions": [
            {"text": item.text, "owner": owner, "due_on": item.due_on.isoformat()}
            for item, owner in zip(imposed, owners, strict=True)
        ],
    }
