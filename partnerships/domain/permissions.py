"""The names of the permissions. `access.py` says who has them, `workflow.py` in which states they can be used."""

from enum import StrEnum


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
    ASK = "ask"
    COMMENT = "comment"
    DECLARE = "declare"
    NAME = "name"
    SUBMIT = "submit"
    RETURN = "return_"
    ENDORSE = "endorse"
    REFER = "refer"
    REOPEN = "reopen"
    ISSUE = "issue"
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    START_ROUND = "start_round"
    COMPLETE = "complete"
    AMEND = "amend"
    END = "end"
