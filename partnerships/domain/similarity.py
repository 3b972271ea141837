"""How alike two partnerships are, in any language: by the groups of three letters that their names and purposes share.

Whole texts are compared with a few candidates only. These are found by keys, which an index holds for each partnership.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from accounts.folding import fold

# Shares of common groups of letters. tests/unit/test_similarity.py has the pairs that they tell apart.
SAME_NAME, SAME_SUBJECT = 0.75, 0.57
# Two long purposes of one council share most groups, whatever they are for. There the names have to speak for it too: by
# this share of one another, or of one of them in the other's text. Texts of fewer groups than SHORT say nothing else.
LIKE_NAME, NAME_IN_TEXT, SHORT = 0.3, 0.75, 100
# A long purpose shares most groups of letters with any other text of its language: its beginning says what it is for.
PURPOSE_READ = 300
MOST_KEYS, KEY_LENGTH = 24, 40
SHORTEST_IN_NAME, SHORTEST_IN_PURPOSE = 3, 5
# Welsh words change their first consonants after others: Caerdydd, Gaerdydd, Nghaerdydd. W and y are vowels there.
FIRST_CONSONANTS = re.compile("^[bcdfghjklmnpqrstvxz]+")


@dataclass(frozen=True)
class Subject:
    """What a partnership is called and what it is for. The groups of its letters are worked out once."""

    name: str
    purpose: str = ""

    @cached_property
    def name_groups(self) -> set[str]:
        """The groups of letters of the name."""
        return _groups(self.name)

    @cached_property
    def groups(self) -> set[str]:
        """The groups of letters of the name and the beginning of the purpose."""
        return self.name_groups | _groups(self.purpose[:PURPOSE_READ])


def name_likeness(one: Subject, other: Subject) -> float:
    """Return how much of two names is the same, from 0 to 1; from `SAME_NAME` on they are likely one partnership's."""
    first, second = one.name_groups, other.name_groups
    return len(first & second) / len(first | second) if first and second else 0.0


def subject_likeness(one: Subject, other: Subject) -> float:
    """Return how much of the shorter of two names and purposes the other has, from 0 to 1.

    From `SAME_SUBJECT` on, one partnership might take on what the other is for.
    """
    first, second = one.groups, other.groups
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def similarity(one: Subject, other: Subject) -> float:
    """Return how similar two partnerships are, names and subjects together; 0 when the one says nothing about the other."""
    named, meant = name_likeness(one, other), subject_likeness(one, other)
    is_similar = named >= SAME_NAME or (meant >= SAME_SUBJECT and (named >= LIKE_NAME or _is_named(one, other)))
    return named + meant if is_similar else 0.0


def _is_named(one: Subject, other: Subject) -> bool:
    """Whether a text is short, or one says what the other is called."""
    if min(len(one.groups), len(other.groups)) < SHORT:
        return True
    pairs = ((one.name_groups, other.groups), (other.name_groups, one.groups))
    return any(name and len(name & text) / len(name) >= NAME_IN_TEXT for name, text in pairs)


def keys_of(subject: Subject) -> list[str]:
    """Return the keys by which candidates are found: words without their first consonants, and pairs of words of the name.

    Those of the name come first, then the longest words of the purpose; `MOST_KEYS` at most.
    """
    named = [_key(word) for word in fold(subject.name).split() if len(word) >= SHORTEST_IN_NAME]
    pairs = [f"{first} {second}"[:KEY_LENGTH] for first, second in pairwise(named)]
    words = {word for word in fold(subject.purpose).split() if len(word) >= SHORTEST_IN_PURPOSE}
    meant = [_key(word) for word in sorted(words, key=lambda word: (-len(word), word))]
    return list(dict.fromkeys([*named, *pairs, *meant]))[:MOST_KEYS]


def _key(word: str) -> str:
    """Return the word without its first consonants, unless too little of it would remain."""
    rest = FIRST_CONSONANTS.sub("", word)
    return (rest if len(rest) > SHORTEST_IN_NAME else word)[:KEY_LENGTH]


def _groups(text: str) -> set[str]:
    """Return the groups of three letters of the folded words; blanks mark where a word begins and ends."""
    return {word[at : at + 3] for word in (f"  {each} " for each in fold(text).split()) for at in range(len(word) - 2)}
