"""What the linter asks of the versions of one checklist together: a key is never reused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from checklists.spec.checklist import ChecklistSpec
from checklists.spec.linter import Problem

# A reworded question keeps most of its words. Below this share of them in common it is another question.
SAME_QUESTION = 0.4


def lint_history(specs: Sequence[ChecklistSpec], where: str) -> list[Problem]:
    """Return what is wrong with the last of the versions of one checklist, given those before it, oldest first."""
    *earlier, latest = specs
    return [Problem(where, key, sentence) for before in earlier for key, sentence in _reused(before, latest)] + [
        Problem(where, key, f"The key was given up after version {last}: a new question needs a new key.")
        for key, last in _given_up(earlier).items()
        if key in latest.by_key
    ]


def _reused(before: ChecklistSpec, latest: ChecklistSpec) -> Iterator[tuple[str, str]]:
    key_of = {question.text: question.key for question in before.questions}
    for question in latest.questions:
        asked = before.by_key.get(question.key)
        if asked and _likeness(asked.text, question.text) < SAME_QUESTION:
            yield question.key, f"In version {before.version} the key means another question, “{asked.text}”."
        known = key_of.get(question.text, question.key)
        if known != question.key:
            yield question.key, f"In version {before.version} this question has the key “{known}”: keep it."


def _given_up(versions: Sequence[ChecklistSpec]) -> dict[str, str]:
    """Return the keys that an earlier version had and the one before the latest has no more, with their last version."""
    last = {key: spec.version for spec in versions for key in spec.by_key}
    current = versions[-1].by_key if versions else {}
    return {key: version for key, version in last.items() if key not in current}


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower().split(), other.lower().split()).ratio()
