"""The facts of an answer that must be answered and are not."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.text import is_visible
from checklists.spec import FactSpec, QuestionSpec, YesNoFact


def missing_fact(question: QuestionSpec, facts: Mapping[str, str]) -> FactSpec | None:
    """Return the first fact that must be answered and is not."""
    return next((fact for fact in question.facts if _is_missing(fact, question, facts)), None)


def _is_missing(fact: FactSpec, question: QuestionSpec, facts: Mapping[str, str]) -> bool:
    """Whether a fact must be answered and is not. One that says more about a Yes is asked for after a Yes alone."""
    asked_by = next((other for other in question.facts if question.detail_of(other) is fact), None)
    is_asked = asked_by is None or facts.get(asked_by.key) == YesNoFact.YES
    return fact.is_required and is_asked and not is_visible(facts.get(fact.key, ""))
