"""The linter's rules for escalation rules: what they refer to must exist."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.text import is_visible
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.lint_texts import nearest
from checklists.spec.questions import PLANNED_START, QuestionSpec, RuleSpec
from checklists.spec.words import FactType, YesNoFact, fact_value

# What a rule can wait for, by the type of the fact. A text can be anything.
VALUES = {
    FactType.YES_NO: f"It can be: {', '.join(YesNoFact.values)}.",
    FactType.DATE: "A date is written as 2027-03-31.",
}


def rule_problems(question: QuestionSpec, spec: ChecklistSpec) -> Iterator[str]:
    """Yield a sentence for each problem of the rules of a question."""
    for number, rule in enumerate(question.rules, start=1):
        subject = f"Rule {number}"
        if not is_visible(rule.because):
            yield f"{subject} does not say why (“because”)."
        yield from _condition_problems(subject, rule, spec)


def _condition_problems(subject: str, rule: RuleSpec, spec: ChecklistSpec) -> Iterator[str]:
    if not (rule.fact or rule.fact_not or rule.option or rule.significance or rule.date_after):
        yield f"{subject} has no condition: it would always hold."
    for named in filter(None, (rule.fact, rule.fact_not)):
        yield from _fact_problems(subject, named[0], named[1], spec)
    for name in rule.date_after or ():
        if name != PLANNED_START and _fact_type(name, spec) is not FactType.DATE:
            yield f"{subject} compares “{name}”, which is no date that is asked."
    if rule.option:
        yield from _option_problems(subject, *rule.option, spec)


def _fact_problems(subject: str, name: str, value: str, spec: ChecklistSpec) -> Iterator[str]:
    type_ = _fact_type(name, spec)
    if type_ is None:
        yield f"{subject} asks for the fact “{name}”, which does not exist.{nearest(name, _facts(spec))}"
        return
    try:
        fact_value(type_, value)
    except ValueError:
        yield f"{subject} waits for “{name}” to be “{value}”, which it can never be. {VALUES[type_]}"


def _option_problems(subject: str, key: str, options: tuple[str, ...], spec: ChecklistSpec) -> Iterator[str]:
    asked = spec.by_key.get(key)
    if asked is None:
        yield f"{subject} points at the question “{key}”, which does not exist.{nearest(key, spec.by_key)}"
        return
    known = [option.key for option in asked.options]
    for option in [option for option in options if option not in known]:
        instead = nearest(option, known) or f" It has: {', '.join(known)}."
        yield f"{subject} points at the option “{option}” of “{key}”, which does not exist.{instead}"
    if not options:
        yield f"{subject} names no option of “{key}”: it would never hold."


def _facts(spec: ChecklistSpec) -> list[str]:
    """Return the facts of all questions, as a rule names them."""
    return [f"{question.key}.{fact.key}" for question in spec.questions for fact in question.facts]


def _fact_type(name: str, spec: ChecklistSpec) -> FactType | None:
    question, _, fact = name.partition(".")
    asked = spec.by_key.get(question)
    return next((known.type for known in asked.facts if known.key == fact), None) if asked else None
