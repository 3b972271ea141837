"""The page of a draft: its questions in order, what the linter finds beside each, and what changed since the version before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from checklists.models import Version
from checklists.spec import (
    DECIDED,
    Change,
    ChecklistSpec,
    Problem,
    QuestionDiff,
    QuestionSpec,
    SectionSpec,
    difference,
)

# The page on which a finding about a part of a question is mended.
PAGES = {
    "texts": "draft-question-texts",
    "options": "draft-question-options",
    "facts": "draft-question-facts",
    "rules": "draft-question",
    "change": "draft-question-change",
}
# With fewer, a page is read from top to bottom.
MANY_SECTIONS = 4
LISTS = {
    "risks": _("Risks"),
    "tips": _("Tips"),
    "benefits": _("Benefits"),
    "characteristics": _("Marks of a partnership"),
}


# Why a change is what it is, or is proposed as that.
WHY = {
    Change.EDITORIAL: _("Only what helps to answer it has changed, or the marks between its words."),
    Change.MEANING: _(
        "The words of the question, of an answer, of a fact or of a rule have changed, or who confirms it."
    ),
    Change.OPTIONS: _("Other answers can be chosen, or one of them is favourable that was not. It is answered anew."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the linter, and the page on which it is mended."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a question since the version before, and why it is proposed so.

    `is_to_decide`: whether it is editorial or of another meaning, an editor decides; `is_decided`: one did.
    """

    change: Change
    why: str
    olds: tuple[QuestionSpec, ...]
    is_to_decide: bool
    is_decided: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of a draft: what is to be mended, and what became of it since the version before, None where there is none."""

    spec: QuestionSpec
    findings: tuple[Finding, ...]
    since: Since | None


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section of a draft, with the key of its row."""

    spec: SectionSpec
    pk: int
    questions: tuple[QuestionLine, ...]

    @property
    def to_mend(self) -> int:
        """How many things are to be mended in its questions."""
        return sum(len(line.findings) for line in self.questions)


@dataclass(frozen=True, slots=True)
class DraftLines:
    """What the page of a draft shows of it. `findings` are about the version as a whole; `number` counts all of them.

    `ended` are the questions of the version before that the draft does not ask.
    """

    sections: tuple[SectionLine, ...]
    findings: tuple[Finding, ...]
    number: int
    question_count: int
    before: ChecklistSpec | None
    ended: tuple[QuestionSpec, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether its page needs links to its sections on top."""
        return len(self.sections) >= MANY_SECTIONS

    @property
    def undecided(self) -> int:
        """How many questions wait for an editor to decide what their other words mean."""
        sinces = [line.since for section in self.sections for line in section.questions if line.since]
        return sum(since.is_to_decide and not since.is_decided for since in sinces)

    @property
    def has_changed(self) -> bool:
        """Whether a question is other than in the version before, new, or not asked any more."""
        return bool(self.ended) or any(line.since for section in self.sections for line in section.questions)


def draft_lines(
    version: Version,
    spec: ChecklistSpec,
    problems: Iterable[Problem],
    *,
    before: ChecklistSpec | None,
    section_keys: Mapping[str, int],
) -> DraftLines:
    """Return what the page of a draft shows; `section_keys` are the keys of the rows of its sections by code."""
    found: dict[str, list[Finding]] = {}
    for problem in problems:
        key = problem.key if problem.key in spec.by_key else ""
        found.setdefault(key, []).append(Finding(problem.sentence, address_of(version, problem, key)))
    diff = difference(before, spec) if before else None
    sections = tuple(
        SectionLine(
            section,
            section_keys[section.code],
            tuple(
                QuestionLine(
                    question,
                    tuple(found.get(question.key, ())),
                    since=since_of(diff.by_key[question.key]) if diff else None,
                )
                for question in section.questions
            ),
        )
        for section in spec.sections
    )
    return DraftLines(
        sections=sections,
        findings=tuple(found.get("", ())),
        number=sum(map(len, found.values())),
        question_count=len(spec.by_key),
        before=before,
        ended=diff.removed if diff else (),
    )


def since_of(diff: QuestionDiff) -> Since | None:
    """Return what became of a question since the version before; None when nothing did."""
    if diff.change is Change.UNCHANGED:
        return None
    return Since(diff.change, str(WHY.get(diff.change, "")), diff.olds, diff.change in DECIDED, diff.is_decided)


def address_of(version: Version, problem: Problem, key: str) -> str:
    """Return the page on which the problem is mended; `key` is that of its question, "" when it is about none."""
    place = [version.checklist_id, version.number]
    if key:
        return reverse(PAGES.get(problem.about, "draft-question"), args=[*place, key])
    if problem.about in LISTS:
        return reverse("draft-list", args=[*place, problem.about])
    return reverse("draft-version" if problem.about == "version" else "draft", args=place)


def findings_about(version: Version, problems: Iterable[Problem], key: str) -> list[Finding]:
    """Return what is to be mended of one question."""
    return [Finding(each.sentence, address_of(version, each, key)) for each in problems if each.key == key]
