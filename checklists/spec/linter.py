"""Checks a checklist before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.text import is_visible
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.lint_options import confirm_problems, option_problems
from checklists.spec.lint_rules import rule_problems
from checklists.spec.questions import QuestionSpec
from checklists.spec.words import Severity

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBER = re.compile(r"\d+(\.\d+)+")


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
    problems = [Problem(where, "", sentence) for sentence in _version_problems(spec)]
    for question in spec.questions:
        checks = (
            _text_problems(question),
            option_problems(question),
            rule_problems(question, spec),
            confirm_problems(question),
            _support_problems(question, spec),
        )
        name = f"{question.code} {question.key}"
        problems += [Problem(where, name, sentence) for check in checks for sentence in check]
    return problems


def _version_problems(spec: ChecklistSpec) -> Iterator[str]:
    if not NUMBER.fullmatch(spec.version):
        yield f"The version number “{spec.version}” is not numbers with points between them, such as 1.0."
    if not (spec.title and spec.source):
        yield "The version has no title or no source."
    if not spec.sections:
        yield "The version has no sections."
    yield from _duplicates("section code", (section.code for section in spec.sections))
    yield from _duplicates("question key", (question.key for question in spec.questions))
    yield from _duplicates("question code", (question.code for question in spec.questions))
    for section in spec.sections:
        if not section.questions:
            yield f"Section {section.code} has no questions."
    texts = {item.code: item.text for item in spec.risks} | {item.code: item.text for item in spec.tips}
    texts |= {item.code: item.text for item in spec.benefits} | {item.code: item.text for item in spec.characteristics}
    for code in [code for code, text in texts.items() if not is_visible(text)]:
        yield f"{code} has no text."


def _text_problems(question: QuestionSpec) -> Iterator[str]:
    if not KEY.fullmatch(question.key):
        yield f"The key “{question.key}” is not small letters and figures with hyphens between them."
    for name in ("text", "title", "answered_by"):
        if not is_visible(getattr(question, name)):
            yield f"The question has no {name.replace('_', ' ')}."


def _support_problems(question: QuestionSpec, spec: ChecklistSpec) -> Iterator[str]:
    """Yield a sentence when an adverse answer has no risks or guidance, or when its risks or tips do not exist."""
    severities = {option.severity for option in question.options} | {rule.severity for rule in question.rules}
    severities |= {question.confirm.severity} if question.confirm else set()
    if severities & {Severity.CONCERN, Severity.BLOCKER} and not question.risks:
        yield "An adverse answer raises no risk: name at least one."
    if Severity.BLOCKER in severities and not is_visible(question.guidance):
        yield "An answer can block, but the question has no guidance on how to avoid it."
    risks = {risk.code for risk in spec.risks}
    tips = {tip.code for tip in spec.tips}
    for code in [code for code in question.risks if code not in risks]:
        yield f"It raises the risk {code}, which does not exist."
    for code in [code for code in question.tips if code not in tips]:
        yield f"It shows the tip {code}, which does not exist."
    yield from _duplicates("risk", question.risks)
    yield from _duplicates("tip", question.tips)
    yield from _duplicates("feed", question.feeds)


def _duplicates(what: str, values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield f"The {what} “{value}” is used twice."
        seen.add(value)
