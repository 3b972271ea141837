"""Two texts word by word: what stayed, what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Each with the white space that follows it, so that no piece is white space alone.
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of both texts, or of one of them: neither `is_gone` nor `is_new` is what stayed."""

    text: str
    is_gone: bool = False
    is_new: bool = False


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in order: those that are not gone give the new text. White space is no difference."""
    return tuple(piece for piece in _pieces(_WORDS.findall(old), _WORDS.findall(new)) if piece.text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    was, now = ([word.strip() for word in words] for words in (old, new))
    for kind, start, end, new_start, new_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("".join(new[new_start:new_end]))
            continue
        yield Piece("".join(old[start:end]), is_gone=True)
        yield Piece("".join(new[new_start:new_end]), is_new=True)
