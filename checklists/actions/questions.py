"""The questions of a draft: their texts, and their options, facts and rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.version_tokens import StaleError
from accounts.models import User
from accounts.version_tokens import token_of
from checklists.actions.acting import check_current, check_storable, lock_draft, record
from checklists.actions.rows import delete_question, put_in_order, write_question
from checklists.models import DraftChangeKind, Question, Section, Version
from checklists.selectors.versions import spec_before
from checklists.spec import DECIDED, Change, ChecklistSpec, QuestionSpec, proposed_change

# The fields of a question by the page on which they are changed.
TEXTS = (
    "code",
    "key",
    "title",
    "text",
    "answered_by",
    "guidance",
    "evidence",
    "note",
    "reason_label",
    "feeds",
    "replaces",
    "confirm",
    "risks",
    "tips",
)
OPTIONS, FACTS, RULES = ("options",), ("facts",), ("rules",)


@transaction.atomic
def add_question(*, section: Section, by: User, spec: QuestionSpec) -> Question:
    """Add a question at the end of a section; InvalidError for what cannot be kept, or a code or key that stands there."""
    draft = lock_draft(section.version, by=by)
    check_question(spec, checklist=draft.read(), section=section.code)
    row = Question(version=draft, section=section, position=section.questions.count() + 1)
    write_question(draft, row, spec, old=None)
    record(draft, DraftChangeKind.ADDED, place_of(row), by=by)
    return row


@transaction.atomic
def change_question(
    *,
    version: Version,
    key: str,
    by: User,
    spec: QuestionSpec,
    part: Collection[str] = TEXTS,
    version_token: str | None = None,
) -> QuestionSpec:
    """Change the fields of `part` to those of `spec`. Return the question as it then stands.

    StaleError when somebody else has changed one of them since the page was opened; InvalidError for what cannot be
    kept.
    """
    draft = lock_draft(version, by=by)
    row = row_of(draft, key)
    checklist = draft.read()
    old = checklist.by_key[key]
    typed, current = values_of(spec, part), values_of(old, part)
    check_current(version_token, typed=typed, current=current, row=old, draft=draft, place=place_of(row))
    new = _without_old_decision(replace(old, **typed), old, spec_before(draft))
    check_question(new, checklist=checklist, old=old)
    if new != old:
        write_question(draft, row, new, old=old)
        record(draft, DraftChangeKind.CHANGED, place_of(row), by=by)
    return new


@transaction.atomic
def move_question(*, version: Version, key: str, by: User, position: int, section: Section | None = None) -> None:
    """Put the question at that position of its section or of another one, counted from 1; further than the end is the end."""
    draft = lock_draft(version, by=by)
    row = row_of(draft, key)
    old, new = row.section, section or row.section
    rows = [each for each in new.questions.all() if each.pk != row.pk]
    if new != old:
        # Nothing else stands at the end of the other section.
        row.section, row.position = new, len(rows) + 1
        row.save(update_fields=["section", "position"])
        put_in_order(old.questions.all())
    rows.insert(max(position, 1) - 1, row)
    put_in_order(rows)
    record(draft, DraftChangeKind.MOVED, place_of(row), by=by)


@transaction.atomic
def remove_question(*, version: Version, key: str, by: User, version_token: str | None = None) -> None:
    """Remove a question from the draft. Versions that were published keep it.

    StaleError when somebody has changed it since the page was opened.
    """
    draft = lock_draft(version, by=by)
    row = row_of(draft, key)
    sentence = _("Somebody has changed this question since you opened this page. Read it again before you remove it.")
    check_seen(draft.read().by_key[key], version_token, sentence)
    place, section = place_of(row), row.section
    delete_question(row)
    put_in_order(section.questions.all())
    record(draft, DraftChangeKind.REMOVED, place, by=by)


def check_question(
    spec: QuestionSpec, *, checklist: ChecklistSpec, old: QuestionSpec | None = None, section: str = ""
) -> None:
    """Raise InvalidError for what cannot be kept of the question: in the place of `old`, or new in that section."""
    check_storable(with_question(checklist, spec, old=old, section=section), checklist)


def with_question(
    checklist: ChecklistSpec, spec: QuestionSpec, *, old: QuestionSpec | None = None, section: str = ""
) -> ChecklistSpec:
    """Return the checklist with the question in the place of `old`, or at the end of that section."""
    sections = [
        replace(each, questions=tuple(spec if known is old else known for known in each.questions))
        if old
        else replace(each, questions=(*each.questions, spec) if each.code == section else each.questions)
        for each in checklist.sections
    ]
    return replace(checklist, sections=tuple(sections))


def values_of(spec: QuestionSpec, part: Collection[str]) -> dict[str, Any]:
    """Return these fields of a question by name."""
    return {name: getattr(spec, name) for name in part}


def place_of(question: Question) -> str:
    """Return the name of the question in the record of changes."""
    return f"question {question.key}"


def row_of(draft: Version, key: str) -> Question:
    """Return the row of the question of that key; StaleError when there is none any more."""
    row = draft.questions.select_related("section").filter(key=key).first()
    if row is None:
        raise StaleError("", sentence=_("Somebody has removed this question, or given it another key."))
    return row


def check_seen(question: QuestionSpec, version_token: str | None, sentence: str) -> None:
    """Raise StaleError with the sentence unless the question is the one of the page."""
    now = token_of({"question": question})
    if version_token not in (None, now):
        raise StaleError(now, sentence=sentence)


def _without_old_decision(new: QuestionSpec, old: QuestionSpec, before: ChecklistSpec | None) -> QuestionSpec:
    """Return the question without what was decided of words that it has no more, or of which nothing is to be decided."""
    asked = before.by_key.get(new.key) if before else None
    is_of_these_words = proposed_change(old, new) in (Change.UNCHANGED, Change.EDITORIAL)
    is_to_decide = asked is not None and proposed_change(asked, new) in DECIDED
    return new if is_of_these_words and is_to_decide else replace(new, change="")
