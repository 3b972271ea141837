"""The whole of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.canonical import printed
from partnerships.snapshot.shape.answers import ConfirmationPart, EvidencePart, QuestionPart, SectionPart
from partnerships.snapshot.shape.board import ConditionPart, EarlierPart, IssuePart, ReferralPart, SincePart
from partnerships.snapshot.shape.case import (
    AssessmentPart,
    ChecklistPart,
    CountsPart,
    EventPart,
    FlagPart,
    OutcomePart,
    PartnershipPart,
    ProgressPart,
    ProposedConditionPart,
    RiskPart,
    SignificancePart,
    TipPart,
)
from partnerships.snapshot.shape.comments import ImplicationPart, InterestPart
from partnerships.snapshot.shape.words import ExemptPart, Person


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that the report says. `edition` is "full" or "public". `issue` is None for a draft, `since` while there is no issue.

    `decider` is who decides, as named within a sentence, `prepared_for` the same as it stands alone.
    `time_zone` is where its times are read; `verify_url` is where anybody can verify an issue. `exempt` lists what the
    public edition leaves out, in both editions. `earlier` and `conditions` are what was decided so far. `no_longer_asked` are questions of an
    earlier version that nothing asks any more, with their answers, and `left_evidence` is what was attached to such questions,
    named by their codes: both are of the full edition alone, since nobody could mark them.
    """

    language: str
    time_zone: str
    council: str
    prepared_for: str
    decider: str
    verify_url: str
    edition: str
    issue: IssuePart | None
    partnership: PartnershipPart
    checklist: ChecklistPart
    assessment: AssessmentPart
    progress: ProgressPart
    outcome: OutcomePart
    referral: ReferralPart | None
    significance: SignificancePart
    counts: CountsPart
    flags: tuple[FlagPart, ...]
    sections: tuple[SectionPart, ...]
    risks: tuple[RiskPart, ...]
    tips: tuple[TipPart, ...]
    proposed_conditions: tuple[ProposedConditionPart, ...]
    evidence: tuple[EvidencePart, ...]
    implications: tuple[ImplicationPart, ...]
    interests: tuple[InterestPart, ...]
    exempt: tuple[ExemptPart, ...]
    earlier: tuple[EarlierPart, ...]
    conditions: tuple[ConditionPart, ...]
    since: SincePart | None = None
    no_longer_asked: tuple[QuestionPart, ...] = ()
    left_evidence: tuple[EvidencePart, ...] = ()
    people: tuple[Person, ...]
    endorsement: ConfirmationPart
    events: tuple[EventPart, ...]

    @property
    def questions(self) -> tuple[QuestionPart, ...]:
        """Every question, in the order of the sections."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A report's content, the date on which it was made, and the digest of the content as it is stored.

    Neither the date nor the digest is part of the content.
    """

    made_on: date
    content: Content
    digest: str

    @property
    def fingerprint(self) -> str:
        """The start of the digest, as it is printed on every page."""
        return printed(self.digest)
