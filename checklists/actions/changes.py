"""What the other words of a question mean, as an editor decides: of one question, or of all of which nobody has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from accounts.version_tokens import token_of
from checklists.actions.acting import lock_draft, record
from checklists.actions.questions import check_seen, place_of, row_of
from checklists.actions.rows import write_question
from checklists.models import DraftChangeKind, Version
from checklists.selectors.versions import spec_before, undecided_of
from checklists.spec import DECIDED, QuestionSpec, proposed_change


@transaction.atomic
def decide_change(
    *, version: Version, key: str, by: User, change: str, version_token: str | None = None
) -> QuestionSpec:
    """Record what other words than in the version before mean: "editorial" or "meaning". Return the question.

    StaleError when the question is not the one of the page; InvalidError when there is nothing to decide.
    """
    draft = lock_draft(version, by=by)
    row, checklist = row_of(draft, key), draft.read()
    old, before = checklist.by_key[key], spec_before(draft)
    check_seen(old, version_token, _("Somebody has changed this question since you opened this page. Read it again."))
    asked = before.by_key.get(key) if before else None
    if change not in DECIDED or asked is None or proposed_change(asked, old) not in DECIDED:
        raise InvalidError({"change": _("There is nothing to decide of this question.")})
    new = replace(old, change=change)
    if new != old:
        write_question(draft, row, new, old=old)
        record(draft, DraftChangeKind.CHANGED, place_of(row), by=by)
    return new


@transaction.atomic
def decide_changes(
    *, version: Version, by: User, decisions: Mapping[str, str], version_token: str | None = None
) -> int:
    """Record by key what other words mean, of questions of which nobody has decided. Return how many they were.

    StaleError when these are not the questions of the page, as they were; InvalidError when one is left out.
    """
    draft = lock_draft(version, by=by)
    waiting = undecided_of(draft, draft.read())
    now = token_of_changes(waiting)
    if version_token not in (None, now):
        sentence = _(
            "Somebody has changed one of these questions, or decided, since you opened this page. Read it again."
        )
        raise StaleError(now, sentence=sentence)
    if missing := [question.code for question in waiting if decisions.get(question.key) not in DECIDED]:
        raise InvalidError({"changes": _("Select what the change of %(code)s means.") % {"code": missing[0]}})
    for question in waiting:
        row = row_of(draft, question.key)
        write_question(draft, row, replace(question, change=decisions[question.key]), old=question)
        record(draft, DraftChangeKind.CHANGED, place_of(row), by=by)
    return len(waiting)


def token_of_changes(waiting: list[QuestionSpec]) -> str:
    """Return what a page sends back that showed these questions."""
    return token_of({"questions": waiting})
