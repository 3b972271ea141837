"""The answers of one case as frozen dataclasses, from which the flags and the outcome are derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.text import is_visible
from checklists.spec import (
    ChecklistSpec,
    DecisionSought,
    QuestionSpec,
    ReasonRule,
    SectionSpec,
    Severity,
    Significance,
)
from partnerships.domain.facts import missing_fact


class TreatmentKind(TextChoices):
    """How a manager dealt with a concern. Only a mitigation becomes a condition."""

    MITIGATION = "mitigation", _("Accepted with a mitigation")
    JUSTIFIED = "justified", _("Accepted as justified")
    CLEARED = "cleared", _("Cleared on evidence")


# What a manager can raise by hand.
RAISED_SEVERITIES = (Severity.CONCERN, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class AnswerState:
    """The answer to one question. `option` is None until one is chosen.

    `facts` holds {fact key: stored value}: "yes", "no" or "not_known", an ISO date, or text. A blank value counts as
    missing. `is_carried_over`: it is one of the round before, which an author has not confirmed yet.
    """

    option: str | None = None
    reason: str = ""
    finding: str = ""
    evidence_count: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    is_carried_over: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether anything was chosen, written or attached."""
        return bool(self.option or self.reason or self.finding or self.facts or self.evidence_count)


EMPTY = AnswerState()
"""The answer to a question that has none."""


@dataclass(frozen=True, slots=True)
class TreatmentState:
    """A manager's treatment of one question's concern; a mitigation has an `owner` and a `due_on`."""

    kind: TreatmentKind
    text: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """One assessment at one time. Mappings and sets are by question key; a missing key is an unanswered question.

    `significance` is None while it is not known; rules that name a significance do not hold then. `objections` are the
    reasons for which somebody cannot confirm an answer; `raised` are the severities of flags that managers raised by hand.
    """

    decision: DecisionSought
    significance: Significance | None = None
    planned_start_on: date | None = None
    answers: Mapping[str, AnswerState] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    objections: Mapping[str, str] = field(default_factory=dict)
    treatments: Mapping[str, TreatmentState] = field(default_factory=dict)
    raised: Mapping[str, Severity] = field(default_factory=dict)

    def answer(self, key: str) -> AnswerState:
        """Return the answer to that question key, an empty one when there is none."""
        return self.answers.get(key, EMPTY)

    def fact(self, name: str) -> str:
        """Return the stored value of `question-key.fact_key`; "" when it is missing or blank."""
        question_key, _dot, fact_key = name.partition(".")
        return self.answer(question_key).facts.get(fact_key, "").strip()


@dataclass(frozen=True, slots=True)
class Progress:
    """The number of questions with a complete answer, and of all questions."""

    answered: int
    of: int

    @property
    def is_complete(self) -> bool:
        """Whether every question has a complete answer."""
        return self.answered == self.of


def incompleteness(question: QuestionSpec, answer: AnswerState) -> str:
    """Return a sentence about what the answer lacks, "" when it is complete. KeyError for an unknown option.

    One that was carried over lacks an author who confirms or changes it.
    """
    if lacking := lacks(question, answer):
        return lacking
    return str(_("This answer was carried over. Confirm or change it.")) if answer.is_carried_over else ""


def lacks(question: QuestionSpec, answer: AnswerState) -> str:
    """Return a sentence about what the answer itself lacks, carried over or not, "" when nothing."""
    return lacking(question, answer)[1]


def lacking(question: QuestionSpec, answer: AnswerState) -> tuple[str, str]:
    """Return the part that the answer lacks, "option", "reason" or "fact_" with its key, and a sentence; or two blanks."""
    if answer.option is None:
        return "option", str(_("No answer has been chosen."))
    rule = question.option(answer.option).reason
    has_reason = is_visible(answer.reason)
    if rule is ReasonRule.REQUIRED and not has_reason:
        return "reason", str(_("This answer needs a written reason."))
    if rule is ReasonRule.EVIDENCE_OR_REASON and not has_reason and answer.evidence_count < 1:
        return "reason", str(_("This answer needs evidence or a one-line reason."))
    if missing := missing_fact(question, answer.facts):
        return f"fact_{missing.key}", str(_("“%(fact)s” has not been answered.")) % {"fact": missing.label}
    return "", ""


def is_complete(question: QuestionSpec, answer: AnswerState) -> bool:
    """Whether an option is chosen, and what it requires is given, for this round."""
    return not incompleteness(question, answer)


def progress_of(spec: ChecklistSpec | SectionSpec, case: CaseState) -> Progress:
    """Count the complete answers of the case, or to a section of it."""
    complete = [is_complete(question, case.answer(question.key)) for question in spec.questions]
    return Progress(answered=sum(complete), of=len(complete))
