"""The parts of a snapshot that say what was answered, and what came of it."""

from __future__ import annotations

from typing import TypedDict

from partnerships.snapshot.shape.words import Choice, ExemptMark, Listed


class Screened(Listed):
    """A mark of a partnership (C1) and whether the officer says that it is met: "yes", "no", or "" when not said."""

    answer: str


class PartnershipPart(TypedDict):
    """The thing proposed. `annual_cost` is in whole pounds. `need` is the reason at the questions that feed the need.

    `cost_exempt` leaves out the cost and its funding, `need_exempt` the need.
    """

    reference: str
    name: str
    purpose: str
    need: str
    need_exempt: ExemptMark | None
    council_role: str
    service: str
    lead: str
    partners: list[str]
    planned_start_on: str | None
    planned_end_on: str | None
    annual_cost: int | None
    funding_source: str
    cost_exempt: ExemptMark | None
    is_restricted: bool
    benefits: list[Listed]
    screening: list[Screened]


class FactorPart(TypedDict):
    """One of the six answers about the significance, and its words. `value` says the amount or length behind it, or "".

    `is_deciding`: it is one of those whose level is the partnership's.
    """

    factor: Choice
    level: Choice | None
    text: str
    value: str
    is_deciding: bool
    exempt: ExemptMark | None


class SignificancePart(TypedDict):
    """How significant the partnership is, who decides then, and the answers that led to it. `level` None: not judged."""

    level: Choice | None
    route: str
    lines: list[FactorPart]


class ChecklistPart(TypedDict):
    """Which questions were asked. `digest` is that of the version's content."""

    slug: str
    version: str
    title: str
    source: str
    digest: str


class AssessmentPart(TypedDict):
    """The round, the decision that it seeks and where it stands."""

    round: int
    decision: Choice
    state: Choice


class ProgressPart(TypedDict):
    """How many questions have a complete answer, of how many."""

    answered: int
    of: int


class StepPart(TypedDict):
    """One test on the way to the outcome, in the order in which they are made."""

    outcome: Choice
    test: str
    finding: str


class OutcomePart(TypedDict):
    """The outcome, why in a sentence or two, and the tests that led to it."""

    key: str
    label: str
    explanation: str
    steps: list[StepPart]


class CountsPart(TypedDict):
    """The numbers of page 1. `blockers` counts the unanswered questions too: each is one. Accepted: or cleared on evidence."""

    blockers: int
    concerns_open: int
    concerns_accepted: int
    unanswered: int
    notes: int


class TreatmentPart(TypedDict):
    """What a manager decided about a concern. `evidence` is the number in the list of evidence."""

    kind: Choice
    text: str
    owner: str
    due_on: str | None
    evidence: int | None
    treated_by: str
    treated_at: str


class FlagPart(TypedDict):
    """Why a question needs attention. `question` is its stable key; `because` holds the sentences of rules.

    `exempt` leaves out `because` and `treatment`; that there is a flag, and how grave it is, stays.
    """

    question: str
    severity: Choice
    causes: list[Choice]
    because: list[str]
    state: Choice
    treatment: TreatmentPart | None
    exempt: ExemptMark | None


class FactPart(TypedDict):
    """A fact recorded with an answer. `value` is "yes" or "no" (type yes_no), an ISO date (date) or text (text)."""

    key: str
    label: str
    type: str
    value: str


class AnswerPart(TypedDict):
    """An answer as it was saved. `option` is None when none was chosen; `severity` is that of the option."""

    option: Choice | None
    severity: Choice | None
    reason: str
    finding: str
    facts: list[FactPart]
    is_carried_over: bool
    saved_by: str
    saved_at: str


class ConfirmationPart(TypedDict):
    """A confirmation by a role holder; `confirmed_by` and `confirmed_at` are None while it is missing."""

    role: str
    note: str
    confirmed_by: str | None
    confirmed_at: str | None


class QuestionPart(TypedDict):
    """A question word for word, with its answer and what that still lacks ("" when complete).

    `evidence` are numbers, `risks` are codes; `feeds` are values of `Feed`. `exempt` leaves out the answer, what it lacks, the evidence and the note of a confirmation; the question itself stays.
    """

    key: str
    code: str
    title: str
    text: str
    reason_label: str
    feeds: list[str]
    risks: list[str]
    missing: str
    answer: AnswerPart | None
    evidence: list[int]
    confirmation: ConfirmationPart | None
    exempt: ExemptMark | None


class SectionPart(TypedDict):
    """A section of the checklist with its questions."""

    code: str
    title: str
    intro: str
    has_finding: bool
    questions: list[QuestionPart]


class RiskPart(Listed):
    """A risk, the questions (by key) whose answers raise it, and those not yet answered or confirmed that list it."""

    raised_by: list[str]
    not_known_from: list[str]


class TipPart(Listed):
    """A tip, and the questions (by key) whose adverse answers it may help with."""

    helps: list[str]


class ProposedConditionPart(TypedDict):
    """What must still be done, by whom, by when: an accepted mitigation. `question` is a key."""

    question: str
    text: str
    owner: str
    due_on: str | None
    exempt: ExemptMark | None


class EvidencePart(TypedDict):
    """One piece of evidence. `size` is in bytes; size and `sha256` are of files only."""

    number: int
    question: str
    kind: Choice | None
    title: str
    url: str
    file_name: str
    size: int | None
    sha256: str
    added_by: str
    added_at: str | None
    exempt: ExemptMark | None


class EventPart(TypedDict):
    """One step of the case, for the record."""

    what: str
    done_by: str
    done_at: str
