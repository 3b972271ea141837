"""Which characters a typed text may hold, so that it can be printed."""

from __future__ import annotations

import unicodedata

LINE_BREAKS = "\n\t"
# They change the direction of the text after them, so that it reads differently from what it holds.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_printable(text: str, *, allowed: str = "") -> bool:
    """Whether the text holds no control character (except those in `allowed`), surrogate or non-character."""
    return all(char in allowed or _is_printable(char) for char in text)


def _is_printable(char: str) -> bool:
    code = ord(char)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_control = unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
    return not (is_control or is_noncharacter or char in BIDI_CONTROLS)
