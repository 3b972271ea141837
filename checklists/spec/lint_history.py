"""The linter's rule for the versions of one checklist: a key is never used for another question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from checklists.spec.changes import DECIDED, Change, proposed_change
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.diff import difference
from checklists.spec.linter import Problem
from checklists.spec.questions import QuestionSpec

# A reworded question keeps most of its words. Below this share of them in common it is another question.
SAME_QUESTION = 0.4


def lint_history(specs: Sequence[ChecklistSpec], where: str) -> list[Problem]:
    """Return the problems of the last version of a checklist, compared with those before it; `specs`: oldest first."""
    *earlier, latest = specs
    changed = [found for before in earlier for found in _changed_keys(before, latest)]
    if earlier:
        changed += [*_replaced_keys(earlier[-1], latest), *_decided_changes(earlier[-1], latest)]
    else:
        changed += _of_no_version_before(latest)
    names = {question.key: f"{question.code} {question.key}" for question in latest.questions}
    problems = [Problem(where, names[key], sentence, "texts") for key, sentence in [*changed, *_in_a_circle(latest)]]
    last_used = {key: spec.version for spec in earlier for key in spec.by_key}
    for key, version in last_used.items():
        if key in latest.by_key and key not in earlier[-1].by_key:
            sentence = f"The key was given up after version {version}: a new question needs a new key."
            problems.append(Problem(where, names[key], sentence, "texts"))
    return problems


def lint_undecided(before: ChecklistSpec, draft: ChecklistSpec, where: str) -> list[Problem]:
    """Return a problem for each question with other words of which no editor has decided what that means."""
    sentence = "Its words are others than in version {}, and nobody has decided whether it still asks the same."
    return [
        Problem(where, f"{question.code} {question.key}", sentence.format(before.version), "change")
        for question in undecided(before, draft)
    ]


def undecided(before: ChecklistSpec, draft: ChecklistSpec) -> list[QuestionSpec]:
    """Return the questions that have other words than in the version before, of which no editor has decided what that means."""
    found = difference(before, draft).questions
    return [each.new for each in found if each.change in DECIDED and not each.is_decided]


def _changed_keys(before: ChecklistSpec, latest: ChecklistSpec) -> Iterator[tuple[str, str]]:
    """Yield the keys that mean another question than before, or that a question has instead of its earlier one."""
    key_of = {question.text: question.key for question in before.questions}
    for question in latest.questions:
        asked = before.by_key.get(question.key)
        if asked:
            likeness = SequenceMatcher(None, asked.text.lower().split(), question.text.lower().split()).ratio()
            if likeness < SAME_QUESTION:
                yield question.key, f"In version {before.version} the key means another question, “{asked.text}”."
        known = key_of.get(question.text, question.key)
        if known != question.key:
            yield question.key, f"In version {before.version} this question has the key “{known}”: keep it."


def _replaced_keys(before: ChecklistSpec, latest: ChecklistSpec) -> Iterator[tuple[str, str]]:
    """Yield the keys of questions that say they replace one which the version before does not ask, or themselves."""
    for question in latest.questions:
        for key in question.replaces:
            if key == question.key:
                yield question.key, "It replaces itself: a question that stays keeps its key and replaces nothing."
            elif key not in before.by_key:
                yield question.key, f"It replaces “{key}”, which version {before.version} does not ask."


def _of_no_version_before(latest: ChecklistSpec) -> Iterator[tuple[str, str]]:
    """Yield the keys of questions of a first version that say something of the version before."""
    for question in latest.questions:
        for key in question.replaces:
            yield question.key, f"It replaces “{key}”, but no version was published before this one."
        if question.change:
            yield question.key, f"It says “change: {question.change}”, but no version was published before this one."


def _in_a_circle(latest: ChecklistSpec) -> Iterator[tuple[str, str]]:
    """Yield the keys of questions that replace one which, in turn, replaces them."""
    replaced = {question.key: question.replaces for question in latest.questions}
    for key in replaced:
        reached: set[str] = set()
        waiting = [other for other in replaced[key] if other != key]
        while waiting:
            other = waiting.pop()
            if other not in reached:
                reached.add(other)
                waiting += replaced.get(other, ())
        if key in reached:
            yield key, "It replaces a question that replaces it in turn."


def _decided_changes(before: ChecklistSpec, latest: ChecklistSpec) -> Iterator[tuple[str, str]]:
    """Yield the keys of questions of which is decided what their other words mean, where there is nothing to decide."""
    for question in latest.questions:
        asked = before.by_key.get(question.key)
        proposed = proposed_change(asked, question) if asked else Change.ADDED
        if not question.change or proposed in DECIDED:
            continue
        why = {
            Change.ADDED: f"version {before.version} does not ask it",
            Change.UNCHANGED: f"nothing of it has changed since version {before.version}",
            Change.OPTIONS: "its options have changed, so it is answered anew",
        }
        yield question.key, f"It says “change: {question.change}”, but {why[proposed]}: leave that out."
