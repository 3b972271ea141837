"""The difference of two versions of a checklist, question by question. Of answers it says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from checklists.spec.changes import DECIDED, GRAVITY, Change, change_of, proposed_change
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.questions import QuestionSpec

__all__ = ["Change", "Difference", "QuestionDiff", "difference", "proposed_change"]


@dataclass(frozen=True, slots=True)
class QuestionDiff:
    """A question of the newer version, with those of the older one that it comes from: none, itself, or those replaced.

    `is_decided`: an editor said whether the change is editorial or of meaning; otherwise it is as proposed.
    """

    change: Change
    new: QuestionSpec
    olds: tuple[QuestionSpec, ...] = ()
    is_decided: bool = False

    @property
    def old(self) -> QuestionSpec | None:
        """The question of the same key, None where others were replaced or nothing was asked before."""
        return self.olds[0] if self.change in GRAVITY else None

    @property
    def is_kept(self) -> bool:
        """Whether an answer to the question before answers this one too."""
        return self.change in (Change.UNCHANGED, Change.EDITORIAL)


@dataclass(frozen=True)
class Difference:
    """Every question of the newer version, in its order, and those of the older one that nothing asks any more."""

    old: ChecklistSpec
    new: ChecklistSpec
    questions: tuple[QuestionDiff, ...]
    removed: tuple[QuestionSpec, ...]

    @cached_property
    def by_key(self) -> Mapping[str, QuestionDiff]:
        """The questions of the newer version by their key."""
        return {each.new.key: each for each in self.questions}

    @cached_property
    def counts(self) -> Mapping[Change, int]:
        """How many questions there are of each change, those that are gone too."""
        found = Counter(each.change for each in self.questions)
        return {change: found[change] for change in Change if found[change]} | (
            {Change.REMOVED: len(self.removed)} if self.removed else {}
        )


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a question comes from: keys of the oldest version, what became of it on the way, and whether it was decided."""

    keys: tuple[str, ...] = ()
    change: Change = Change.UNCHANGED
    is_replacement: bool = False
    is_decided: bool = True


def difference(old: ChecklistSpec, new: ChecklistSpec, between: Sequence[ChecklistSpec] = ()) -> Difference:
    """Return the difference of two versions; `between` are those that were published between them, the oldest first.

    An editor decides of each version what its changes mean against the one before, and a question replaces some of the one
    before: across several versions the gravest of these changes counts.
    """
    if old == new:
        # What a version replaces is of the version before it, and no matter here.
        return Difference(old, new, tuple(QuestionDiff(Change.UNCHANGED, each, (each,)) for each in new.questions), ())
    origins = {key: _Origin((key,)) for key in old.by_key}
    for before, after in pairwise((old, *between, new)):
        origins = {question.key: _origin(question, before, origins) for question in after.questions}
    uses = Counter(key for origin in origins.values() for key in origin.keys)
    questions = tuple(_diff(question, origins[question.key], old, uses) for question in new.questions)
    return Difference(old, new, questions, tuple(each for each in old.questions if each.key not in uses))


def _origin(question: QuestionSpec, before: ChecklistSpec, origins: Mapping[str, _Origin]) -> _Origin:
    """Return where a question comes from; `origins` say it of each question of the version before."""
    # In the order of the version before. A key whose own question was new there leads no further.
    taken = [origin.keys for key, origin in origins.items() if key in {question.key, *question.replaces}]
    keys = tuple(dict.fromkeys(key for each in taken for key in each))
    own = origins.get(question.key, _Origin())
    if keys != own.keys:
        return _Origin(keys, is_replacement=True)
    if question.key not in origins:
        return _Origin()
    change = change_of(before.by_key[question.key], question)
    return _Origin(
        keys,
        max(own.change, change, key=GRAVITY.index),
        own.is_replacement,
        own.is_decided and (change not in DECIDED or bool(question.change)),
    )


def _diff(question: QuestionSpec, origin: _Origin, old: ChecklistSpec, uses: Mapping[str, int]) -> QuestionDiff:
    olds = tuple(old.by_key[key] for key in origin.keys)
    if not olds:
        return QuestionDiff(Change.ADDED, question)
    if origin.is_replacement:
        is_split = len(olds) == 1 and uses[olds[0].key] > 1
        change = Change.MERGED if len(olds) > 1 else Change.SPLIT if is_split else Change.REPLACED
        return QuestionDiff(change, question, olds)
    change = _across(olds[0], question, origin.change)
    return QuestionDiff(change, question, olds, is_decided=change in DECIDED and origin.is_decided)


def _across(old: QuestionSpec, new: QuestionSpec, gravest: Change) -> Change:
    """Return the change from the first version to the last, where `gravest` is the gravest of the steps between them."""
    direct = proposed_change(old, new)
    if direct in (Change.UNCHANGED, Change.OPTIONS):
        return direct
    # Answers that were others for a time, and are the same again, still answer: but somebody should look.
    return Change.MEANING if gravest is Change.OPTIONS else gravest
