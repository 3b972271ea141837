"""Draws the answers to a checklist, whatever it asks: more or less careful ones, and those that a stage needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from checklists.spec import ChecklistSpec, FactSpec, FactType, OptionSpec, QuestionSpec, ReasonRule, Severity
from partnerships.domain.answers import AnswerState, CaseState
from partnerships.domain.flags import flag_of, flags_of
from partnerships.domain.rules import severity_at
from partnerships.management.commands._seed.words import sentences

# A day that is before all that is drawn: no rule about an order of dates holds for it.
START_OF_DRAWN = "2020-01-06"


def draw_answers(spec: ChecklistSpec, rng: Random, *, care: float, known: float, today: date) -> dict[str, AnswerState]:
    """Answer the share `known` of the questions, the share `care` of those favourably."""
    return {
        question.key: _draw(spec, question, rng, care=care, today=today)
        for question in spec.questions
        if rng.random() < known
    }


def endorsable(spec: ChecklistSpec, case: CaseState, rng: Random) -> CaseState:
    """Return the case with better answers where something blocks it or is unanswered."""
    case = replace(case, confirmed=to_confirm(spec))
    for flag in flags_of(spec, case):
        if flag.is_blocker:
            answer = _settled(spec, spec.by_key[flag.question_key], rng)
            case = replace(case, answers={**case.answers, flag.question_key: answer})
    return case


def blocked(spec: ChecklistSpec, case: CaseState, rng: Random) -> CaseState:
    """Return the case with all it needs but for one answer that blocks it."""
    case = endorsable(spec, case, rng)
    choices = [
        (question.key, option.key)
        for question in spec.questions
        for option in question.options
        if severity_at(option.severity, option.blocks_from, case.decision) is Severity.BLOCKER
    ]
    key, option = rng.choice(choices)
    answer = AnswerState(option=option, reason=sentences(rng), finding=case.answer(key).finding)
    return replace(case, answers={**case.answers, key: answer})


def to_confirm(spec: ChecklistSpec) -> frozenset[str]:
    """Return the questions whose answer somebody must confirm."""
    return frozenset(question.key for question in spec.questions if question.confirm)


def treatable(spec: ChecklistSpec, case: CaseState) -> list[str]:
    """Return the questions with a concern that a manager may treat."""
    flags = [flag_of(question, case) for question in spec.questions]
    return [flag.question_key for flag in flags if flag and flag.is_treatable]


def _draw(spec: ChecklistSpec, question: QuestionSpec, rng: Random, *, care: float, today: date) -> AnswerState:
    favourable, others = _sorted(question)
    option = rng.choice(favourable if rng.random() < care or not others else others)
    has_evidence = rng.random() < (0.4 if option.reason is ReasonRule.EVIDENCE_OR_REASON else 0.15)
    has_reason = option.reason is ReasonRule.REQUIRED or not has_evidence or rng.random() < 0.5
    facts = {fact.key: _fact(fact, rng, today) for fact in question.facts if rng.random() < 0.3}
    return AnswerState(
        option=option.key,
        reason=sentences(rng) if has_reason else "",
        finding=_finding(spec, question, rng),
        evidence_count=int(has_evidence),
        facts=facts,
    )


def _settled(spec: ChecklistSpec, question: QuestionSpec, rng: Random) -> AnswerState:
    """Return a favourable answer with its reason and what is required of it, and no other facts, as a rule could read them."""
    favourable, _others = _sorted(question)
    return AnswerState(
        option=rng.choice(favourable).key,
        reason=sentences(rng),
        finding=_finding(spec, question, rng),
        facts={fact.key: _required(fact, rng) for fact in question.facts if fact.is_required},
    )


def _required(fact: FactSpec, rng: Random) -> str:
    if fact.type is FactType.YES_NO:
        return "no"
    return START_OF_DRAWN if fact.type is FactType.DATE else sentences(rng, 1)


def _sorted(question: QuestionSpec) -> tuple[list[OptionSpec], list[OptionSpec]]:
    favourable = [option for option in question.options if option.severity is Severity.NONE]
    return favourable, [option for option in question.options if option not in favourable]


def _finding(spec: ChecklistSpec, question: QuestionSpec, rng: Random) -> str:
    return sentences(rng, 2) if spec.section_of[question.key].has_finding else ""


def _fact(fact: FactSpec, rng: Random, today: date) -> str:
    if fact.type is FactType.YES_NO:
        return rng.choice(("yes", "no", "no", "no"))
    if fact.type is FactType.DATE:
        return (today + timedelta(days=rng.randint(-100, 200))).isoformat()
    return sentences(rng, 1)
