"""What becomes of a made-up case before the board: its report is issued, decided about, and what follows is done."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

from checklists.spec import DecisionSought
from partnerships.actions import ConditionDraft, DecisionDraft, ExitDraft
from partnerships.actions.board import BESIDE
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import APPROVALS, Result, RoundReason, enters_register, next_round, review_on
from partnerships.domain.flags import flags_of
from partnerships.domain.readiness import outcome_of
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import State
from partnerships.management.commands._seed.case import MadeCase, Round, Stage
from partnerships.management.commands._seed.drafting import as_json
from partnerships.management.commands._seed.reviewing import draw_confirmations
from partnerships.management.commands._seed.words import MEETINGS, sentences
from partnerships.models import (
    Answer,
    Assessment,
    Condition,
    Decision,
    Evidence,
    ExitRecord,
    RegisterEntry,
    ReportIssue,
)
from partnerships.models.trail import EventKind


def draw_issue(case: MadeCase) -> None:
    """Issue the report; its editions are made when it is written, from what is on record by then."""
    secretary = case.staff.secretary
    case.calendar.wait(case.calendar.days["issue"])
    at = case.move(Stage.ISSUE, State.ISSUED, EventKind.ISSUED, by=secretary, number=1)
    case.involve(Stage.ISSUE, secretary, Capacity.SECRETARY, at)
    case.steps[Stage.ISSUE].issue = ReportIssue(
        partnership=case.partnership, assessment=case.current.assessment, number=1, issued_at=at, issued_by=secretary
    )


def draw_decision(case: MadeCase) -> None:
    """Decide about the issue, and do what follows at once: conditions, the register, the next round."""
    case.calendar.wait(case.calendar.days["decision"])
    secretary, made, assessment = case.staff.secretary, case.steps[Stage.ISSUE].issue, case.current.assessment
    draft = _draft(case)
    said = {name: getattr(draft, name) for name in DecisionDraft.__dataclass_fields__ if name not in BESIDE}
    imposed = [{"text": item.text, "owner": item.owner, "due_on": item.due_on.isoformat()} for item in draft.conditions]
    at = case.move(
        Stage.DECIDE,
        State.DECIDED,
        EventKind.DECIDED,
        by=secretary,
        issue=1,
        conditions=imposed,
        **as_json(said | {"result": draft.result.value}),
    )
    decision = Decision(assessment=assessment, issue=made, recorded_at=at, recorded_by=secretary, **said)
    case.add(Stage.DECIDE, decision)
    conditions = [
        Condition(
            partnership=case.partnership,
            decision=decision,
            number=number,
            question=item.question,
            text=item.text,
            owner=item.owner,
            due_on=item.due_on,
        )
        for number, item in enumerate(draft.conditions, start=1)
    ]
    for condition in conditions:
        case.add(Stage.DECIDE, condition)
    if enters_register(draft.result, case.scenario.decision_sought):
        _live(case, _enter(case, decision), conditions)
    elif following := next_round(draft.result, case.scenario.decision_sought):
        _open_round(case, *following)


def _draft(case: MadeCase) -> DecisionDraft:
    rng, result = case.rng, case.scenario.result or Result.NOT_APPROVED
    mitigations = [row for row in case.current.treatments.values() if row.kind == TreatmentKind.MITIGATION]
    conditions = [
        ConditionDraft(text=row.text, owner=row.owner, due_on=row.due_on, question=row.question)
        for row in mitigations
        if row.due_on and result in APPROVALS
    ]
    return DecisionDraft(
        result=Result.APPROVED_WITH_CONDITIONS if conditions else result,
        decided_on=case.calendar.day,
        meeting=rng.choice(MEETINGS),
        minute_reference=f"{case.partnership.reference}/{rng.randint(1, 99)}",
        reasons=sentences(rng),
        alternatives_rejected=sentences(rng, 2),
        interests_declared="None",
        conditions=conditions,
    )


def _enter(case: MadeCase, decision: Decision) -> RegisterEntry:
    outcome = outcome_of(flags_of(case.checklist.spec, case.current.state))
    ends_on = case.partnership.planned_end_on
    due = review_on(decision.decided_on, Result(decision.result), outcome, ends_on=ends_on)
    by = case.staff.secretary
    at = case.record(Stage.DECIDE, EventKind.REGISTERED, by=by, new={"review_on": due.isoformat()})
    entry = RegisterEntry(partnership=case.partnership, decision=decision, entered_at=at, entered_by=by, review_on=due)
    case.add(Stage.DECIDE, entry)
    return entry


def _live(case: MadeCase, entry: RegisterEntry, conditions: list[Condition]) -> None:
    """Let the partnership go on: meet some conditions, then end it or open its review as the scenario says."""
    scenario, rng = case.scenario, case.rng
    days = case.calendar.days["after"] if scenario.is_ended or scenario.then else case.calendar.days_left
    for condition in conditions:
        is_due = condition.due_on <= case.calendar.day + timedelta(days=days)
        if rng.random() < (0.7 if is_due else 0.2):
            passed = rng.randint(0, days // 2)
            days -= passed
            case.calendar.wait(passed)
            _complete(case, condition)
    if scenario.is_ended or scenario.then:
        case.calendar.wait(days)
    if scenario.is_ended:
        _end(case, entry)
    elif scenario.then:
        _open_round(case, RoundReason.REVIEW, DecisionSought.CONTINUE)


def _complete(case: MadeCase, condition: Condition) -> None:
    lead, note = case.staff.lead, sentences(case.rng, 2)
    new = {"condition": condition.number, "note": note, "url": "", "evidence": "", "sha256": ""}
    kind = EventKind.CONDITION_COMPLETED
    at = case.record(Stage.AFTER, kind, by=lead, question=condition.question, new=new)
    case.change(Stage.AFTER, condition, completion_note=note, completed_at=at, completed_by=lead)


def _end(case: MadeCase, entry: RegisterEntry) -> None:
    rng, lead = case.rng, case.staff.lead
    texts = {part: sentences(rng, 2) for part in ("reason", "people", "property", "data", "lessons")}
    draft = ExitDraft(ended_on=case.calendar.day, **texts)
    at = case.record(Stage.AFTER, EventKind.ENDED, by=lead, new=as_json(asdict(draft)))
    case.add(
        Stage.AFTER,
        ExitRecord(partnership=case.partnership, recorded_at=at, recorded_by=lead, **asdict(draft)),
    )
    case.change(Stage.AFTER, entry, ended_on=draft.ended_on)


def _open_round(case: MadeCase, reason: RoundReason, decision_sought: DecisionSought) -> None:
    """Open the second round with the answers of the first, and confirm and submit it as far as the scenario says."""
    before, is_review = case.current, reason is RoundReason.REVIEW
    by = case.staff.lead if is_review else case.staff.secretary
    case.change(Stage.AFTER, before.assessment, is_current=False)
    assessment = Assessment(
        partnership=case.partnership,
        version=case.checklist.version,
        round=2,
        opened_for=reason,
        decision_sought=decision_sought,
        screening=before.assessment.screening,
        benefits=before.assessment.benefits,
        state_changed_by=by,
        created_by=by,
    )
    case.rounds.append(
        Round(assessment, replace(before.state, decision=decision_sought, confirmed=frozenset(), treatments={}))
    )
    said = {"round": 2, "opened_for": reason.value, "decision_sought": decision_sought.value}
    new = said | {"checklist": str(case.checklist.version), "options_dropped": []}
    at = case.record(Stage.NEXT, EventKind.ROUND_OPENED, by=by, new=new)
    assessment.created_at = assessment.state_changed_at = at
    case.add(Stage.NEXT, assessment)
    for item in before.evidence.values():
        case.add(Stage.NEXT, _carried_evidence(item, assessment))
    if not is_review:
        case.calendar.wait(case.calendar.days["after"])
    is_submitted = case.scenario.then is State.IN_REVIEW
    share = 1.0 if is_submitted else case.rng.random()
    for row in before.answers.values():
        case.add(Stage.NEXT, _carried_answer(case, row, is_confirmed=case.rng.random() < share))
    carried = {key for key, row in case.current.answers.items() if row.is_carried_over}
    state = case.current.state
    answers = {key: replace(answer, is_carried_over=key in carried) for key, answer in state.answers.items()}
    case.current.state = replace(state, answers=answers)
    if is_submitted:
        case.move(Stage.NEXT, State.IN_REVIEW, EventKind.SUBMITTED, by=case.staff.lead)
        draw_confirmations(case, Stage.NEXT, 0.5)


def _carried_answer(case: MadeCase, row: Answer, *, is_confirmed: bool) -> Answer:
    """Return the answer as the second round has it: carried over or, where somebody confirmed it, theirs."""
    lead = case.staff.lead
    copy = Answer(
        assessment=case.current.assessment,
        question=row.question,
        option=row.option,
        reason=row.reason,
        finding=row.finding,
        facts=row.facts,
        is_carried_over=not is_confirmed,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )
    if is_confirmed:
        old, new = {"is_carried_over": True}, {"is_carried_over": False}
        copy.saved_by = lead
        copy.saved_at = case.record(Stage.NEXT, EventKind.ANSWERED, by=lead, question=row.question, old=old, new=new)
    case.current.answers[row.question.key] = copy
    return copy


def _carried_evidence(row: Evidence, assessment: Assessment) -> Evidence:
    return Evidence(
        assessment=assessment,
        question=row.question,
        number=row.number,
        kind=row.kind,
        title=row.title,
        url=row.url,
        added_at=row.added_at,
        added_by=row.added_by,
    )
