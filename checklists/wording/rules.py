"""Escalation rules in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.series import all_of, one_of
from checklists.spec import PLANNED_START, ChecklistSpec, RuleSpec, YesNoFact


def rule_in_words(rule: RuleSpec, spec: ChecklistSpec) -> str:
    """Return the conditions of a rule as one clause that starts with a capital letter."""
    return capfirst(all_of(_conditions(rule, spec)))


def _conditions(rule: RuleSpec, spec: ChecklistSpec) -> Iterator[str]:
    if rule.significance:
        levels = one_of(str(level.label).lower() for level in rule.significance)
        yield _("the partnership is of %(levels)s significance") % {"levels": levels}
    if rule.option:
        asked = spec.by_key.get(rule.option[0])
        named = {option.key: option.label for option in asked.options} if asked else {}
        labels = one_of(_quoted(named.get(key, key)) for key in rule.option[1])
        yield _("the answer to %(code)s is %(labels)s") % {"code": _code(rule.option[0], spec), "labels": labels}
    if rule.fact:
        yield _("%(fact)s is answered %(value)s") % _fact(*rule.fact, spec)
    if rule.fact_not:
        yield _("%(fact)s is not answered %(value)s") % _fact(*rule.fact_not, spec)
    if rule.date_after:
        first, second = (
            _("the planned start of the partnership") if name == PLANNED_START else _label(name, spec)
            for name in rule.date_after
        )
        yield _("%(first)s is after %(second)s") % {"first": first, "second": second}


def _fact(name: str, value: str, spec: ChecklistSpec) -> dict[str, str]:
    return {"fact": _label(name, spec), "value": _quoted(str(dict(YesNoFact.choices).get(value, value)))}


def _label(name: str, spec: ChecklistSpec) -> str:
    """Return the label of a fact with the code of its question, which may be another one than that of the rule.

    What a rule of a draft names and does not exist is shown as it is written: the linter says so.
    """
    question, _point, fact = name.partition(".")
    asked = spec.by_key.get(question)
    labels = {known.key: known.label for known in asked.facts} if asked else {}
    return _("“%(label)s” (%(code)s)") % {"label": labels.get(fact, fact), "code": _code(question, spec)}


def _code(key: str, spec: ChecklistSpec) -> str:
    return spec.by_key[key].code if key in spec.by_key else key


def _quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}
