"""What issues that were made by earlier formats of the snapshot say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checklists.spec import Feed

# Until format 3 a question had a text in `feeds` when its answer gave the alternatives, and the code went by these keys
# for the rest. What the need feeds stands in the part on the partnership.
CONSULTED = ("services-consulted", "decision-makers", "partners-agree", "customers-consulted")


def feeds_of(question: Mapping[str, Any]) -> list[str]:
    """Return what the answer to a question of a snapshot feeds, as values of `Feed`, whatever the format."""
    feeds = question["feeds"]
    if isinstance(feeds, list):
        return feeds
    consultation = [Feed.CONSULTATION.value] if question["key"] in CONSULTED else []
    return [*consultation, *([Feed.ALTERNATIVES.value] if feeds else [])]
