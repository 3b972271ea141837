"""Checks a checklist before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.text import is_visible
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.document import LISTS
from checklists.spec.lint_amounts import amount_problems, amounts_of_question
from checklists.spec.lint_options import confirm_problems, fact_problems, option_problems
from checklists.spec.lint_rules import rule_problems
from checklists.spec.lint_stored import Found, duplicates, question_problems
from checklists.spec.lint_version import version_problems
from checklists.spec.questions import QuestionSpec
from checklists.spec.words import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence on one problem, with the file or version (`where`) and the question that have it ("": not a question).

    `about` is what of it is to be mended: texts, options, facts, rules or change of a question; of a version, its
    sections, one of its lists, or "version".
    """

    where: str
    question: str
    sentence: str
    about: str = ""

    @property
    def key(self) -> str:
        """The key of the question, "" when it is about none."""
        return self.question.rpartition(" ")[2]

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.question, self.sentence) if part)


def lint(spec: ChecklistSpec, where: str) -> list[Problem]:
    """Return the problems of one version; `where` is its name in them."""
    problems = lint_storable(spec, where)
    problems += [Problem(where, "", sentence, about) for about, sentence in _version_problems(spec)]
    for question in spec.questions:
        checks = {
            "texts": (*_text_problems(question), *confirm_problems(question), *_support_problems(question)),
            "options": option_problems(question),
            "facts": fact_problems(question),
            "rules": rule_problems(question, spec),
        }
        name = _name(question)
        problems += [Problem(where, name, sentence, about) for about, found in checks.items() for sentence in found]
    return problems


def lint_storable(spec: ChecklistSpec, where: str) -> list[Problem]:
    """Return the problems for which the database or an address cannot hold a version, not even as a draft."""
    found = (*version_problems(spec), *amount_problems(spec))
    problems = [Problem(where, "", sentence, about) for about, sentence in found]
    for question in spec.questions:
        amounts = amounts_of_question(len(question.options), len(question.facts), len(question.rules))
        found = (*question_problems(question, spec), *amounts)
        problems += [Problem(where, _name(question), sentence, about) for about, sentence in found]
    return problems


def _name(question: QuestionSpec) -> str:
    return f"{question.code} {question.key}"


def _version_problems(spec: ChecklistSpec) -> Found:
    if not (spec.title and spec.source):
        yield "version", "The version has no title or no source."
    if not spec.sections:
        yield "sections", "The version has no sections."
    for section in spec.sections:
        if not section.questions:
            yield "sections", f"Section {section.code} has no questions."
        if not is_visible(section.title):
            yield "sections", f"Section {section.code} has no title."
    for name in LISTS:
        for code in [item.code for item in getattr(spec, name) if not is_visible(item.text)]:
            yield name, f"{code} has no text."


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
    yield from duplicates("feed", question.feeds)
