"""What snapshots of earlier formats said otherwise: the one place that knows."""

from __future__ import annotations

from typing import Any

from checklists.spec import Feed

# Until format 3 a question had a text in `feeds` when its answer gave the alternatives, and the code went by these keys
# for the rest. What the need feeds stands in the part on the partnership.
CONSULTED = ("services-consulted", "decision-makers", "partners-agree", "customers-consulted")


def upgraded(content: dict[str, Any], format_: int) -> dict[str, Any]:
    """Return the content of a snapshot of that format as today's format says it."""
    if format_ >= 3:
        return content
    sections = [
        {**section, "questions": [{**question, "feeds": _feeds(question)} for question in section["questions"]]}
        for section in content["sections"]
    ]
    return {**content, "sections": sections}


def _feeds(question: dict[str, Any]) -> list[str]:
    consultation = [Feed.CONSULTATION.value] if question["key"] in CONSULTED else []
    return [*consultation, *([Feed.ALTERNATIVES.value] if question["feeds"] else [])]
