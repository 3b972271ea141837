"""The tables of cases. Rules are in `partnerships.domain`, writes in `partnerships.actions`."""

from partnerships.models.assessment import Answer, Assessment, Evidence
from partnerships.models.assignment import Assignment
from partnerships.models.board import (
    Decision,
    EditionSummary,
    EditionWithdrawal,
    IssueEdition,
    MeetingMove,
    MinuteCorrection,
    Referral,
    ReportIssue,
)
from partnerships.models.comments import Exemption, Implication, ImplicationArea, Interest
from partnerships.models.conversation import Conversation, ConversationEntry
from partnerships.models.flag import Flag
from partnerships.models.meeting import Meeting, MeetingChange
from partnerships.models.notice import Notice
from partnerships.models.pack import AgendaPack, AgendaPackFile, AgendaPackIssue
from partnerships.models.partnership import EarlierPartners, Participant, Partner, Partnership, PartnershipWord
from partnerships.models.register import Condition, ExitRecord, RegisterEntry
from partnerships.models.register_import import RegisterImport
from partnerships.models.review import Confirmation, RaisedFlag, ReturnReason, ReturnReply, SecondOpinion, Treatment
from partnerships.models.search import Passage
from partnerships.models.trail import Event
from partnerships.models.upgrade import EarlierAnswer, Upgrade

__all__ = [
    "AgendaPack",
    "AgendaPackFile",
    "AgendaPackIssue",
    "Answer",
    "Assessment",
    "Assignment",
    "Condition",
    "Confirmation",
    "Conversation",
    "ConversationEntry",
    "Decision",
    "EarlierAnswer",
    "EarlierPartners",
    "EditionSummary",
    "EditionWithdrawal",
    "Event",
    "Evidence",
    "Exemption",
    "ExitRecord",
    "Flag",
    "Implication",
    "ImplicationArea",
    "Interest",
    "IssueEdition",
    "Meeting",
    "MeetingChange",
    "MeetingMove",
    "MinuteCorrection",
    "Notice",
    "Participant",
    "Partner",
    "Partnership",
    "PartnershipWord",
    "Passage",
    "RaisedFlag",
    "Referral",
    "RegisterEntry",
    "RegisterImport",
    "ReportIssue",
    "ReturnReason",
    "ReturnReply",
    "SecondOpinion",
    "Treatment",
    "Upgrade",
]
