"""A whole version: its sections, and the lists of the guide (risks, tips, benefits, marks of a partnership)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from accounts.roles import Role
from checklists.spec.questions import PLANNED_START, QuestionSpec

# "Share risk. – As resources should be shared ...": the dash is sometimes a hyphen without a space behind it.
BEHIND_DASH = re.compile(r"(.+?) [–-] ?(?=[A-Z])(.+)")


@dataclass(frozen=True, slots=True)
class GuideItemSpec:
    """An item of a list in the guide: a risk, a tip, a benefit or a characteristic."""

    code: str
    text: str

    @property
    def in_two(self) -> tuple[str, str]:
        """What it says first, and what explains that behind a dash: the guide writes its tips so. "" without a dash."""
        found = BEHIND_DASH.fullmatch(self.text)
        return (found[1], found[2]) if found else (self.text, "")


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of questions. `has_finding`: its questions are tasks, each with a free-text finding beside the answer."""

    code: str
    title: str
    questions: tuple[QuestionSpec, ...]
    intro: str = ""
    note: str = ""
    has_finding: bool = False

    @property
    def is_legal(self) -> bool:
        """Whether legal advisers may answer here: they find, or they confirm an answer."""
        roles = {question.confirm.role for question in self.questions if question.confirm}
        return self.has_finding or Role.LEGAL in roles


@dataclass(frozen=True)
class ChecklistSpec:
    """The whole content of one version of a checklist.

    `risks`, `tips` (shown as "What helps"), `benefits` (which the officer claims) and `characteristics` (the marks of a
    partnership, for the screening) are lists of the guide.
    """

    slug: str
    version: str
    title: str
    source: str
    sections: tuple[SectionSpec, ...]
    risks: tuple[GuideItemSpec, ...] = ()
    tips: tuple[GuideItemSpec, ...] = ()
    benefits: tuple[GuideItemSpec, ...] = ()
    characteristics: tuple[GuideItemSpec, ...] = ()

    @property
    def questions(self) -> Iterator[QuestionSpec]:
        """Every question, in the order of the sections."""
        return (question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> dict[str, QuestionSpec]:
        """The questions by their stable key."""
        return {question.key: question for question in self.questions}

    @cached_property
    def by_code(self) -> dict[str, QuestionSpec]:
        """The questions by the code of this version (G1 ... L6)."""
        return {question.code: question for question in self.questions}

    @cached_property
    def facts_read(self) -> frozenset[str]:
        """The facts on which a rule of any question depends, as `question-key.fact_key`."""
        rules = [rule for question in self.questions for rule in question.rules]
        named = {pair[0] for rule in rules for pair in (rule.fact, rule.fact_not) if pair}
        return frozenset(named | {name for rule in rules for name in rule.date_after or ()} - {PLANNED_START})

    @cached_property
    def section_of(self) -> dict[str, SectionSpec]:
        """The section of each question key."""
        return {question.key: section for section in self.sections for question in section.questions}
