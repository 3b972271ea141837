"""A question with all that is asked and shown with it."""

from __future__ import annotations

from dataclasses import dataclass

from checklists.spec.words import DecisionSought, FactType, Feed, ReasonRule, Severity, Significance

# The date that a rule may name besides the facts of questions.
PLANNED_START = "partnership.planned_start_on"


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An answer that can be chosen. Only blockers have `blocks_from`."""

    key: str
    label: str
    severity: Severity
    reason: ReasonRule
    blocks_from: DecisionSought | None = None


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A small extra field of a question.

    `is_required`: an answer is incomplete without it. `not_known` is the severity of "Not known yet", the answer to a
    question of yes or no: none, note or concern.
    """

    key: str
    label: str
    type: FactType
    is_required: bool = False
    not_known: Severity = Severity.NONE


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """An escalation rule: when all conditions that are set hold, the severity of the question is at least `severity`.

    Facts are named `question-key.fact_key`. `date_after` holds when the first date is after the second; one of them may
    be PLANNED_START.
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
    """Which role must confirm an answer, and how severe a missing confirmation is. `role` is a value of `Role`."""

    role: str
    severity: Severity
    blocks_from: DecisionSought | None = None


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """A question. Its `key` is the same in all versions, its `code` ("G1") need not be.

    `replaces` are the keys of the questions of the version before whose place it takes. `change` is what an editor decided of
    other words than in the version before: "editorial" or "meaning", "" while nobody decided (`checklists.spec.diff`).
    """

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
    replaces: tuple[str, ...] = ()
    change: str = ""

    def option(self, key: str) -> OptionSpec:
        """Return the option with that key; KeyError when there is none."""
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)

    def detail_of(self, fact: FactSpec) -> FactSpec | None:
        """Return the fact that says more about a Yes to this one: a text that follows a question of yes or no."""
        following = self.facts[self.facts.index(fact) + 1 :][:1]
        is_detailed = fact.type is FactType.YES_NO
        return next((each for each in following if is_detailed and each.type is FactType.TEXT), None)

    def fact(self, key: str) -> FactSpec:
        """Return the fact with that key; KeyError when there is none."""
        for fact in self.facts:
            if fact.key == key:
                return fact
        raise KeyError(key)
