"""The only writers of cases. Each action is atomic, takes `by=`, and writes its event in the same transaction."""

from partnerships.actions.acting import ActionError, SeparationError
from partnerships.actions.answering import OTHER_QUESTION, AnswerDraft, StaleAnswerError, answer, was_saved
from partnerships.actions.assignments import assign_question
from partnerships.actions.board import ConditionDraft, DecisionDraft, MinuteTakenError, correct_minute, decide
from partnerships.actions.comments import (
    CommentDraft,
    ask_and_comment,
    declare_interest,
    mark_exempt,
    unmark_exempt,
)
from partnerships.actions.conversations import (
    pass_on,
    reopen_conversation,
    reply,
    resolve_conversation,
    start_conversation,
)
from partnerships.actions.evidence import attach_file, attach_link, remove_evidence, title_among
from partnerships.actions.existing import ExistingDraft, change_existing, enter_existing
from partnerships.actions.fixes import reply_to_return
from partnerships.actions.issues import CaseChangedError, IssuedAlreadyError, issue, withdraw_edition
from partnerships.actions.meetings import (
    MeetingDraft,
    add_meeting,
    ask_for_meeting,
    cancel_meeting,
    change_meeting,
    choose_meeting,
    move_to_meeting,
)
from partnerships.actions.moves import ReturnItem, endorse, reopen, return_, submit, take_back, withdraw
from partnerships.actions.opinions import give_opinion, withdraw_opinion
from partnerships.actions.packs import keep_pack_file, make_pack
from partnerships.actions.partnership import (
    Details,
    change_details,
    claim_benefits,
    screen,
    start_partnership,
)
from partnerships.actions.people import add_person, change_lead, remove_person
from partnerships.actions.raised import raise_flag, withdraw_flag
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
from partnerships.actions.register_import import enter_table, map_columns, upload_table
from partnerships.actions.requiring import require_version
from partnerships.actions.review import confirm, object_to, treat, treat_alike
from partnerships.actions.rounds import open_round, start_first_review, start_round
from partnerships.actions.significance import judge_significance
from partnerships.actions.upgrading import undo_upgrade, upgrade
from partnerships.actions.validation import InvalidError
from partnerships.actions.version_tokens import StaleError

__all__ = [
    "OTHER_QUESTION",
    "ActionError",
    "AnswerDraft",
    "CaseChangedError",
    "CommentDraft",
    "ConditionDraft",
    "DecisionDraft",
    "Details",
    "ExistingDraft",
    "ExitDraft",
    "InvalidError",
    "IssuedAlreadyError",
    "MeetingDraft",
    "MinuteTakenError",
    "ReturnItem",
    "SeparationError",
    "StaleAnswerError",
    "StaleError",
    "add_meeting",
    "add_person",
    "amend_condition",
    "answer",
    "ask_and_comment",
    "ask_for_meeting",
    "ask_referral",
    "assign_question",
    "attach_file",
    "attach_link",
    "cancel_meeting",
    "change_details",
    "change_existing",
    "change_lead",
    "change_meeting",
    "chase_condition",
    "choose_meeting",
    "claim_benefits",
    "complete_condition",
    "confirm",
    "confirm_referral",
    "correct_minute",
    "decide",
    "declare_interest",
    "decline_referral",
    "end_partnership",
    "endorse",
    "enter_existing",
    "enter_table",
    "give_opinion",
    "issue",
    "judge_significance",
    "keep_pack_file",
    "make_pack",
    "map_columns",
    "mark_exempt",
    "move_to_meeting",
    "object_to",
    "open_round",
    "pass_on",
    "raise_flag",
    "refresh_flags",
    "remove_evidence",
    "remove_person",
    "reopen",
    "reopen_condition",
    "reopen_conversation",
    "reply",
    "reply_to_return",
    "require_version",
    "resolve_conversation",
    "return_",
    "screen",
    "start_conversation",
    "start_first_review",
    "start_partnership",
    "start_round",
    "submit",
    "take_back",
    "title_among",
    "treat",
    "treat_alike",
    "undo_upgrade",
    "unmark_exempt",
    "upgrade",
    "upload_table",
    "was_saved",
    "withdraw",
    "withdraw_edition",
    "withdraw_flag",
    "withdraw_opinion",
]
