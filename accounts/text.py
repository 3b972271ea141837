"""Typed text: the form in which it is kept, which of its characters count, and how it is compared.

Every form normalises what is typed (`normal`); every action refuses what is not normal (`text_fault`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
BLANK_LINES = re.compile(r"\n{3,}")
# White space before the first word; a tab there is an empty cell of a table.
INDENT = re.compile(r"\A[^\S\t]+")
# Zero-width space, word joiner, byte order mark and soft hyphen. Joiners, which Persian and Punjabi need, are not here.
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
EMBEDDINGS, OVERRIDES, ISOLATES = "\u202a\u202b", "\u202d\u202e", "\u2066\u2067\u2068"
END_OF_EMBEDDING, END_OF_ISOLATE = "\u202c", "\u2069"
DIRECTION_MARKS = re.compile(f"[{EMBEDDINGS}{OVERRIDES}{ISOLATES}{END_OF_EMBEDDING}{END_OF_ISOLATE}]")
# What takes no ink although its category does not say so: fillers, variation selectors, tags, the blank Braille cell.
UNSEEN = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)


@dataclass(frozen=True, slots=True)
class TextFault:
    """A character that is not kept. `line` counts from 1, 0 in a text of one line; `before` is the words in front of it.

    `name` is Unicode's name of the character, "" when it has none. `is_lasting` when `normal` would not take it out.
    """

    line: int
    before: str
    code: str
    name: str
    is_lasting: bool

    def sentence(self, label: object) -> str:
        """Say to people what cannot be kept and where. `label` is what the text is called."""
        words: dict[str, Any] = {"label": label, "line": self.line, "before": self.before}
        words["name"] = f"{self.name or _('no character')} ({self.code})"
        after = _("after “%(before)s”") if self.before else _("at the start")
        words["place"] = (_("in line %(line)s, %(after)s") if self.line else after) % (words | {"after": after % words})
        if self.is_lasting:
            sentence = _(
                "“%(label)s” has a character that cannot be kept, %(place)s: %(name)s. "
                "Delete it, or type the words around it again."
            )
        else:
            sentence = _("“%(label)s” is not in the form in which text is kept, %(place)s: %(name)s.")
        return str(sentence % words)


def normal(text: str, *, is_line: bool = False) -> str:
    """Return the text as it is kept, "" when nothing of it is visible; `normal` of that is the same text.

    Composed (NFC), with LF for every line end and one blank line for a run of them. Zero-width spaces, byte order
    marks, control characters, and direction marks that open nothing or are left open go, and so does white space around
    the text. Tabs stay, and so do joiners and pairs of direction marks. In a text of one line (`is_line`), line ends
    and tabs become spaces. What `text_fault` calls lasting stays, for people to change.
    """
    text = CONTROLS.sub("", LINE_ENDS.sub("\n", text)).translate(ZERO_WIDTH)
    if is_line:
        text = " ".join(part for part in re.split(r"[\n\t]+", text) if part)
    lines = [unicodedata.normalize("NFC", _without_loose_marks(line)) for line in text.split("\n")]
    text = "\n".join(line if is_visible(line) else "" for line in lines)
    return INDENT.sub("", BLANK_LINES.sub("\n\n", text).strip("\n")).rstrip()


def is_visible(text: str) -> bool:
    """Whether a reader sees any of it: not joiners, direction marks or white space alone."""
    return any(unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Zs") and char not in UNSEEN for char in text)


def text_fault(text: str, *, is_line: bool = False) -> TextFault | None:
    """Return the first character that is not kept as it is; None when all are: the text is `normal` and can be kept.

    Lasting faults are half a character (a lone surrogate), a code that is no character, and an override of the
    direction that its line does not close: what follows it would be read in another order than it is kept in.
    """
    marks = {found.start() + at for found in re.finditer(".+", text) for at in _loose_marks(found[0])}
    overrides = {at for at in marks if text[at] in OVERRIDES}
    for at, char in enumerate(text):
        if unicodedata.category(char) == "Cs" or _is_noncharacter(ord(char)) or at in overrides:
            return _fault(text, at, is_lasting=True)
    kept = normal(text, is_line=is_line)
    if text == kept:
        return None
    same = (one == other for one, other in zip(text, kept, strict=False))
    return _fault(text, next((at for at, is_same in enumerate(same) if not is_same), len(kept)), is_lasting=False)


def _fault(text: str, at: int, *, is_lasting: bool) -> TextFault:
    """Return the fault of the character at that place; of a text that is too short, the one after its end."""
    start = text.rfind("\n", 0, at) + 1
    char = text[at : at + 1] or " "
    return TextFault(
        line=text.count("\n", 0, at) + 1 if "\n" in text else 0,
        before=" ".join(normal(text[start:at], is_line=True).split(" ")[-4:])[-40:],
        code=f"U+{ord(char):04X}",
        name=unicodedata.name(char, "").lower(),
        is_lasting=is_lasting,
    )


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _without_loose_marks(line: str) -> str:
    loose = _loose_marks(line)
    return "".join(char for at, char in enumerate(line) if at not in loose or char in OVERRIDES)


def _loose_marks(line: str) -> set[int]:
    """Return the places of the direction marks that open nothing or close nothing. Their effect ends with the line."""
    loose: set[int] = set()
    opened: list[int] = []
    isolates = 0
    for found in DIRECTION_MARKS.finditer(line):
        at, char = found.start(), found[0]
        if char in EMBEDDINGS + OVERRIDES + ISOLATES:
            opened.append(at)
            isolates += char in ISOLATES
        elif char == END_OF_EMBEDDING and opened and line[opened[-1]] not in ISOLATES:
            opened.pop()
        elif char == END_OF_ISOLATE and isolates:
            while line[last := opened.pop()] not in ISOLATES:
                loose.add(last)
            isolates -= 1
        else:
            loose.add(at)
    return loose | set(opened)
