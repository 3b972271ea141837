"""Which questions of several versions are one line: those that a question replaces, and those that replace it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from checklists.spec.questions import QuestionSpec


def lineage(key: str, questions: Iterable[QuestionSpec]) -> frozenset[str]:
    """Return the keys of the line of the question: itself, what it replaces and what replaces it, each as far as it goes.

    `questions` are those of all versions of its checklist. What else a question of the line was divided into is not of it.
    """
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for question in questions:
        for replaced in question.replaces:
            before.setdefault(question.key, set()).add(replaced)
            after.setdefault(replaced, set()).add(question.key)
    return _reached(key, before) | _reached(key, after)


def _reached(key: str, following: Mapping[str, set[str]]) -> frozenset[str]:
    """Return the key and all that are reached from it. Questions that replace each other in a circle end it."""
    found, new = {key}, {key}
    while new:
        new = set(chain.from_iterable(following.get(each, ()) for each in new)) - found
        found |= new
    return frozenset(found)
