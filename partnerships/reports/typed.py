"""Makes typed text safe to show: no invisible character changes how a page reads, and every character has a glyph."""

from __future__ import annotations

import unicodedata
from collections.abc import Set

NEW_LINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n\n", "\t": "    "}
# Characters that a reader does not see: soft hyphen, zero-width space and joiners, direction marks, byte order mark.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c"))
# Control characters, format characters such as direction overrides, private and unassigned ones, and lone surrogates.
UNSHOWN_CATEGORIES = {"Cc", "Cf", "Co", "Cn", "Cs"}


def typed(text: str, *, glyphs: Set[int] | None = None) -> str:
    """Return the text with each character that cannot be shown replaced by its code, such as [U+202E].

    With `glyphs` (code points), a character without a glyph is replaced too.
    """
    if text.isascii() and text.isprintable():
        return text
    for old, new in NEW_LINES.items():
        text = text.replace(old, new)
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    return "".join(character if _is_shown(character, glyphs) else f"[U+{ord(character):04X}]" for character in text)


def _is_shown(character: str, glyphs: Set[int] | None) -> bool:
    if character == "\n":
        return True
    if unicodedata.category(character) in UNSHOWN_CATEGORIES:
        return False
    return glyphs is None or ord(character) in glyphs
