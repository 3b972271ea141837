"""The shape of a snapshot: everything that a readiness report prints.

Dates have names that end in `_on`, times names that end in `_at`; there are no floats. A label stands beside each key,
so that a report reads the same after a label was reworded.

A part with an `exempt` attribute is whole while that is None. In a public edition it holds why the part is left out,
and what it would say is None, "" or empty. How a snapshot is stored as JSON is said in `partnerships.snapshot.stored`.
"""

from partnerships.snapshot.shape.answers import (
    AnswerPart,
    ConfirmationPart,
    EvidencePart,
    FactPart,
    ObjectionPart,
    OpinionPart,
    QuestionPart,
    SectionPart,
)
from partnerships.snapshot.shape.board import (
    ConditionPart,
    EarlierPart,
    IssuePart,
    ReferralPart,
    SincePart,
    TurnPart,
    WordingPart,
)
from partnerships.snapshot.shape.case import (
    AssessmentPart,
    ChecklistPart,
    CountsPart,
    EventPart,
    FactorPart,
    FlagPart,
    MeetingPart,
    OutcomePart,
    PartnershipPart,
    ProgressPart,
    ProposedConditionPart,
    RaisedPart,
    RiskPart,
    Screened,
    SignificancePart,
    StepPart,
    TipPart,
    TreatmentPart,
)
from partnerships.snapshot.shape.comments import AreaPart, ImplicationPart, InterestPart
from partnerships.snapshot.shape.content import Content, Snapshot
from partnerships.snapshot.shape.words import Choice, ExemptMark, ExemptPart, Listed, Person, moment

__all__ = [
    "AnswerPart",
    "AreaPart",
    "AssessmentPart",
    "ChecklistPart",
    "Choice",
    "ConditionPart",
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
    "InterestPart",
    "IssuePart",
    "Listed",
    "MeetingPart",
    "ObjectionPart",
    "OpinionPart",
    "OutcomePart",
    "PartnershipPart",
    "Person",
    "ProgressPart",
    "ProposedConditionPart",
    "QuestionPart",
    "RaisedPart",
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
    "moment",
]
