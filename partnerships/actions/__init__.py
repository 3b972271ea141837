"""The only writers of cases. Each action is atomic, takes `by=`, and writes its event in the same transaction."""

from partnerships.actions.acting import ActionError, SeparationError
from partnerships.actions.answering import AnswerDraft, StaleAnswerError, answer
from partnerships.actions.board import ConditionDraft, DecisionDraft, MinuteTakenError, decide
from partnerships.actions.comments import (
    CommentDraft,
    ask_and_comment,
    declare_interest,
    mark_exempt,
    unmark_exempt,
)
from partnerships.actions.evidence import attach_file, attach_link, remove_evidence
from partnerships.actions.issues import CaseChangedError, issue, withdraw_edition
from partnerships.actions.moves import ReturnItem, endorse, reopen, return_, submit, withdraw
from partnerships.actions.partnership import (
    Details,
    change_details,
    claim_benefits,
    screen,
    start_partnership,
)
from partnerships.actions.people import add_person, change_lead, remove_person
from partnerships.actions.referrals import ask_referral, confirm_referral, decline_referral
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.register import (
    ExitDraft,
    amend_condition,
    chase_condition,
    complete_condition,
    end_partnership,
    reopen_condition,
)
from partnerships.actions.review import confirm, treat
from partnerships.actions.rounds import open_round, start_round
from partnerships.actions.significance import judge_significance
from partnerships.actions.validation import InvalidError
from partnerships.actions.version_tokens import StaleError

__all__ = [
    "ActionError",
    "AnswerDraft",
    "CaseChangedError",
    "CommentDraft",
    "ConditionDraft",
    "DecisionDraft",
    "Details",
    "ExitDraft",
    "InvalidError",
    "MinuteTakenError",
    "ReturnItem",
    "SeparationError",
    "StaleAnswerError",
    "StaleError",
    "add_person",
    "amend_condition",
    "answer",
    "ask_and_comment",
    "ask_referral",
    "attach_file",
    "attach_link",
    "change_details",
    "change_lead",
    "chase_condition",
    "claim_benefits",
    "complete_condition",
    "confirm",
    "confirm_referral",
    "decide",
    "declare_interest",
    "decline_referral",
    "end_partnership",
    "endorse",
    "issue",
    "judge_significance",
    "mark_exempt",
    "open_round",
    "refresh_flags",
    "remove_evidence",
    "remove_person",
    "reopen",
    "reopen_condition",
    "return_",
    "screen",
    "start_partnership",
    "start_round",
    "submit",
    "treat",
    "unmark_exempt",
    "withdraw",
    "withdraw_edition",
]
