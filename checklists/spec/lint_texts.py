"""The linter's rules for one text: how long it may be, and which characters are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from accounts.text import is_visible, text_fault
from checklists.spec import lengths


def code_problems(what: str, code: str, limit: int) -> Iterator[str]:
    """Yield a sentence for each problem of a code: there is none, or it is too long."""
    if not is_visible(code):
        yield f"A {what} has no code."
    yield from kept_problems(f"The {what} code “{code}”", code, limit)


def kept_problems(subject: str, text: str, limit: int) -> Iterator[str]:
    """Yield a sentence when a text is longer than is kept, or has a character that is not kept."""
    if len(text) > limit:
        yield f"{subject} has {len(text):,} characters; at most {limit:,} are kept."
    if _is_plain(text):
        return
    if fault := text_fault(text, is_line=limit < lengths.TEXT):
        yield fault.sentence(subject)


def _is_plain(text: str) -> bool:
    """Whether it has nothing that `text_fault` looks for: an answer in a hundredth of its time, for most texts."""
    return text.isprintable() and text == text.strip() and unicodedata.is_normalized("NFC", text)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the question whether a known word was meant, to follow a sentence; "" when none is near."""
    found = get_close_matches(word.lower(), list(known), n=1)
    return f" Is it “{found[0]}”?" if found else ""
