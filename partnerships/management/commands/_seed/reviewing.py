"""What others than the authors do with a made-up case before it is issued: confirm, treat, comment, return, endorse."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from accounts.roles import Role
from partnerships.actions.trail import diff
from partnerships.domain.answers import TreatmentKind, TreatmentState, is_complete
from partnerships.domain.board import ReferralAnswer
from partnerships.domain.flags import flags_of
from partnerships.domain.readiness import outcome_of
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import ENDORSED_OR_LATER, State
from partnerships.management.commands._seed.answers import to_confirm, treatable
from partnerships.management.commands._seed.case import MadeCase, Stage
from partnerships.management.commands._seed.drafting import as_json
from partnerships.management.commands._seed.words import MITIGATIONS, full_name, sentences
from partnerships.models import Confirmation, Implication, Interest, Referral, ReturnReason, Treatment
from partnerships.models.trail import EventKind

# The share of answers that are confirmed and of concerns that are treated, where the review has not ended.
CONFIRMED = {State.DRAFT: 0.15, State.IN_REVIEW: 0.6, State.RETURNED: 0.6, State.WITHDRAWN: 0.2}
TREATED = {State.IN_REVIEW: 0.4, State.RETURNED: 0.3}
KINDS = (TreatmentKind.MITIGATION, TreatmentKind.JUSTIFIED)


def draw_submission(case: MadeCase) -> None:
    """Submit the first round for review, if it comes to that."""
    scenario, lead = case.scenario, case.staff.lead
    if scenario.ends is State.WITHDRAWN and case.rng.random() < 0.4:
        _withdraw(case, Stage.START)
    elif scenario.ends is not State.DRAFT:
        case.move(Stage.START, State.IN_REVIEW, EventKind.SUBMITTED, by=lead)
        case.calendar.wait(case.calendar.days["review"])


def draw_review(case: MadeCase) -> None:
    """Confirm answers and treat concerns, then let the review end as the scenario says."""
    scenario, state = case.scenario, case.state_at(Stage.REVIEW)
    if state is State.WITHDRAWN:
        return
    draw_confirmations(case, Stage.START if state is State.DRAFT else Stage.REVIEW, CONFIRMED.get(scenario.ends, 1.0))
    if state is State.DRAFT:
        return
    _treat(case, TREATED.get(scenario.ends, 1.0))
    if scenario.ends is State.WITHDRAWN:
        _withdraw(case, Stage.REVIEW)
    elif scenario.ends is State.RETURNED:
        _return(case)
    elif scenario.is_referred:
        _accompany(case)
        _refer(case)
    elif scenario.ends in ENDORSED_OR_LATER:
        _accompany(case)
        _endorse(case)


def draw_confirmations(case: MadeCase, stage: Stage, share: float) -> None:
    """Confirm that share of the complete answers that a legal adviser is asked to confirm."""
    current, checklist, legal = case.current, case.checklist, case.staff.legal
    confirmed = set()
    for key in sorted(to_confirm(checklist.spec)):
        if is_complete(checklist.spec.by_key[key], current.state.answer(key)) and case.rng.random() < share:
            confirmed.add(key)
            row, role = checklist.questions[key], Role.LEGAL
            at = case.record(stage, EventKind.CONFIRMED, by=legal, question=row, new={"role": role.value, "note": ""})
            case.involve(stage, legal, Capacity.LEGAL, at)
            case.add(
                stage,
                Confirmation(
                    assessment=current.assessment, question=row, role=role, confirmed_at=at, confirmed_by=legal
                ),
            )
    current.state = replace(current.state, confirmed=frozenset(confirmed))


def _treat(case: MadeCase, share: float) -> None:
    rng, current, reviewer = case.rng, case.current, case.staff.reviewer
    states = {}
    for key in treatable(case.checklist.spec, current.state):
        if rng.random() >= share:
            continue
        evidence = current.evidence.get(key)
        kind = TreatmentKind.CLEARED if evidence and rng.random() < 0.5 else rng.choice(KINDS)
        is_mitigation = kind is TreatmentKind.MITIGATION
        row = Treatment(
            assessment=current.assessment,
            question=case.checklist.questions[key],
            kind=kind,
            text=rng.choice(MITIGATIONS) if is_mitigation else sentences(rng, 2),
            owner=f"{full_name(rng)}, {case.staff.service.name}" if is_mitigation else "",
            due_on=case.calendar.day + timedelta(days=rng.randint(30, 400)) if is_mitigation else None,
            evidence=evidence if kind is TreatmentKind.CLEARED else None,
            treated_by=reviewer,
        )
        said = {"kind": kind.value, "text": row.text, "owner": row.owner, "due_on": row.due_on}
        new = as_json(said) | {"evidence": str(evidence) if row.evidence else None}
        row.treated_at = case.record(Stage.REVIEW, EventKind.TREATED, by=reviewer, question=row.question, new=new)
        case.involve(Stage.REVIEW, reviewer, Capacity.REVIEWER, row.treated_at)
        case.add(Stage.REVIEW, row)
        current.treatments[key] = row
        states[key] = TreatmentState(kind, row.text, row.owner, row.due_on)
    current.state = replace(current.state, treatments=states)


def _accompany(case: MadeCase) -> None:
    """Record comments of some areas, and what lead and reviewer declare of their interests."""
    rng, reviewer, assessment = case.rng, case.staff.reviewer, case.current.assessment
    nothing = {"asked_of": "", "asked_on": None, "author": "", "commented_on": None, "text": ""}
    for area in rng.sample(case.checklist.areas, min(len(case.checklist.areas), rng.randint(1, 3))):
        author, day = full_name(rng), case.calendar.day
        said = {
            "asked_of": area.usually_asked or area.name,
            "asked_on": day - timedelta(days=rng.randint(1, 10)),
            "author": author,
            "commented_on": day,
            "text": sentences(rng, 3),
        }
        old, new = diff(nothing, as_json(said))
        at = case.record(Stage.REVIEW, EventKind.COMMENTED, by=reviewer, old=old, new={"area": area.name, **new})
        case.involve(Stage.REVIEW, reviewer, Capacity.REVIEWER, at)
        case.add(
            Stage.REVIEW, Implication(assessment=assessment, area=area, recorded_at=at, recorded_by=reviewer, **said)
        )
    for user in (case.staff.lead, reviewer):
        text = sentences(rng, 1) if rng.random() < 0.1 else ""
        old, new = diff({"has_interest": None, "text": ""}, {"has_interest": bool(text), "text": text})
        at = case.record(Stage.REVIEW, EventKind.INTEREST_DECLARED, by=user, old=old, new=new)
        case.add(
            Stage.REVIEW,
            Interest(assessment=assessment, has_interest=bool(text), text=text, declared_at=at, declared_by=user),
        )


def _endorse(case: MadeCase) -> None:
    reviewer, current = case.staff.reviewer, case.current
    outcome = outcome_of(flags_of(case.checklist.spec, current.state))
    at = case.move(Stage.REVIEW, State.ENDORSED, EventKind.ENDORSED, by=reviewer, outcome=outcome.value)
    case.add(
        Stage.REVIEW,
        Confirmation(assessment=current.assessment, role=Role.MANAGER, confirmed_at=at, confirmed_by=reviewer),
    )


def _refer(case: MadeCase) -> None:
    """Ask for the referral and, unless the scenario ends there, confirm it."""
    reviewer, officer, request = case.staff.reviewer, case.staff.monitoring, sentences(case.rng, 2)
    at = case.move(Stage.REVIEW, State.REFERRAL_ASKED, EventKind.REFERRAL_ASKED, by=reviewer, request=request)
    referral = Referral(assessment=case.current.assessment, request=request, recorded_at=at, recorded_by=reviewer)
    case.add(Stage.REVIEW, referral)
    if case.scenario.ends is State.REFERRAL_ASKED:
        return
    said = {"reason": sentences(case.rng, 2), "officer": officer.full_name}
    at, answer = case.calendar.tick(), ReferralAnswer.CONFIRMED
    case.involve(Stage.REFERRAL, officer, Capacity.MONITORING, at)
    answered = {"answer": answer, "answered_at": at, "answered_by": officer, "referred_on": case.calendar.day}
    case.change(Stage.REFERRAL, referral, **said, **answered)
    case.move(Stage.REFERRAL, State.REFERRED, EventKind.REFERRED, by=officer, **said)


def _return(case: MadeCase) -> None:
    rng, reviewer, checklist = case.rng, case.staff.reviewer, case.checklist
    keys = [flag.question_key for flag in flags_of(checklist.spec, case.current.state)] or list(checklist.spec.by_key)
    reasons = {key: sentences(rng, 2) for key in rng.sample(keys, min(len(keys), rng.randint(1, 3)))}
    told = {checklist.questions[key].code: reason for key, reason in reasons.items()}
    at = case.move(Stage.REVIEW, State.RETURNED, EventKind.RETURNED, by=reviewer, reasons=told)
    case.involve(Stage.REVIEW, reviewer, Capacity.REVIEWER, at)
    for key, reason in reasons.items():
        row = ReturnReason(
            assessment=case.current.assessment,
            question=checklist.questions[key],
            reason=reason,
            returned_at=at,
            returned_by=reviewer,
        )
        case.add(Stage.REVIEW, row)


def _withdraw(case: MadeCase, stage: Stage) -> None:
    case.move(stage, State.WITHDRAWN, EventKind.WITHDRAWN, by=case.staff.lead, reason=sentences(case.rng, 2))
