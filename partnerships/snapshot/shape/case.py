"""The parts of a snapshot that say what the case is, and what came of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partnerships.domain.contact import contact_line
from partnerships.domain.flags import Cause
from partnerships.domain.money import pounds
from partnerships.snapshot.shape.words import Choice, ExemptMark, Listed


@dataclass(frozen=True, slots=True)
class Screened(Listed):
    """A mark of a partnership and whether the officer says that it is met: "yes", "no", or "" when not said."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipPart:
    """The thing proposed. `annual_cost` is in whole pounds. `need` is the reason at the questions that feed the need.

    `cost_exempt` leaves out the cost and its funding, `need_exempt` the need, `exit_exempt` the exit arrangements. Snapshots
    that are older than what stands last do not have it: there it is "".
    """

    reference: str
    name: str
    purpose: str
    need: str
    need_exempt: ExemptMark | None = None
    council_role: str
    service: str
    lead: str
    partners: tuple[str, ...]
    planned_start_on: date | None
    planned_end_on: date | None
    annual_cost: int | None
    funding_source: str
    cost_exempt: ExemptMark | None = None
    is_restricted: bool
    benefits: tuple[Listed, ...]
    screening: tuple[Screened, ...]
    wards: str = ""
    key_decision_reference: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    exit_arrangements: str = ""
    exit_exempt: ExemptMark | None = None

    @property
    def contact(self) -> str:
        """Whom the public can contact, and how, in one line; "" when nobody is named."""
        return contact_line(self.contact_name, self.contact_email, self.contact_phone)

    @property
    def cost(self) -> str:
        """The cost a year as it is printed, "" when it is not given."""
        return "" if self.annual_cost is None else pounds(self.annual_cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorPart:
    """One of the answers about the significance, and its words. `value` says the amount or length behind it, or "".

    `is_deciding`: it is one of those whose level is the partnership's.
    """

    factor: Choice
    level: Choice | None = None
    text: str = ""
    value: str = ""
    is_deciding: bool = False
    exempt: ExemptMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignificancePart:
    """How significant the partnership is, who decides then, and the answers that led to it. `level` None: not judged."""

    level: Choice | None
    route: str
    lines: tuple[FactorPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPart:
    """Which questions were asked. `digest` is that of the version's content."""

    slug: str
    version: str
    title: str
    source: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPart:
    """The meeting that is to decide."""

    name: str
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPart:
    """The round, the decision that it seeks and the state that it is in.

    `meeting` is None while none is chosen, and in snapshots that were made before meetings were rows.
    """

    round: int
    decision: Choice
    state: Choice
    meeting: MeetingPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressPart:
    """How many questions have a complete answer, of how many."""

    answered: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPart:
    """One test on the way to the outcome, in the order in which they are made."""

    outcome: Choice
    test: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart:
    """The outcome, why in a sentence or two, and the tests that led to it.

    `waits_for` says whose confirmation alone it waits for: "a legal adviser to confirm L1"; "" when it waits for more.
    """

    key: str
    label: str
    explanation: str
    steps: tuple[StepPart, ...]
    waits_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsPart:
    """The numbers of page 1. `blockers` includes the unanswered questions; accepted concerns include those cleared."""

    blockers: int
    concerns_open: int
    concerns_accepted: int
    unanswered: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentPart:
    """What a manager decided about a concern. `evidence` is the number in the list of evidence."""

    kind: Choice
    text: str
    owner: str
    due_on: date | None
    evidence: int | None
    treated_by: str
    treated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedPart:
    """A flag that a manager raised by hand, as a concern or a note."""

    severity: Choice
    reason: str
    raised_by: str
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagPart:
    """Why a question needs attention. `question` is its stable key; `because` holds the sentences of rules.

    `exempt` leaves out `because`, `treatment` and `raised`; that there is a flag, and how grave it is, stays.
    """

    question: str
    severity: Choice
    causes: tuple[Choice, ...]
    because: tuple[str, ...]
    state: Choice
    treatment: TreatmentPart | None
    raised: RaisedPart | None = None
    exempt: ExemptMark | None = None

    @property
    def is_unanswered(self) -> bool:
        """Whether the answer is missing or incomplete."""
        return Cause.UNANSWERED in (cause.key for cause in self.causes)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a required confirmation is missing."""
        return Cause.UNCONFIRMED in (cause.key for cause in self.causes)


@dataclass(frozen=True, slots=True)
class RiskPart(Listed):
    """A risk, the questions (by key) whose answers raise it, and those not yet answered or confirmed that list it."""

    raised_by: tuple[str, ...]
    not_known_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TipPart(Listed):
    """A tip, and the questions (by key) whose adverse answers it may help with."""

    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedConditionPart:
    """What must still be done, by whom, by when: an accepted mitigation. `question` is a key."""

    question: str
    text: str
    owner: str
    due_on: date | None
    exempt: ExemptMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPart:
    """One step of the case, for the record."""

    what: str
    done_by: str
    done_at: datetime
