"""Makes typed text safe to show: no invisible character changes how a page reads, and every character has a glyph.

Joiners stay where the letters around them need them, and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set

from django.utils.translation import gettext as _
from fontTools.unicodedata import script

NEW_LINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n\n"}
BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*\n")
# The bullets of Word's symbol fonts, which stand in the private area.
BULLETS = str.maketrans("\uf0b7\uf0a7", "•▪")
# A bullet at the start of a line, also as Word's symbol fonts have it; a hyphen or a star only with a space after it.
BULLETED = re.compile(r"\s*(?:[\u2022\u2023\u2043\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\uf0a7\uf0b7]\s*|[-*\u2013]\s+)")
# Characters that a reader does not see: soft hyphen, zero-width space, direction marks, byte order mark, and whether a
# picture is drawn as text or in colours.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff\u061c\ufe0e\ufe0f"))
# The non-joiner and the joiner: they say whether the letters beside them join.
NON_JOINER, JOINER = "\u200c", "\u200d"
JOINERS = re.compile(f"[{NON_JOINER}{JOINER}]+")
# The scripts, by their codes in ISO 15924, whose letters join, or are stacked after a virama.
JOINING = frozenset(
    (
        *("Arab", "Syrc", "Nkoo", "Mong", "Adlm", "Rohg", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml"),
        *("Telu", "Knda", "Mlym", "Sinh", "Khmr", "Mymr"),
    )
)
# The combining class of viramas, which take the vowel from a letter.
VIRAMA = 9
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
    text = JOINERS.sub(_if_needed, unicodedata.normalize("NFC", text).translate(INVISIBLE))
    text = BLANK_LINES.sub("\n\n", text.translate(BULLETS))
    return "".join(character if _is_shown(character, glyphs) else _named(character) for character in text)


def _if_needed(found: re.Match[str]) -> str:
    """Return the first of these joiners where it changes how its neighbours are drawn, "" elsewhere.

    It does after a virama, between two letters of one script, and, a joiner, between two pictures, which become one.
    """
    text, last = found.string, found.start() - 1
    if last < 0:
        return ""
    before, after = text[last], text[found.end() : found.end() + 1]
    if unicodedata.combining(before) == VIRAMA and script(before) in JOINING:
        return found[0][0]
    if not after:
        return ""
    if found[0][0] == JOINER and _is_picture(before) and _is_picture(after):
        return JOINER
    # The letter before stands in front of its vowel signs.
    while last > 0 and unicodedata.category(text[last]).startswith("M"):
        last -= 1
    are_letters = unicodedata.category(text[last])[0] == "L" and unicodedata.category(after)[0] in "LM"
    return found[0][0] if are_letters and script(text[last]) == script(after) in JOINING else ""


def ends_with_joiner(text: str) -> list[int]:
    """Return where a word of the text ends with a joiner after a virama, and something else follows."""
    ends = [found.end() for found in JOINERS.finditer(text) if unicodedata.combining(text[found.start() - 1]) == VIRAMA]
    return [end for end in ends if end < len(text) and unicodedata.category(text[end])[0] not in "LM"]


def _is_picture(character: str) -> bool:
    """Whether it is a symbol, or the colour of the one before it."""
    return unicodedata.category(character) in ("So", "Sk")


def _is_shown(character: str, glyphs: Set[int] | None) -> bool:
    if character in f"\n\t{NON_JOINER}{JOINER}":
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
