"""What changed between two contents of one partnership's reports. Pure; questions are matched by their stable key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import Severity
from partnerships.domain.exemption import QUESTION
from partnerships.domain.flags import FlagState
from partnerships.snapshot.answers import chosen
from partnerships.snapshot.shape import (
    Choice,
    Content,
    ExemptMark,
    FlagPart,
    ImposedConditionPart,
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


def since(before: Content, now: Content, *, on: date) -> SincePart | None:
    """Return what changed from an issue to a later content, for a report made on that day; None when `before` is no issue.

    Adverse: what is now a concern or a blocker, whatever the cause, and was neither. Graver: what was a concern and is
    a blocker. Cleared: what was one and is neither, or was cleared on evidence since.
    """
    if before["issue"] is None:
        return None
    then, today = _weights(before), _weights(now)
    asked = [question["key"] for question in questions_of(now)]
    return {
        "issue": before["issue"]["number"],
        "issued_at": before["issue"]["issued_at"],
        "adverse": [key for key in asked if today.get(key, 0) and not then.get(key, 0)],
        "graver": [key for key in asked if then.get(key, 0) and today.get(key, 0) > then[key]],
        "cleared": [key for key in asked if then.get(key, 0) and not today.get(key, 0)],
        "overdue": [part["number"] for part in now["obligations"] if is_overdue(part, on)],
        "wording": _wording(before, now),
        "outcome": _turn(_outcome(before), _outcome(now)),
        "significance": _turn(before["significance"]["level"], now["significance"]["level"]),
    }


def is_overdue(obligation: ImposedConditionPart, on: date) -> bool:
    """Whether the condition was to be completed before that day and was not."""
    due_on = obligation["due_on"]
    return due_on is not None and obligation["completed_on"] is None and date.fromisoformat(due_on) < on


def questions_of(content: Content) -> list[QuestionPart]:
    """Return every question, in the order of the sections."""
    return [question for section in content["sections"] for question in section["questions"]]


def _weights(content: Content) -> dict[str, int]:
    """How much each flagged question weighs: more the graver, nothing for a note and for what was cleared on evidence."""
    return {flag["question"]: _weight(flag) for flag in content["flags"]}


def _weight(flag: FlagPart) -> int:
    severity = Severity(flag["severity"]["key"])
    if severity not in (Severity.CONCERN, Severity.BLOCKER) or flag["state"]["key"] == FlagState.CLEARED:
        return 0
    return severity.rank


def _outcome(content: Content) -> Choice:
    return {"key": content["outcome"]["key"], "label": content["outcome"]["label"]}


def _turn(old: Choice | None, new: Choice | None) -> TurnPart | None:
    """Return the two values when they differ, whatever they are called."""
    same = (old and old["key"]) == (new and new["key"])
    return None if same else {"old": old, "new": new}


def _wording(before: Content, now: Content) -> list[WordingPart]:
    then = {question["key"]: question for question in questions_of(before)}
    asked = {question["key"] for question in questions_of(now)}
    exempt = _marks(before)
    changes = [
        change
        for question in questions_of(now)
        for change in _changes(then.get(question["key"]), question, exempt.get(question["key"]))
    ]
    dropped = [question for key, question in then.items() if key not in asked]
    return changes + [_change(Reworded.DROPPED, question, question["text"], "") for question in dropped]


def _marks(content: Content) -> dict[str, ExemptMark]:
    """Return why questions were left out of the public edition, by key."""
    start = f"{QUESTION}:"
    return {
        part["part"].removeprefix(start): {"paragraph": part["paragraph"], "reason": part["reason"]}
        for part in content["exempt"]
        if part["part"].startswith(start)
    }


def _changes(then: QuestionPart | None, now: QuestionPart, exempt: ExemptMark | None) -> Iterable[WordingPart]:
    if then is None:
        yield _change(Reworded.ADDED, now, "", now["text"])
        return
    if then["text"] != now["text"]:
        yield _change(Reworded.QUESTION, now, then["text"], now["text"])
    old, new = _option(then), _option(now)
    if old and new and old["key"] == new["key"] and old["label"] != new["label"]:
        yield {**_change(Reworded.OPTION, now, old["label"], new["label"]), "exempt_before": exempt}


def _option(question: QuestionPart) -> Choice | None:
    return question["answer"]["option"] if question["answer"] else None


def _change(what: Reworded, question: QuestionPart, old: str, new: str) -> WordingPart:
    return {
        "question": question["key"],
        "code": question["code"],
        "title": question["title"],
        "what": chosen(what),
        "old": old,
        "new": new,
        "exempt_before": None,
        "exempt": None,
    }
