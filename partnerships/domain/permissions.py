"""What can be done to a case, as names; who may do it stands in `access.py`, when in `workflow.py`."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may be allowed to do. `RETURN` is spelt `return_` where Python keeps the word."""

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
