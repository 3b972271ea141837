"""What changed between two contents of one partnership's reports. Pure; questions are matched by their stable key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import Severity
from partnerships.domain.board import is_overdue
from partnerships.domain.exemption import QUESTION
from partnerships.domain.flags import FlagState
from partnerships.snapshot.shape import (
    Choice,
    ConditionPart,
    Content,
    ExemptMark,
    FlagPart,
    QuestionPart,
    SincePart,
    TurnPart,
    WordingPart,
)


class Reworded(TextChoices):
    """What of a question reads otherwise."""

    QUESTION = "question", _("Question")
    OPTION = "option", _("Answer option")
    ADDED = "added", _("New question")
    DROPPED = "dropped", _("No longer asked")


def since(before: Content, now: Content, *, on: date, has_ended: bool = False) -> SincePart | None:
    """Return what changed from an issue to a later content, for a report made on that day; None when `before` is no issue.

    `has_ended`: whether the partnership had ended by then.

    Adverse: questions that are now a concern or a blocker, whatever the cause, and were neither. Graver: what was a
    concern and is a blocker. Cleared: what was one and is neither, or was cleared on evidence since.
    """
    if before.issue is None:
        return None
    then = {flag.question: _weight(flag) for flag in before.flags}
    today = {flag.question: _weight(flag) for flag in now.flags}
    asked = [question.key for question in now.questions]
    return SincePart(
        issue=before.issue.number,
        issued_at=before.issue.issued_at,
        adverse=tuple(key for key in asked if today.get(key, 0) and not then.get(key, 0)),
        graver=tuple(key for key in asked if then.get(key, 0) and today.get(key, 0) > then[key]),
        cleared=tuple(key for key in asked if then.get(key, 0) and not today.get(key, 0)),
        overdue=tuple(part.number for part in now.conditions if _is_overdue(part, on, has_ended=has_ended)),
        wording=tuple(_wording(before, now)),
        outcome=_turn(
            Choice(before.outcome.key, before.outcome.label),
            Choice(now.outcome.key, now.outcome.label),
        ),
        significance=_turn(before.significance.level, now.significance.level),
    )


def _is_overdue(condition: ConditionPart, on: date, *, has_ended: bool) -> bool:
    is_completed = condition.completed_on is not None
    return condition.due_on is not None and is_overdue(
        condition.due_on, is_completed=is_completed, has_ended=has_ended, today=on
    )


def _weight(flag: FlagPart) -> int:
    """Return how much a flag weighs: more the graver, 0 for a note and for what was cleared on evidence."""
    severity = Severity(flag.severity.key)
    if severity not in (Severity.CONCERN, Severity.BLOCKER) or flag.state.key == FlagState.CLEARED:
        return 0
    return severity.rank


def _turn(old: Choice | None, new: Choice | None) -> TurnPart | None:
    """Return the two values when their keys differ: another label alone is no change."""
    same = (old and old.key) == (new and new.key)
    return None if same else TurnPart(old, new)


def _wording(before: Content, now: Content) -> Iterable[WordingPart]:
    then = {question.key: question for question in before.questions}
    marks = {part.part: part.mark for part in before.exempt}
    for question in now.questions:
        was = then.pop(question.key, None)
        if was is None:
            yield _change(Reworded.ADDED, question, "", question.text)
        else:
            yield from _rewordings(was, question, marks.get(f"{QUESTION}:{question.key}"))
    for question in then.values():
        answer = question.option.label if question.option else ""
        yield replace(_change(Reworded.DROPPED, question, question.text, ""), answer=answer)


def _rewordings(then: QuestionPart, now: QuestionPart, exempt: ExemptMark | None) -> Iterable[WordingPart]:
    if then.text != now.text:
        yield _change(Reworded.QUESTION, now, then.text, now.text)
    old, new = then.option, now.option
    if old and new and old.key == new.key and old.label != new.label:
        yield replace(_change(Reworded.OPTION, now, old.label, new.label), exempt_before=exempt)


def _change(what: Reworded, question: QuestionPart, old: str, new: str) -> WordingPart:
    return WordingPart(
        question=question.key,
        code=question.code,
        title=question.title,
        what=Choice.of(what),
        old=old,
        new=new,
    )
