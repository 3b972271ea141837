"""The parts of a snapshot that say what was asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checklists.spec import FactType
from checklists.wording import Part, fact_in_words, parts_of
from partnerships.snapshot.shape.words import Choice, ExemptMark


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPart:
    """A fact recorded with an answer. `value` is "yes", "no" or "not_known" (type yes_no), an ISO date, or text.

    It is "" when nobody answered a fact on which a rule depends.
    """

    key: str
    label: str
    type: str
    value: str

    @property
    def words(self) -> str:
        """The value as people read it."""
        return fact_in_words(FactType(self.type), self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPart:
    """An answer as it was saved. `option` is None when none was chosen; `severity` is that of the option."""

    option: Choice | None
    severity: Choice | None
    reason: str
    finding: str
    facts: tuple[FactPart, ...]
    is_carried_over: bool
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPart:
    """Why a role holder cannot confirm an answer."""

    reason: str
    objected_by: str
    objected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationPart:
    """A confirmation by a role holder; `confirmed_by` and `confirmed_at` are None while it is missing.

    `objection` is what stands in its place.
    """

    role: str
    note: str = ""
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    objection: ObjectionPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionPart:
    """What a manager would have answered, and why. `is_of_earlier_answer`: the answer was changed after it was given."""

    option: Choice
    reason: str
    given_by: str
    given_at: datetime
    is_of_earlier_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPart:
    """A question word for word, with its answer and what that still lacks ("" when complete).

    `evidence` are numbers, `risks` are codes, `feeds` are values of `Feed`. `exempt` leaves out the answer, what it
    lacks, the evidence, the status, the second opinion and the note of a confirmation or the objection; the question itself stays.
    """

    key: str
    code: str
    title: str
    text: str
    reason_label: str
    feeds: tuple[str, ...]
    risks: tuple[str, ...]
    missing: str
    answer: AnswerPart | None
    evidence: tuple[int, ...]
    confirmation: ConfirmationPart | None
    status: Choice | None
    opinion: OpinionPart | None = None
    exempt: ExemptMark | None = None

    @property
    def option(self) -> Choice | None:
        """The option that was chosen."""
        return self.answer.option if self.answer else None

    @property
    def length(self) -> int:
        """How many characters were typed about it."""
        answer, opinion = self.answer, self.opinion
        texts = [answer.reason, answer.finding, *(fact.value for fact in answer.facts)] if answer else []
        texts += [opinion.reason] if opinion else []
        texts += [self.confirmation.objection.reason] if self.confirmation and self.confirmation.objection else []
        return sum(map(len, texts))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The written parts of the answer, in the order in which pages show them."""
        if self.answer is None:
            return ()
        facts = [(fact.label, FactType(fact.type), fact.value) for fact in self.answer.facts]
        reason, finding = self.answer.reason, self.answer.finding
        return parts_of(finding=finding, reason=reason, own_reason_label=self.reason_label, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPart:
    """A section of the checklist with its questions."""

    code: str
    title: str
    intro: str
    has_finding: bool
    questions: tuple[QuestionPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart:
    """One piece of evidence. `size` is in bytes; size and `sha256` are of files only."""

    number: int
    question: str
    kind: Choice | None = None
    title: str = ""
    url: str = ""
    file_name: str = ""
    size: int | None = None
    sha256: str = ""
    added_by: str = ""
    added_at: datetime | None = None
    exempt: ExemptMark | None = None
