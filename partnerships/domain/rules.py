"""Whether a rule of a checklist holds for a case, which facts are not known, and severities for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from checklists.spec import (
    PLANNED_START,
    ChecklistSpec,
    DecisionSought,
    FactSpec,
    FactType,
    QuestionSpec,
    RuleSpec,
    Severity,
    YesNoFact,
    fact_value,
)
from partnerships.domain.answers import CaseState


def severity_at(severity: Severity, blocks_from: DecisionSought | None, decision: DecisionSought) -> Severity:
    """Return the severity when `decision` is sought: a blocker from a later decision on is a concern before it."""
    if severity is Severity.BLOCKER and blocks_from is not None and blocks_from.rank > decision.rank:
        return Severity.CONCERN
    return severity


def highest(severities: Iterable[Severity]) -> Severity:
    """Return the highest of the severities, none when there are none."""
    return max(severities, key=lambda severity: severity.rank, default=Severity.NONE)


def rule_holds(rule: RuleSpec, case: CaseState) -> bool:
    """Whether every condition of the rule holds. ValueError for a stored date that is not one.

    A condition about a missing fact or significance does not hold, except `fact_not`.
    """
    if rule.fact and case.fact(rule.fact[0]) != rule.fact[1]:
        return False
    if rule.fact_not and case.fact(rule.fact_not[0]) == rule.fact_not[1]:
        return False
    if rule.option and case.answer(rule.option[0]).option not in rule.option[1]:
        return False
    if rule.significance and case.significance not in rule.significance:
        return False
    if rule.date_after:
        first, second = (_date(case, name) for name in rule.date_after)
        return first is not None and second is not None and first > second
    return True


def facts_not_known(question: QuestionSpec, case: CaseState) -> list[FactSpec]:
    """Return the facts that were answered "Not known yet", where the version gives that a severity."""
    facts = case.answer(question.key).facts
    graded = [fact for fact in question.facts if fact.not_known is not Severity.NONE]
    return [fact for fact in graded if facts.get(fact.key) == YesNoFact.NOT_KNOWN]


def not_known_in_words(question: QuestionSpec, case: CaseState) -> tuple[str, ...]:
    """Return a sentence for each of those facts, which says why the question is flagged."""
    sentence = _("“%(fact)s”: not known yet")
    return tuple(str(sentence) % {"fact": fact.label} for fact in facts_not_known(question, case))


def facts_awaited(spec: ChecklistSpec, case: CaseState) -> frozenset[str]:
    """Return the facts, as `question-key.fact_key`, that nobody answered though a rule depends on them.

    A rule that something else rules out already depends on nothing more: what it reads need not be answered.
    """
    rules = [rule for question in spec.questions for rule in question.rules if not _is_ruled_out(rule, case)]
    read = {pair[0] for rule in rules for pair in (rule.fact, rule.fact_not) if pair}
    read |= {name for rule in rules for name in rule.date_after or ()} - {PLANNED_START}
    return frozenset(name for name in read if not case.fact(name))


def _is_ruled_out(rule: RuleSpec, case: CaseState) -> bool:
    """Whether a condition of the rule fails by what was answered; a fact that nobody answered leaves it open."""
    if rule.fact and case.fact(rule.fact[0]) not in ("", rule.fact[1]):
        return True
    if rule.fact_not and case.fact(rule.fact_not[0]) == rule.fact_not[1]:
        return True
    if rule.option and case.answer(rule.option[0]).option not in rule.option[1]:
        return True
    return bool(rule.significance and case.significance and case.significance not in rule.significance)


def questions_read(rule: RuleSpec, question: str) -> frozenset[str]:
    """Return the keys of the questions whose answers decide whether the rule of that question holds, with its own."""
    names = [pair[0] for pair in (rule.fact, rule.fact_not, rule.option) if pair]
    names += [name for name in rule.date_after or () if name != PLANNED_START]
    return frozenset({question, *(name.partition(".")[0] for name in names)})


def notifying(spec: ChecklistSpec, case: CaseState) -> dict[str, frozenset[str]]:
    """Return the questions of which somebody must be told, each with the questions whose answers are the cause."""
    found: dict[str, frozenset[str]] = {}
    for question in spec.questions:
        for rule in question.rules:
            if rule.notify and rule_holds(rule, case):
                found[question.key] = found.get(question.key, frozenset()) | questions_read(rule, question.key)
    return found


def _date(case: CaseState, name: str) -> date | None:
    """Return the planned start or the fact of that name; None when it is not known."""
    if name == PLANNED_START:
        return case.planned_start_on
    raw = case.fact(name)
    value = fact_value(FactType.DATE, raw) if raw else None
    return value if isinstance(value, date) else None
