"""What a text discloses: sums of money, names of people and of partners, and what was marked exempt elsewhere.

It finds what a reader should look at, so it marks too much rather than too little. It decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partnerships.domain.money import NUMBER, SUM, amount_of


class Kind(TextChoices):
    """What was found. The first that applies counts."""

    EXEMPT = "exempt", _("Words or sums of an exempt part")
    MONEY = "money", _("Sums of money")
    PARTNER = "partner", _("Names of partners")
    PERSON = "person", _("Names of people")


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a text, from `start` to `end`."""

    kind: Kind
    text: str
    start: int
    end: int


_WORD = re.compile(r"\w+(?:['’]\w+)*")
# What a report computes and nobody wrote: SHA-256 digests and fingerprints. The digits in them are no sums.
_DIGEST = re.compile(r"\b(?=[0-9-]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{4}(?:-[0-9a-f]{4}){3})\b")
# The fewest words in succession that are the same in an exempt part and elsewhere, and the fewest letters in them.
RUN, LETTERS = 4, 13
# Smaller numbers than this are counts and dates rather than sums that an exempt part holds.
SMALLEST = 100


@dataclass(frozen=True)
class Known:
    """Whom and what a reader looks for: names of people and of partners, and the texts of exempt parts."""

    people: Collection[str] = ()
    partners: Collection[str] = ()
    exempt: Collection[str] = ()

    @cached_property
    def names(self) -> dict[str, list[tuple[Kind, list[str]]]]:
        """The names as lists of words, by their first word, the longest first."""
        found: dict[str, list[tuple[Kind, list[str]]]] = {}
        for kind, names in ((Kind.PARTNER, self.partners), (Kind.PERSON, self.people)):
            for name in names:
                words = [word.lower() for word in _WORD.findall(name)]
                if words:
                    found.setdefault(words[0], []).append((kind, words))
        for same in found.values():
            same.sort(key=lambda name: -len(name[1]))
        return found

    @cached_property
    def exempt_amounts(self) -> set[float]:
        """The sums and numbers of the exempt parts."""
        amounts = (amount_of(text[match.start() :][:60]) for text in self.exempt for match in NUMBER.finditer(text))
        return {amount for amount in amounts if amount is not None and amount >= SMALLEST}

    @cached_property
    def exempt_runs(self) -> set[tuple[str, ...]]:
        """Every few words in succession of the exempt parts."""
        return {run for text in self.exempt for run in _runs([word.lower() for word in _WORD.findall(text)])}


def find(text: str, known: Known) -> list[Found]:
    """Return what the text discloses, in its order; nothing overlaps."""
    taken: list[Found] = []
    for found in (*_exempt(text, known), *_sums(text), *_names(text, known)):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _exempt(text: str, known: Known) -> Iterator[Found]:
    if not known.exempt:
        return
    for match in (*_written(SUM, text), *_written(NUMBER, text)):
        if amount_of(match[0]) in known.exempt_amounts:
            yield Found(Kind.EXEMPT, match[0], match.start(), match.end())
    words = list(_WORD.finditer(text))
    same = [False] * len(words)
    for place, run in enumerate(zip(*(words[shift:] for shift in range(RUN)), strict=False)):
        if tuple(word[0].lower() for word in run) in known.exempt_runs:
            same[place : place + RUN] = [True] * RUN
    yield from _merged(text, words, same)


def _written(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches that somebody wrote, and not those within a digest."""
    digests = [match.span() for match in _DIGEST.finditer(text)]
    for match in pattern.finditer(text):
        if all(match.end() <= start or match.start() >= end for start, end in digests):
            yield match


def _merged(text: str, words: list[re.Match[str]], same: list[bool]) -> Iterator[Found]:
    start: int | None = None
    for place, is_same in enumerate([*same, False]):
        if is_same and start is None:
            start = place
        elif not is_same and start is not None:
            first, last = words[start].start(), words[place - 1].end()
            yield Found(Kind.EXEMPT, text[first:last], first, last)
            start = None


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    runs = zip(*(words[shift:] for shift in range(RUN)), strict=False)
    return (run for run in runs if sum(map(len, run)) >= LETTERS)


def _sums(text: str) -> Iterator[Found]:
    for match in _written(SUM, text):
        yield Found(Kind.MONEY, match[0], match.start(), match.end())


def _names(text: str, known: Known) -> Iterator[Found]:
    words = list(_WORD.finditer(text))
    lower = [word[0].lower() for word in words]
    for place, word in enumerate(lower):
        for kind, name in known.names.get(word.removesuffix("’s").removesuffix("'s"), known.names.get(word, [])):
            if _is_at(lower, place, name):
                last = words[place + len(name) - 1]
                yield Found(kind, text[words[place].start() : last.end()], words[place].start(), last.end())
                break


def _is_at(words: list[str], place: int, name: list[str]) -> bool:
    """Whether the name stands there, also as a possessive."""
    here = words[place : place + len(name)]
    return len(here) == len(name) and all(
        word == part or word.replace("’", "'") == f"{part}'s" or word.replace("’", "'") == part
        for word, part in zip(here, (part.replace("’", "'") for part in name), strict=True)
    )
