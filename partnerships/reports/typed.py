"""Makes typed text safe to show: no invisible character changes how a page reads, and every character has a glyph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set

from django.utils.translation import gettext as _

NEW_LINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n\n"}
BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*\n")
# The bullets of Word's symbol fonts, which stand in the private area.
BULLETS = str.maketrans("\uf0b7\uf0a7", "•▪")
# A bullet at the start of a line, also as Word's symbol fonts have it; a hyphen or a star only with a space after it.
BULLETED = re.compile(r"\s*(?:[\u2022\u2023\u2043\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\uf0a7\uf0b7]\s*|[-*\u2013]\s+)")
# Characters that a reader does not see: soft hyphen, zero-width space and joiners, direction marks, byte order mark, and
# whether a picture is drawn as text or in colours.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c\ufe0e\ufe0f"))
# Control characters, format characters such as direction overrides, private and unassigned ones, and lone surrogates.
UNSHOWN_CATEGORIES = {"Cc", "Cf", "Co", "Cn", "Cs"}


def typed(text: str, *, glyphs: Set[int] | None = None) -> str:
    """Return the text with each character that cannot be shown replaced by its name, such as [right-to-left override].

    With `glyphs` (code points), a character without a glyph is replaced too.
    """
    if text.isascii() and text.isprintable():
        return text
    for old, new in NEW_LINES.items():
        text = text.replace(old, new)
    text = BLANK_LINES.sub("\n\n", unicodedata.normalize("NFC", text).translate(INVISIBLE).translate(BULLETS))
    return "".join(character if _is_shown(character, glyphs) else _named(character) for character in text)


def _is_shown(character: str, glyphs: Set[int] | None) -> bool:
    if character in "\n\t":
        return True
    if unicodedata.category(character) in UNSHOWN_CATEGORIES:
        return False
    return glyphs is None or ord(character) in glyphs


def _named(character: str) -> str:
    """Return a character in words, as Unicode calls it."""
    return f"[{unicodedata.name(character, '').lower() or _('a character without a name')}]"


def without_bullet(line: str) -> str:
    """Return a line, such as a name, without the bullet that was pasted with it."""
    return BULLETED.sub("", line)
