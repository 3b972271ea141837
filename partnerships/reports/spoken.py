"""Gives whoever is read the report aloud what the PDF engine leaves out: blanks between words, and words for signs.

WeasyPrint draws no text that is a blank alone. Such a blank stands between an element within a line and the next one, as
between "<strong>In progress</strong>" and "<span>adverse</span>": readers are told "In progressadverse", though a blank is
seen. It does not take over `aria-label` either, by which HTML says what a sign stands for. It has no setting for either.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

import pydyf
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.pdf import tags

BLANK = " "
SIGN, LABEL = "img", "aria-label"
_draw_first_line: Any = drawing.draw_first_line
_build_box_tree: Any = tags._build_box_tree


class _Blank(str):
    """A blank that is not taken for nothing."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> str:
        """Return the blank: the engine asks by this whether there is anything to draw."""
        return self


def _with_blanks(stream: Any, textbox: Any, *how: Any) -> Any:
    """Draw the text, a blank too."""
    if textbox.text == BLANK:
        textbox = copy(textbox)
        textbox.text = _Blank(BLANK)
    return _draw_first_line(stream, textbox, *how)


def _with_labels(box: Any, *where: Any) -> Iterator[pydyf.Dictionary]:
    """Yield the parts of the structure for the box, each sign with what it stands for.

    It stands in the structure, which is read aloud, and not beside the sign on the page: whoever compares pages with those
    that other software has printed reads what is seen.
    """
    label = _label_of(box)
    for part in _build_box_tree(box, *where):
        if label:
            part["ActualText"] = pydyf.String(label)
        yield part


def _label_of(box: Any) -> str:
    """Return what a sign stands for, "" for all else. The lines and texts within it have its element too."""
    if box.element is None or isinstance(box, (LineBox, TextBox)) or box.element.get("role") != SIGN:
        return ""
    return str(box.element.get(LABEL, ""))


def speak_all() -> None:
    """Let every PDF of this process have the blanks and the words."""
    drawing.draw_first_line = _with_blanks
    tags._build_box_tree = _with_labels
