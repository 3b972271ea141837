"""Who may do what: the permissions and the roles that have them. `workflow.py` says in which states they can be used."""

from enum import StrEnum

from accounts.roles import Role


class Permission(StrEnum):
    """One thing that a person may be allowed to do. The value of `RETURN` is no keyword of Python."""

    SEE = "see"
    READ_HISTORY = "read_history"
    READ_FLAGS = "read_flags"
    AUDIT = "audit"
    CREATE = "create"
    EDIT = "edit"
    ANSWER = "answer"
    ANSWER_LEGAL = "answer_legal"
    CONFIRM = "confirm"
    TREAT = "treat"
    RAISE_FLAG = "raise_flag"
    GIVE_OPINION = "give_opinion"
    ASK = "ask"
    COMMENT = "comment"
    READ_CONVERSATIONS = "read_conversations"
    CONVERSE = "converse"
    ASSIGN = "assign"
    DECLARE = "declare"
    NAME = "name"
    HAND_OVER = "hand_over"
    CLOSE_ACCOUNTS = "close_accounts"
    REVIEW_ACCESS = "review_access"
    READ_ACCOUNT_TRAIL = "read_account_trail"
    CHOOSE_MEETING = "choose_meeting"
    KEEP_MEETINGS = "keep_meetings"
    MOVE_TO_MEETING = "move_to_meeting"
    REPLY = "reply"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return_"
    ENDORSE = "endorse"
    ASK_REFERRAL = "ask_referral"
    REFER = "refer"
    DECLINE = "decline"
    REOPEN = "reopen"
    ISSUE = "issue"
    WITHDRAW_EDITION = "withdraw_edition"
    DECIDE = "decide"
    CORRECT_MINUTE = "correct_minute"
    WITHDRAW = "withdraw"
    UPGRADE = "upgrade"
    REQUIRE_VERSION = "require_version"
    ENTER_EXISTING = "enter_existing"
    START_ROUND = "start_round"
    COMPLETE = "complete"
    AMEND = "amend"
    END = "end"


READING = frozenset({Permission.SEE, Permission.READ_HISTORY, Permission.READ_FLAGS})
AUTHORING = frozenset(
    {
        Permission.EDIT,
        Permission.ANSWER,
        Permission.ASK,
        Permission.ASSIGN,
        Permission.CHOOSE_MEETING,
        Permission.REPLY,
        Permission.SUBMIT,
        Permission.TAKE_BACK,
        Permission.WITHDRAW,
        Permission.UPGRADE,
    }
)
REVIEWING = frozenset(
    {
        Permission.TREAT,
        Permission.RAISE_FLAG,
        Permission.GIVE_OPINION,
        Permission.RETURN,
        Permission.ENDORSE,
        Permission.ASK_REFERRAL,
        Permission.REOPEN,
    }
)
# After a decision: opening a round, ending the partnership.
AFTERWARDS = frozenset({Permission.START_ROUND, Permission.END})
# What everybody on a case may do, and what everybody but its authors may do.
ACTING = frozenset({Permission.DECLARE})
ADVISING = ACTING | {Permission.COMMENT}
# Asking and replying about a question of the case. Board secretaries take no part, and do not read it.
CONVERSING = frozenset({Permission.READ_CONVERSATIONS, Permission.CONVERSE})
# These change nothing on a case, so they need no capacity on it.
READING_ONLY = READING | {
    Permission.READ_CONVERSATIONS,
    Permission.CREATE,
    Permission.AUDIT,
    Permission.REVIEW_ACCESS,
    Permission.READ_ACCOUNT_TRAIL,
    Permission.KEEP_MEETINGS,
    Permission.ENTER_EXISTING,
    Permission.REQUIRE_VERSION,
}
# Among the authors, only the lead officer has these.
FOR_LEAD = frozenset({Permission.WITHDRAW, Permission.UPGRADE, Permission.NAME})

# The row of officers holds for the lead and the contributors of a case, whatever their role.
PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: READING
    | CONVERSING
    | AUTHORING
    | ACTING
    | AFTERWARDS
    | {Permission.CREATE, Permission.NAME, Permission.COMPLETE},
    Role.MANAGER: READING
    | CONVERSING
    | REVIEWING
    | ADVISING
    | AFTERWARDS
    | {Permission.CREATE, Permission.ENTER_EXISTING, Permission.AMEND, Permission.HAND_OVER, Permission.CONFIRM},
    Role.LEGAL: READING | CONVERSING | ADVISING | {Permission.ANSWER_LEGAL, Permission.CONFIRM},
    Role.SECRETARY: READING
    | ADVISING
    | {Permission.KEEP_MEETINGS, Permission.ISSUE, Permission.WITHDRAW_EDITION}
    | {Permission.MOVE_TO_MEETING, Permission.DECIDE, Permission.CORRECT_MINUTE},
    Role.MONITORING: READING | CONVERSING | {Permission.CONFIRM, Permission.REFER, Permission.DECLINE},
    # Of cases they know how many a version would change, and which.
    Role.EDITOR: frozenset({Permission.REQUIRE_VERSION}),
    Role.AUDITOR: READING
    | {Permission.AUDIT, Permission.READ_CONVERSATIONS, Permission.REVIEW_ACCESS, Permission.READ_ACCOUNT_TRAIL},
    # Of cases they know no more than who leads them and who is on them.
    Role.ADMIN: frozenset(
        {Permission.HAND_OVER, Permission.CLOSE_ACCOUNTS, Permission.REVIEW_ACCESS, Permission.READ_ACCOUNT_TRAIL}
    ),
}

# The roles of people who can be lead or contributor.
AUTHOR_ROLES = frozenset({Role.OFFICER, Role.MANAGER, Role.LEGAL})
