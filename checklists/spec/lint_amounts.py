"""The linter's rules for what there may be too much of: what a page shows, a form sends and a position counts has an end."""

from __future__ import annotations

from collections.abc import Iterator

from checklists.spec.checklist import ChecklistSpec
from checklists.spec.document import LISTS
from checklists.spec.lint_stored import Found

SECTIONS = 100
# All of them stand in one form, which the server refuses beyond DATA_UPLOAD_MAX_NUMBER_FIELDS.
QUESTIONS_OF_SECTION = 100
OPTIONS = 50
FACTS = 10
RULES = 50
# The numbers in the names of the fields of a list have two figures.
ITEMS = 99


def amount_problems(spec: ChecklistSpec) -> Found:
    """Yield what each problem is about, with a sentence, of a version and its sections."""
    yield from (
        ("sections", sentence) for sentence in _too_many("The version", "sections", len(spec.sections), SECTIONS)
    )
    for section in spec.sections:
        count = len(section.questions)
        for sentence in _too_many(f"Section {section.code}", "questions", count, QUESTIONS_OF_SECTION):
            yield "sections", f"{sentence} Divide it."
    for name in LISTS:
        yield from ((name, sentence) for sentence in _too_many("The version", name, len(getattr(spec, name)), ITEMS))


def amounts_of_question(options: int, facts: int, rules: int) -> Found:
    """Yield what each problem is about, with a sentence, of a question with so many of each."""
    for about, count, most in (("options", options, OPTIONS), ("facts", facts, FACTS), ("rules", rules, RULES)):
        yield from ((about, sentence) for sentence in _too_many("The question", about, count, most))


def _too_many(subject: str, what: str, count: int, most: int) -> Iterator[str]:
    if count > most:
        yield f"{subject} has {count:,} {what}; at most {most} are kept."
