"""Which of Word's fonts draws which characters: Word looks for the font of a character in one of several slots."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

# The slots of a run's fonts: Latin and all others, right-to-left and Indic scripts, Chinese, Japanese and Korean.
LATIN, COMPLEX, EAST_ASIAN, SYMBOL = ("ascii", "hAnsi"), ("cs",), ("eastAsia",), ("ascii", "hAnsi", "eastAsia", "cs")


@dataclass(frozen=True, slots=True)
class Script:
    """A group of scripts that one font draws. `font` is part of Windows and of Word for the Mac, or "" for the document's own."""

    font: str
    slots: tuple[str, ...]
    is_rtl: bool = False


PLAIN = Script("", LATIN)
ARABIC = Script("Arial", COMPLEX, is_rtl=True)
OTHER_RTL = Script("Segoe UI Historic", COMPLEX, is_rtl=True)
INDIC = Script("Nirmala UI", COMPLEX)
THAI = Script("Leelawadee UI", COMPLEX)
BURMESE = Script("Myanmar Text", COMPLEX)
TIBETAN = Script("Microsoft Himalaya", COMPLEX)
AFRICAN = Script("Ebrima", SYMBOL)
AMERICAN = Script("Gadugi", SYMBOL)
CAUCASIAN = Script("Sylfaen", SYMBOL)
CHINESE = Script("Microsoft YaHei", EAST_ASIAN)
JAPANESE = Script("Yu Gothic", EAST_ASIAN)
KOREAN = Script("Malgun Gothic", EAST_ASIAN)
SYMBOLS = Script("Segoe UI Symbol", SYMBOL)

# What is used where a font is missing: fonts that Linux and LibreOffice have.
FALLBACKS = {
    "Arial": "Liberation Sans",
    "Segoe UI Historic": "Noto Sans Syriac",
    "Nirmala UI": "Noto Sans Devanagari",
    "Leelawadee UI": "Noto Sans Thai",
    "Myanmar Text": "Noto Sans Myanmar",
    "Microsoft Himalaya": "Noto Serif Tibetan",
    "Ebrima": "Noto Sans Ethiopic",
    "Gadugi": "Noto Sans Cherokee",
    "Sylfaen": "Noto Sans Georgian",
    "Microsoft YaHei": "Noto Sans CJK SC",
    "Yu Gothic": "Noto Sans CJK JP",
    "Malgun Gothic": "Noto Sans CJK KR",
    "Segoe UI Symbol": "Noto Sans Symbols 2",
}

# First and last code point. What stands in no range is drawn by the document's own font.
RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0530, 0x058F, CAUCASIAN),
    (0x0590, 0x06FF, ARABIC),
    (0x0700, 0x074F, OTHER_RTL),
    (0x0750, 0x077F, ARABIC),
    (0x0780, 0x085F, OTHER_RTL),
    (0x0860, 0x08FF, ARABIC),
    (0x0900, 0x0DFF, INDIC),
    (0x0E00, 0x0EFF, THAI),
    (0x0F00, 0x0FFF, TIBETAN),
    (0x1000, 0x109F, BURMESE),
    (0x10A0, 0x10FF, CAUCASIAN),
    (0x1100, 0x11FF, KOREAN),
    (0x1200, 0x139F, AFRICAN),
    (0x13A0, 0x167F, AMERICAN),
    (0x1780, 0x17FF, THAI),
    (0x2190, 0x23FF, SYMBOLS),
    (0x2460, 0x2BFF, SYMBOLS),
    (0x2D30, 0x2D7F, AFRICAN),
    (0x2E80, 0x303F, CHINESE),
    (0x3040, 0x30FF, JAPANESE),
    (0x3100, 0x312F, CHINESE),
    (0x3130, 0x318F, KOREAN),
    (0x31F0, 0x31FF, JAPANESE),
    (0x3200, 0x9FFF, CHINESE),
    (0xA4D0, 0xA4FF, CHINESE),
    (0xA8E0, 0xA8FF, INDIC),
    (0xAC00, 0xD7FF, KOREAN),
    (0xF900, 0xFAFF, CHINESE),
    (0xFB1D, 0xFDFF, ARABIC),
    (0xFE30, 0xFE4F, CHINESE),
    (0xFE70, 0xFEFF, ARABIC),
    (0xFF00, 0xFFEF, CHINESE),
    (0x1F000, 0x1FAFF, SYMBOLS),
    (0x20000, 0x3FFFF, CHINESE),
)
# Categories whose characters belong to those before them: marks, and format characters such as joiners.
ATTACHED = {"Mn", "Mc", "Me", "Cf"}
RIGHT_TO_LEFT = {"R", "AL"}


def pieces(text: str) -> Iterator[tuple[Script, str]]:
    """Yield the text in pieces that one font draws. Spaces within a script stay in its piece."""
    if text.isascii():
        yield PLAIN, text
        return
    scripts = [_script(character) for character in text]
    _join(scripts, text)
    place = 0
    for script, group in groupby(script or PLAIN for script in scripts):
        end = place + sum(1 for _each in group)
        yield script, text[place:end]
        place = end


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph of this text starts at the right: its first letter says so."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in RIGHT_TO_LEFT or direction == "L":
            return direction != "L"
    return False


def _script(character: str) -> Script | None:
    """Return the script of a character; None for one that belongs to those around it."""
    if character.isspace() or unicodedata.category(character) in ATTACHED:
        return None
    code = ord(character)
    for first, last, script in RANGES:
        if first <= code <= last:
            return script
    return PLAIN


def _join(scripts: list[Script | None], text: str) -> None:
    """Give marks the script of the letter before them, and spaces that of their neighbours where these have one script."""
    for place, script in enumerate(scripts):
        if script is None and place and not text[place].isspace():
            scripts[place] = scripts[place - 1]
    place = 0
    while place < len(scripts):
        end = place
        while end < len(scripts) and scripts[end] is None:
            end += 1
        if 0 < place < end < len(scripts) and scripts[place - 1] == scripts[end]:
            scripts[place:end] = [scripts[end]] * (end - place)
        place = end + 1
