"""A version with its sections and questions in the words of its page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.roles import Role
from checklists.spec import (
    Change,
    ChecklistSpec,
    ConfirmSpec,
    FactSpec,
    GuideItemSpec,
    Notify,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    SectionSpec,
    Severity,
)
from checklists.wording.meaning import Meaning, meaning_of
from checklists.wording.rules import rule_in_words


@dataclass(frozen=True, slots=True)
class OptionWords:
    """An option: what it means, and what an answer needs besides it ("": nothing)."""

    label: str
    meaning: Meaning
    needs: str


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule: when it holds, why that matters, what it then means, and who is notified at once ("": nobody)."""

    when: str
    because: str
    meaning: Meaning
    told: str


@dataclass(frozen=True, slots=True)
class ConfirmWords:
    """Who confirms an answer, and what a missing confirmation means."""

    role: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact: its type, and what "Not known yet" means (None: nothing)."""

    spec: FactSpec
    type: str
    not_known: Meaning | None


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question in words."""

    spec: QuestionSpec
    options: tuple[OptionWords, ...]
    rules: tuple[RuleWords, ...]
    facts: tuple[FactWords, ...]
    confirm: ConfirmWords | None
    risks: tuple[GuideItemSpec, ...]
    tips: tuple[GuideItemSpec, ...]
    feeds: str
    change: str


@dataclass(frozen=True, slots=True)
class SectionWords:
    """A section and its questions in words."""

    spec: SectionSpec
    questions: tuple[QuestionWords, ...]


@dataclass(frozen=True, slots=True)
class VersionWords:
    """A version in words."""

    spec: ChecklistSpec
    sections: tuple[SectionWords, ...]
    question_count: int


def version_in_words(spec: ChecklistSpec) -> VersionWords:
    """Return the content of a version in words, in the current language."""
    sections = tuple(
        SectionWords(section, tuple(question_in_words(question, spec) for question in section.questions))
        for section in spec.sections
    )
    return VersionWords(spec, sections, len(spec.by_key))


def question_in_words(question: QuestionSpec, spec: ChecklistSpec) -> QuestionWords:
    """Return one question of a version in words, in the current language."""
    risks = {risk.code: risk for risk in spec.risks}
    tips = {tip.code: tip for tip in spec.tips}
    return QuestionWords(
        spec=question,
        options=tuple(option_in_words(option) for option in question.options),
        rules=tuple(
            RuleWords(
                when=rule_in_words(rule, spec),
                because=rule.because,
                meaning=meaning_of(rule.severity, rule.blocks_from),
                told=str(Notify(rule.notify).label) if rule.notify else "",
            )
            for rule in question.rules
        ),
        facts=tuple(_fact(fact) for fact in question.facts),
        confirm=_confirm(question.confirm) if question.confirm else None,
        risks=tuple(risks[code] for code in question.risks if code in risks),
        tips=tuple(tips[code] for code in question.tips if code in tips),
        feeds=", ".join(str(feed.label) for feed in question.feeds),
        change=str(Change(question.change).label) if question.change else "",
    )


def option_in_words(option: OptionSpec) -> OptionWords:
    """Return an option in words: what it means, and what an answer needs besides it."""
    needs = {
        ReasonRule.NOT_REQUIRED: "",
        ReasonRule.REQUIRED: _("Needs a written reason."),
        ReasonRule.EVIDENCE_OR_REASON: _("Needs evidence or a one-line reason."),
    }
    return OptionWords(option.label, meaning_of(option.severity, option.blocks_from), needs[option.reason])


def _fact(fact: FactSpec) -> FactWords:
    is_graded = fact.not_known is not Severity.NONE
    return FactWords(fact, str(fact.type.label), meaning_of(fact.not_known, None) if is_graded else None)


def _confirm(confirm: ConfirmSpec) -> ConfirmWords:
    meaning = meaning_of(confirm.severity, confirm.blocks_from)
    if confirm.severity is Severity.CONCERN:
        # A manager can treat an answer, but not a missing confirmation.
        meaning = replace(meaning, follows=_("The review is not finished."))
    return ConfirmWords(str(Role(confirm.role).label), meaning)
