"""A whole version: its sections, and the lists of the guide (risks, tips, benefits, marks of a partnership)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from checklists.spec.questions import QuestionSpec


@dataclass(frozen=True, slots=True)
class RiskSpec:
    """A risk of partnership working (guide section 1.3.2), R1 to R15."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class TipSpec:
    """A top tip (guide section 1.5), T1 to T10: shown as "What helps"."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class BenefitSpec:
    """A benefit of partnership working (guide section 1.3.1), B1 to B10: claimed by the officer."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class CharacteristicSpec:
    """A mark of a partnership (guide section 1.1), C1 to C6: the screening test."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of questions. `has_finding`: its questions are tasks, each with a free-text finding beside the answer."""

    code: str
    title: str
    questions: tuple[QuestionSpec, ...]
    intro: str = ""
    note: str = ""
    has_finding: bool = False


@dataclass(frozen=True)
class ChecklistSpec:
    """The whole content of one version of a checklist."""

    slug: str
    version: str
    title: str
    source: str
    sections: tuple[SectionSpec, ...]
    risks: tuple[RiskSpec, ...] = ()
    tips: tuple[TipSpec, ...] = ()
    benefits: tuple[BenefitSpec, ...] = ()
    characteristics: tuple[CharacteristicSpec, ...] = ()

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
    def section_of(self) -> dict[str, SectionSpec]:
        """The section of each question key."""
        return {question.key: section for section in self.sections for question in section.questions}
