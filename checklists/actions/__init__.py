"""The only writers of checklists: editors write a draft, one who wrote nothing of it publishes it, any editor retires it."""

from checklists.actions.acting import (
    NotAllowedError,
    NotPublishableError,
    NotStorableError,
    WrongStateError,
    check_editor,
)
from checklists.actions.changes import decide_change, decide_changes
from checklists.actions.drafts import (
    change_version,
    delete_draft,
    import_draft,
    start_checklist,
    start_draft,
    token_of_draft,
)
from checklists.actions.lists import change_list
from checklists.actions.openings import OPENERS, OpeningsChangedError, check_opener, open_to
from checklists.actions.publishing import check_publish, findings_of, publish, retire
from checklists.actions.questions import add_question, change_question, move_question, remove_question
from checklists.actions.requiring import check_require, require, requirement_token
from checklists.actions.sections import add_section, change_section, move_section, remove_section

__all__ = [
    "OPENERS",
    "NotAllowedError",
    "NotPublishableError",
    "NotStorableError",
    "OpeningsChangedError",
    "WrongStateError",
    "add_question",
    "add_section",
    "change_list",
    "change_question",
    "change_section",
    "change_version",
    "check_editor",
    "check_opener",
    "check_publish",
    "check_require",
    "decide_change",
    "decide_changes",
    "delete_draft",
    "findings_of",
    "import_draft",
    "move_question",
    "move_section",
    "open_to",
    "publish",
    "remove_question",
    "remove_section",
    "require",
    "requirement_token",
    "retire",
    "start_checklist",
    "start_draft",
    "token_of_draft",
]
