"""What snapshots of earlier formats said otherwise: the one place that knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checklists.spec import Feed
from partnerships.domain.question_status import Status, first_status, flagged_in_words
from partnerships.domain.significance import Decider

# Until format 3 a question had a text in `feeds` when its answer gave the alternatives, and the code went by these keys
# for the rest. What the need feeds stands in the part on the partnership.
CONSULTED = ("services-consulted", "decision-makers", "partners-agree", "customers-consulted")


def upgraded(content: dict[str, Any], format_: int) -> dict[str, Any]:
    """Return the content of a snapshot of that format as today's format says it."""
    if format_ < 3:
        content = _with_each_question(content, lambda question: {"feeds": _feeds(question)})
    if format_ < 4:
        severities = {flag["question"]: flag["severity"]["label"] for flag in content["flags"]}
        content = _with_each_question(
            content, lambda question: {"status": _status(question, severities.get(question["key"], ""))}
        )
    if format_ < 5:
        # The recommendations named the board, whoever decided.
        content = {**content, "decider": str(Decider.BOARD.label)}
    return content


def _with_each_question(content: dict[str, Any], added: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    sections = [
        {**section, "questions": [{**question, **added(question)} for question in section["questions"]]}
        for section in content["sections"]
    ]
    return {**content, "sections": sections}


def _status(question: dict[str, Any], severity: str) -> dict[str, str] | None:
    """Return the status of a question, which snapshots say since format 4. Only legal advisers confirmed until then."""
    if question.get("exempt"):
        return None
    answer, confirmation = question["answer"] or {}, question["confirmation"]
    status = first_status(
        is_begun=bool(answer or question["evidence"]),
        is_complete=not question["missing"],
        is_carried_over=answer.get("is_carried_over", False),
        is_unconfirmed=confirmation is not None and confirmation["confirmed_by"] is None,
        is_flagged=bool(severity),
    )
    label = flagged_in_words(severity) if status is Status.FLAGGED else str(status.label)
    return {"key": status.value, "label": label}


def _feeds(question: dict[str, Any]) -> list[str]:
    consultation = [Feed.CONSULTATION.value] if question["key"] in CONSULTED else []
    return [*consultation, *([Feed.ALTERNATIVES.value] if question["feeds"] else [])]
