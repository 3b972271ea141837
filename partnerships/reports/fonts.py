"""The fonts of the PDF: which characters they draw, and which of them a text needs.

Ours draws Latin, Greek and Cyrillic. Every other script and the symbols have a font of their own, which is read and
embedded only where a text has a character of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache

from fontTools.ttLib import TTFont

from partnerships.reports.static_files import static_file
from partnerships.reports.typed import JOINER, NON_JOINER

BASE = ("build/fonts/SourceSans3-Regular.ttf", "build/fonts/SourceSans3-SemiBold.ttf")
# The first that has a character draws it: scripts, then Chinese before Korean for the characters that both have, then
# symbols, and pictures last. bin/build_static.py copies each from the package noto-... of npm.
OTHERS = (
    "NotoSansArabic",
    "NotoSansHebrew",
    "NotoSansArmenian",
    "NotoSansGeorgian",
    "NotoSansDevanagari",
    "NotoSansBengali",
    "NotoSansGurmukhi",
    "NotoSansGujarati",
    "NotoSansOriya",
    "NotoSansTamil",
    "NotoSansTelugu",
    "NotoSansKannada",
    "NotoSansMalayalam",
    "NotoSansSinhala",
    "NotoSansThaana",
    "NotoSansThai",
    "NotoSansLao",
    "NotoSerifTibetan",
    "NotoSansMyanmar",
    "NotoSansKhmer",
    "NotoSansEthiopic",
    "NotoSansSC",
    "NotoSansKR",
    "NotoSansSymbols",
    "NotoSansSymbols2",
    "NotoSansMath",
    "NotoEmoji",
)


class Glyphs(Set[int]):
    """The code points that the fonts draw. Those beside ours are read when a text first has a character that ours lacks."""

    def __contains__(self, code: object) -> bool:
        return code in _base() or any(code in _other(name) for name in OTHERS)

    def __iter__(self) -> Iterator[int]:
        return iter(_base().union(*map(_other, OTHERS)))

    def __len__(self) -> int:
        return sum(1 for _code in self)


GLYPHS = Glyphs()


def fonts_needed(text: str) -> tuple[str, ...]:
    """Return the names of the fonts beside ours that draw the characters of a text, in the order of `OTHERS`."""
    # A joiner is no glyph of its own: the font of the letters around it heeds it.
    drawn = set(text) - {NON_JOINER, JOINER}
    missing = {code for character in drawn if (code := ord(character)) > 127 and code not in _base()}
    needed = []
    for name in OTHERS:
        if not missing:
            break
        if found := missing & _other(name):
            needed.append(name)
            missing -= found
    return tuple(needed)


def font_file(name: str) -> str:
    """Return the static file of a font of `OTHERS`."""
    return f"build/fonts/scripts/{name}.ttf"


@cache
def _base() -> frozenset[int]:
    """Return the code points that both of our own fonts draw."""
    return frozenset.intersection(*map(_code_points, BASE))


@cache
def _other(name: str) -> frozenset[int]:
    return _code_points(font_file(name))


def _code_points(file: str) -> frozenset[int]:
    with TTFont(static_file(file), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
