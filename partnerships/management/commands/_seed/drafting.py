"""What authors do in the first round of a made-up case: start it, answer its questions, submit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from checklists.spec import QuestionSpec, Significance
from partnerships.actions import Details
from partnerships.actions.trail import diff
from partnerships.domain.answers import AnswerState, CaseState
from partnerships.domain.board import months_later
from partnerships.domain.flags import flags_of
from partnerships.domain.relation import Capacity
from partnerships.domain.significance import LEVELS, Factor, significance_of
from partnerships.domain.similarity import Subject, keys_of
from partnerships.domain.workflow import ENDORSED_OR_LATER, State
from partnerships.management.commands._seed.answers import blocked, draw_answers, endorsable
from partnerships.management.commands._seed.case import MadeCase, Round, Stage
from partnerships.management.commands._seed.words import (
    FORMS,
    PARTNERS,
    PLACES,
    PURPOSES,
    SUBJECTS,
    filled,
    sentences,
)
from partnerships.models import Answer, Assessment, Evidence, Partner, PartnershipWord
from partnerships.models.assessment import EvidenceKind
from partnerships.models.trail import EventKind
from partnerships.selectors.significance import basis_of, known_of, thresholds


def draw_start(case: MadeCase) -> None:
    """Start the partnership with its first round, and name its people where only those named may know of it."""
    rng, partnership, staff = case.rng, case.partnership, case.staff
    details = _details(case)
    for name, value in asdict(details).items():
        if name not in ("partners", "decision_sought"):
            setattr(partnership, name, value)
    partnership.service, partnership.lead, partnership.created_by = staff.service, staff.lead, staff.lead
    assessment = Assessment(
        partnership=partnership,
        version=case.checklist.version,
        decision_sought=details.decision_sought,
        state_changed_by=staff.lead,
        created_by=staff.lead,
    )
    case.rounds.append(
        Round(assessment, CaseState(case.scenario.decision_sought, planned_start_on=partnership.planned_start_on))
    )
    said = {"service": staff.service.name, "lead": staff.lead.full_name, "checklist": str(case.checklist.version)}
    at = case.record(Stage.START, EventKind.CREATED, by=staff.lead, new=said | as_json(asdict(details)))
    partnership.created_at = assessment.created_at = assessment.state_changed_at = at
    case.add(Stage.START, partnership)
    case.involve(Stage.START, staff.lead, Capacity.AUTHOR, at)
    case.add(Stage.START, assessment)
    for position, name in enumerate(details.partners):
        case.add(Stage.START, Partner(partnership=partnership, name=name, position=position))
    for key in keys_of(Subject(details.name, details.purpose)):
        case.add(Stage.START, PartnershipWord(partnership=partnership, word=key))
    named = [(staff.contributor, Capacity.AUTHOR)] if rng.random() < 0.6 else []
    if details.is_restricted:
        named += [
            (staff.reviewer, Capacity.REVIEWER),
            (staff.legal, Capacity.LEGAL),
            (staff.secretary, Capacity.SECRETARY),
        ]
    for user, capacity in named:
        new = {"person": user.full_name, "capacity": capacity.value}
        at = case.record(Stage.START, EventKind.PERSON_ADDED, by=staff.lead, new=new)
        case.involve(Stage.START, user, capacity, at, by=staff.lead)


def draw_significance(case: MadeCase) -> None:
    """Judge the significance, answer the screening test and claim benefits; drafts may leave all of it for later."""
    rng, spec, partnership, lead = case.rng, case.checklist.spec, case.partnership, case.staff.lead
    assessment = case.current.assessment
    if case.scenario.ends is State.DRAFT and rng.random() < 0.2:
        return
    most = LEVELS.index(case.significance)
    drawn = {factor: rng.choice(LEVELS[: most + 1]) for factor in Factor} | {Factor.RISK: case.significance}
    answers = {factor.value: level.value for factor, level in (drawn | known_of(partnership)).items()}
    partnership.significance_basis = basis = basis_of(partnership, answers)
    partnership.significance = significance = significance_of(answers) or ""
    was: dict[str, Any] = {"significance": "", "values": {}, "thresholds": {}}
    now = {
        "significance": significance,
        **basis["answers"],
        "values": basis["values"],
        "thresholds": basis["thresholds"],
    }
    old, new = diff(was, now)
    case.record(Stage.START, EventKind.SIGNIFICANCE_JUDGED, by=lead, old=old, new=new)
    case.current.state = replace(case.current.state, significance=Significance(significance))
    assessment.screening = {mark.code: rng.choice(("yes", "yes", "yes", "no")) for mark in spec.characteristics}
    old, new = diff({}, assessment.screening)
    case.record(Stage.START, EventKind.SCREENED, by=lead, old=old, new=new)
    assessment.benefits = [benefit.code for benefit in spec.benefits if rng.random() < 0.4]
    if assessment.benefits:
        new = {"benefits": assessment.benefits}
        case.record(Stage.START, EventKind.BENEFITS_CLAIMED, by=lead, old={"benefits": []}, new=new)


def draw_answering(case: MadeCase) -> None:
    """Answer the questions over the days of answering, as far as the scenario needs."""
    rng, current, spec = case.rng, case.current, case.checklist.spec
    is_started = case.scenario.ends in (State.DRAFT, State.WITHDRAWN)
    known = rng.random() if is_started else 0.97
    drawn = draw_answers(spec, rng, care=rng.uniform(0.55, 0.97), known=known, today=case.today)
    current.state = replace(current.state, answers=drawn)
    if case.scenario.is_referred:
        current.state = blocked(spec, current.state, rng)
    elif case.scenario.ends in ENDORSED_OR_LATER:
        current.state = endorsable(spec, current.state, rng)
    days = case.calendar.days["answering"]
    for place, question in enumerate(spec.questions):
        if question.key in current.state.answers:
            _save(case, question, current.state.answers[question.key])
        case.calendar.wait(days * (place + 1) // len(spec.by_key) - days * place // len(spec.by_key))
    for flag in flags_of(spec, current.state):
        if flag.notify:
            row = case.checklist.questions[flag.question_key]
            told = {"because": list(flag.because), "told": [case.staff.monitoring.full_name]}
            case.record(Stage.START, EventKind.OFFICER_TOLD, by=case.staff.lead, question=row, new=told)


def _save(case: MadeCase, question: QuestionSpec, given: AnswerState) -> None:
    row, current = case.checklist.questions[question.key], case.current
    is_by_lead = case.staff.contributor.pk not in case.people or case.rng.random() < 0.7
    by = case.staff.lead if is_by_lead else case.staff.contributor
    if given.evidence_count:
        number = len(current.evidence) + 1
        evidence = Evidence(
            assessment=current.assessment,
            question=row,
            number=number,
            kind=EvidenceKind.LINK,
            title=f"Paper on {question.title.lower()}"[:200],
            url=f"https://intranet.made-up.example/papers/{case.partnership.number}/{number}",
            added_by=by,
        )
        current.evidence[question.key] = evidence
        new = {"evidence": str(evidence), "kind": evidence.kind, "sha256": ""}
        evidence.added_at = case.record(Stage.START, EventKind.EVIDENCE_ATTACHED, by=by, question=row, new=new)
        case.add(Stage.START, evidence)
    said = {"option": given.option, "reason": given.reason, "finding": given.finding, "facts": dict(given.facts)}
    old, new = diff({"option": None, "reason": "", "finding": "", "facts": {}}, said)
    saved = Answer(
        assessment=current.assessment,
        question=row,
        option=case.checklist.options[question.key, str(given.option)],
        reason=given.reason,
        finding=given.finding,
        facts=said["facts"],
        saved_by=by,
    )
    saved.saved_at = case.record(Stage.START, EventKind.ANSWERED, by=by, question=row, old=old, new=new)
    current.answers[question.key] = saved
    case.add(Stage.START, saved)


def _details(case: MadeCase) -> Details:
    rng = case.rng
    place, other = rng.sample(PLACES, 2)
    words = {"place": place, "other": other, "subject": rng.choice(SUBJECTS)}
    most_pounds, most_months = _limits(case.significance)
    starts_on = case.today + timedelta(days=rng.randint(-400, 500)) if rng.random() < 0.85 else None
    months = rng.randint(1, max(1, most_months - 1))
    ends_on = months_later(starts_on, months) - timedelta(days=1) if starts_on and rng.random() < 0.75 else None
    partners = {filled(rng, form): None for form in rng.sample(PARTNERS, rng.randint(1, 3))}
    return Details(
        name=filled(rng, rng.choice(FORMS), **words),
        purpose=filled(rng, rng.choice(PURPOSES), **words) + " " + sentences(rng, 2),
        partners=list(partners),
        decision_sought=case.scenario.decision_sought,
        council_role=sentences(rng, 1),
        planned_start_on=starts_on,
        planned_end_on=ends_on,
        annual_cost=int(most_pounds ** rng.uniform(0.6, 0.99)) if rng.random() < 0.92 else None,
        funding_source=rng.choice(("Base budget of the service", "Grant", "Reserves", "")),
        is_restricted=rng.random() < 0.04,
        wards=place,
    )


def _limits(significance: Significance) -> tuple[int, int]:
    """Return below which cost a year and which length in months a partnership of that significance stays."""
    limits = thresholds()
    return {
        Significance.LOW: (limits.medium_cost, limits.medium_months),
        Significance.MEDIUM: (limits.high_cost, limits.high_months),
        Significance.HIGH: (limits.high_cost * 5, limits.high_months * 2),
    }[significance]


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as an event keeps them: dates as text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
