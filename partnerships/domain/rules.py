"""Whether a rule of a checklist holds for a case, and the severity of an option for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from checklists.spec import PLANNED_START, ChecklistSpec, DecisionSought, FactType, RuleSpec, Severity, fact_value
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
