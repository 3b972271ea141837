"""Checks a checklist before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.text import is_visible
from checklists.spec import lint_stored
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.lint_options import confirm_problems, option_problems
from checklists.spec.lint_rules import rule_problems
from checklists.spec.questions import QuestionSpec
from checklists.spec.words import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence on one problem, with the file or version (`where`) and the question that have it ("": not a question)."""

    where: str
    question: str
    sentence: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.question, self.sentence) if part)


def lint(spec: ChecklistSpec, where: str) -> list[Problem]:
    """Return the problems of one version; `where` is its name in them."""
    problems = lint_storable(spec, where)
    problems += [Problem(where, "", sentence) for sentence in _version_problems(spec)]
    for question in spec.questions:
        checks = (
            _text_problems(question),
            option_problems(question),
            rule_problems(question, spec),
            confirm_problems(question),
            _support_problems(question),
        )
        problems += [Problem(where, _name(question), sentence) for check in checks for sentence in check]
    return problems


def lint_storable(spec: ChecklistSpec, where: str) -> list[Problem]:
    """Return the problems for which the database or an address cannot hold a version, not even as a draft."""
    problems = [Problem(where, "", sentence) for sentence in lint_stored.version_problems(spec)]
    for question in spec.questions:
        sentences = lint_stored.question_problems(question, spec)
        problems += [Problem(where, _name(question), sentence) for sentence in sentences]
    return problems


def _name(question: QuestionSpec) -> str:
    return f"{question.code} {question.key}"


def _version_problems(spec: ChecklistSpec) -> Iterator[str]:
    if not (spec.title and spec.source):
        yield "The version has no title or no source."
    if not spec.sections:
        yield "The version has no sections."
    for section in spec.sections:
        if not section.questions:
            yield f"Section {section.code} has no questions."
    texts = {item.code: item.text for item in spec.risks} | {item.code: item.text for item in spec.tips}
    texts |= {item.code: item.text for item in spec.benefits} | {item.code: item.text for item in spec.characteristics}
    for code in [code for code, text in texts.items() if not is_visible(text)]:
        yield f"{code} has no text."


def _text_problems(question: QuestionSpec) -> Iterator[str]:
    for name in ("text", "title", "answered_by"):
        if not is_visible(getattr(question, name)):
            yield f"The question has no {name.replace('_', ' ')}."


def _support_problems(question: QuestionSpec) -> Iterator[str]:
    """Yield a sentence when an adverse answer raises no risks or has no guidance."""
    severities = {option.severity for option in question.options} | {rule.severity for rule in question.rules}
    severities |= {question.confirm.severity} if question.confirm else set()
    severities |= {fact.not_known for fact in question.facts}
    if severities & {Severity.CONCERN, Severity.BLOCKER} and not question.risks:
        yield "An adverse answer raises no risk: name at least one."
    if Severity.BLOCKER in severities and not is_visible(question.guidance):
        yield "An answer can block, but the question has no guidance on how to avoid it."
    yield from lint_stored.duplicates("feed", question.feeds)
