"""One question and all that is asked and shown with it."""

from __future__ import annotations

from dataclasses import dataclass

from checklists.spec.words import DecisionSought, FactType, Feed, ReasonRule, Severity, Significance


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One answer that can be chosen. `blocks_from` is set for blockers only."""

    key: str
    label: str
    severity: Severity
    reason: ReasonRule
    blocks_from: DecisionSought | None = None


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A small extra field asked with a question; always optional to save."""

    key: str
    label: str
    type: FactType


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """An escalation rule: when every condition that is set holds, the question's severity is at least `severity`.

    Facts are named `question-key.fact_key`. `date_after` holds when the first date is after the second;
    besides facts it may name `partnership.planned_start_on`.
    """

    severity: Severity
    because: str
    blocks_from: DecisionSought | None = None
    notify: str = ""
    fact: tuple[str, str] | None = None
    fact_not: tuple[str, str] | None = None
    option: tuple[str, tuple[str, ...]] | None = None
    significance: tuple[Significance, ...] = ()
    date_after: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ConfirmSpec:
    """Who must confirm an answer, and how grave its absence is. `role` is a value of `accounts.roles.Role`."""

    role: str
    severity: Severity
    blocks_from: DecisionSought | None = None


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """One question with everything that is asked and shown with it. `key` is stable across versions, `code` is not."""

    code: str
    key: str
    title: str
    text: str
    answered_by: str
    guidance: str
    evidence: str
    options: tuple[OptionSpec, ...]
    note: str = ""
    reason_label: str = ""
    feeds: tuple[Feed, ...] = ()
    facts: tuple[FactSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    confirm: ConfirmSpec | None = None
    risks: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()

    def option(self, key: str) -> OptionSpec:
        """Return the option with that key; KeyError when there is none."""
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)

    def fact(self, key: str) -> FactSpec:
        """Return the fact with that key; KeyError when there is none."""
        for fact in self.facts:
            if fact.key == key:
                return fact
        raise KeyError(key)
