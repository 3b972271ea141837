"""The shape of a snapshot: everything that a readiness report prints, as plain JSON.

Dates are ISO text under keys that end in `_on`, times are ISO text in UTC under keys that end in `_at`; there are no floats.
A label stands beside each key, so that a report reads the same after a label was reworded.

A part with an `exempt` key is whole while that is None. In a public edition it holds why the part is left out, and what
it would say is None, "" or empty.
"""

from partnerships.snapshot.shape.board import (
    AreaPart,
    EarlierPart,
    ImplicationPart,
    ImposedConditionPart,
    InterestPart,
    IssuePart,
    ReferralPart,
    SincePart,
    TurnPart,
    WordingPart,
)
from partnerships.snapshot.shape.case import (
    AnswerPart,
    AssessmentPart,
    ChecklistPart,
    ConfirmationPart,
    CountsPart,
    EventPart,
    EvidencePart,
    FactorPart,
    FactPart,
    FlagPart,
    OutcomePart,
    PartnershipPart,
    ProgressPart,
    ProposedConditionPart,
    QuestionPart,
    RiskPart,
    Screened,
    SectionPart,
    SignificancePart,
    StepPart,
    TipPart,
    TreatmentPart,
)
from partnerships.snapshot.shape.content import Content, Snapshot
from partnerships.snapshot.shape.words import Choice, ExemptMark, ExemptPart, Listed, Person

FORMAT = 3

__all__ = [
    "FORMAT",
    "AnswerPart",
    "AreaPart",
    "AssessmentPart",
    "ChecklistPart",
    "Choice",
    "ConfirmationPart",
    "Content",
    "CountsPart",
    "EarlierPart",
    "EventPart",
    "EvidencePart",
    "ExemptMark",
    "ExemptPart",
    "FactPart",
    "FactorPart",
    "FlagPart",
    "ImplicationPart",
    "ImposedConditionPart",
    "InterestPart",
    "IssuePart",
    "Listed",
    "OutcomePart",
    "PartnershipPart",
    "Person",
    "ProgressPart",
    "ProposedConditionPart",
    "QuestionPart",
    "ReferralPart",
    "RiskPart",
    "Screened",
    "SectionPart",
    "SignificancePart",
    "SincePart",
    "Snapshot",
    "StepPart",
    "TipPart",
    "TreatmentPart",
    "TurnPart",
    "WordingPart",
]
