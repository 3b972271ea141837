"""What was answered: the rows of a case. Rules stand in `partnerships.domain`, writes in `partnerships.actions`."""

from partnerships.models.assessment import Answer, Assessment, Evidence
from partnerships.models.flag import Flag
from partnerships.models.partnership import Participant, Partner, Partnership, PartnershipWord
from partnerships.models.review import Confirmation, ReturnReason, Treatment
from partnerships.models.trail import Event

__all__ = [
    "Answer",
    "Assessment",
    "Confirmation",
    "Event",
    "Evidence",
    "Flag",
    "Participant",
    "Partner",
    "Partnership",
    "PartnershipWord",
    "ReturnReason",
    "Treatment",
]
