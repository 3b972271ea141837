"""What pages show of the questions of a case: each as a task, with its answer in words and what the answer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import GuideItemSpec, QuestionSpec, SectionSpec, Severity
from checklists.wording import fact_in_words
from partnerships.domain.answers import incompleteness
from partnerships.domain.flags import Flag, flag_of
from partnerships.models import Answer, Confirmation, Evidence, Treatment
from partnerships.selectors.case import Case

# Said once an answer is chosen, never before: nobody should be steered to another one.
MEANINGS = {
    Severity.BLOCKER: _(
        "With this answer the case is not ready for the decision that you need. Knowing it now is what the checklist "
        "is for: say in your reason what would have to change."
    ),
    Severity.CONCERN: _(
        "A manager will look at this answer in the review. They can accept it with an action, accept it as justified, "
        "or clear it on your evidence."
    ),
    Severity.NOTE: _("This is noted in the report for the board. Nothing more is asked of you."),
}


class Status(TextChoices):
    """How far a question is."""

    NOT_STARTED = "not_started", _("Not started")
    INCOMPLETE = "incomplete", _("Incomplete")
    COMPLETED = "completed", _("Completed")
    FLAGGED = "flagged", _("Flagged")


class HasContent(Protocol):
    """A saved answer, or one that was typed."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def finding(self) -> str:
        """What was found."""

    @property
    def facts(self) -> Mapping[str, str]:
        """Stored values by fact key."""


@dataclass(frozen=True, slots=True)
class Words:
    """An answer as people read it: `rows` are labels with what was said, blank ones left out."""

    option: str
    reason: str
    finding: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One question of a case. `meaning` is the flag that its chosen option raises, apart from what is missing."""

    spec: QuestionSpec
    section: SectionSpec
    answer: Answer | None
    words: Words
    evidence: list[Evidence]
    status: Status
    missing: str
    meaning: Flag | None
    flag: Flag | None
    confirmation: Confirmation | None
    treatment: Treatment | None
    risks: tuple[str, ...]
    tips: tuple[GuideItemSpec, ...]

    @property
    def sentence(self) -> str:
        """What the chosen answer leads to; "" when it is favourable or none is chosen."""
        return str(MEANINGS[self.meaning.severity]) if self.meaning else ""

    @property
    def is_carried_over(self) -> bool:
        """Whether the answer is one of the round before, which an author has not confirmed yet."""
        return self.answer is not None and self.answer.is_carried_over

    @property
    def awaits_confirmation(self) -> bool:
        """Whether a role holder must still confirm the answer."""
        return self.spec.confirm is not None and self.confirmation is None


def task_of(case: Case, key: str) -> Task:
    """Return one question of the case; KeyError when the version has none of that key."""
    spec = case.spec.by_key[key]
    answer, state = case.answers.get(key), case.state.answer(key)
    meaning = _meaning(case, spec)
    risks = {risk.code: risk.text for risk in case.spec.risks}
    missing = incompleteness(spec, state)
    return Task(
        spec=spec,
        section=case.spec.section_of[key],
        answer=answer,
        words=words_of(spec, answer.option.key if answer and answer.option else None, answer or state),
        evidence=case.evidence.get(key, []),
        status=_status(answer, missing, meaning, has_evidence=key in case.evidence),
        missing=missing,
        meaning=meaning,
        flag=case.flags.get(key),
        confirmation=case.confirmations.get(key),
        treatment=case.treatments.get(key),
        risks=tuple(risks[code] for code in spec.risks) if meaning and meaning.is_adverse else (),
        tips=tuple(tip for tip in case.spec.tips if tip.code in spec.tips),
    )


def tasks_of(case: Case, section: SectionSpec) -> list[Task]:
    """Return the questions of one section, in order."""
    return [task_of(case, spec.key) for spec in section.questions]


def words_of(spec: QuestionSpec, option: str | None, content: HasContent) -> Words:
    """Return an answer in words; an option that is not of the spec is shown as none."""
    label = next((item.label for item in spec.options if item.key == option), "")
    facts = tuple(
        (fact.label, fact_in_words(fact.type, content.facts[fact.key]))
        for fact in spec.facts
        if content.facts.get(fact.key)
    )
    return Words(option=label, reason=content.reason, finding=content.finding, facts=facts)


def _meaning(case: Case, spec: QuestionSpec) -> Flag | None:
    """Return the flag as it would be, were the reason given and the confirmation there."""
    state = case.state.answer(spec.key)
    if state.option is None:
        return None
    complete = replace(state, reason=state.reason or "-")
    answers = {**case.state.answers, spec.key: complete}
    return flag_of(spec, replace(case.state, answers=answers, confirmed=case.state.confirmed | {spec.key}))


def _status(answer: Answer | None, missing: str, meaning: Flag | None, *, has_evidence: bool) -> Status:
    if not missing:
        return Status.FLAGGED if meaning else Status.COMPLETED
    is_begun = answer is not None and bool(answer.option or answer.reason or answer.finding or answer.facts)
    return Status.INCOMPLETE if is_begun or has_evidence else Status.NOT_STARTED
