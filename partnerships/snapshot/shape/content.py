"""The whole of a snapshot."""

from __future__ import annotations

from typing import TypedDict

from partnerships.snapshot.shape.board import (
    EarlierPart,
    ImplicationPart,
    ImposedConditionPart,
    InterestPart,
    IssuePart,
    ReferralPart,
    SincePart,
)
from partnerships.snapshot.shape.case import (
    AssessmentPart,
    ChecklistPart,
    ConfirmationPart,
    CountsPart,
    EventPart,
    EvidencePart,
    FlagPart,
    OutcomePart,
    PartnershipPart,
    ProgressPart,
    ProposedConditionPart,
    RiskPart,
    SectionPart,
    SignificancePart,
    TipPart,
)
from partnerships.snapshot.shape.words import ExemptPart, Person


class Content(TypedDict):
    """All that the report says. `edition` is "full" or "public". `issue` is None for a draft, `since` while there is no issue.

    `time_zone` is where its times are read; `verify_url` is where anybody can verify an issue. `exempt` lists what the
    public edition leaves out, in both editions. `earlier` and `obligations` are what boards decided so far.
    """

    language: str
    time_zone: str
    council: str
    prepared_for: str
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
    flags: list[FlagPart]
    sections: list[SectionPart]
    risks: list[RiskPart]
    tips: list[TipPart]
    conditions: list[ProposedConditionPart]
    evidence: list[EvidencePart]
    implications: list[ImplicationPart]
    interests: list[InterestPart]
    exempt: list[ExemptPart]
    earlier: list[EarlierPart]
    obligations: list[ImposedConditionPart]
    since: SincePart | None
    people: list[Person]
    endorsement: ConfirmationPart
    events: list[EventPart]


class Snapshot(TypedDict):
    """A report's content and the date on which it was made; `made_on` is no part of the content."""

    format: int
    made_on: str
    content: Content
