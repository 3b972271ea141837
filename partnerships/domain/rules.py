"""When an escalation rule of a checklist holds for a case, and what a severity counts for at a decision."""

from __future__ import annotations

from datetime import date

from checklists.spec import DecisionSought, FactType, RuleSpec, Severity, fact_value
from partnerships.domain.answers import CaseState

PLANNED_START = "partnership.planned_start_on"


def severity_at(severity: Severity, blocks_from: DecisionSought | None, decision: DecisionSought) -> Severity:
    """Return what a severity counts for when `decision` is sought: a blocker of a later decision is a concern."""
    if severity is Severity.BLOCKER and blocks_from is not None and blocks_from.rank > decision.rank:
        return Severity.CONCERN
    return severity


def rule_holds(rule: RuleSpec, case: CaseState) -> bool:
    """Whether every condition that the rule sets holds; ValueError for a stored date that is none.

    A missing fact or significance makes its condition fail, except `fact_not`, which then holds.
    """
    if rule.fact and case.fact(rule.fact[0]) != rule.fact[1]:
        return False
    if rule.fact_not and case.fact(rule.fact_not[0]) == rule.fact_not[1]:
        return False
    if rule.option and case.answer(rule.option[0]).option not in rule.option[1]:
        return False
    if rule.significance and case.significance not in rule.significance:
        return False
    return not rule.date_after or _is_after(case, *rule.date_after)


def _is_after(case: CaseState, first: str, second: str) -> bool:
    """Whether both dates are known and the first is after the second."""
    one, other = _date(case, first), _date(case, second)
    return one is not None and other is not None and one > other


def _date(case: CaseState, name: str) -> date | None:
    if name == PLANNED_START:
        return case.planned_start_on
    raw = case.fact(name)
    value = fact_value(FactType.DATE, raw) if raw else None
    return value if isinstance(value, date) else None
