"""Gives whoever is read the report aloud what the PDF engine leaves out: blanks between words, and words for signs.

WeasyPrint draws no text that is a blank alone. Such a blank stands between an element within a line and the next one, as
between "<strong>In progress</strong>" and "<span>adverse</span>": readers are told "In progressadverse", though a blank is
seen. It does not take over `aria-label` either, by which HTML says what a sign stands for. It has no setting for either.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import pydyf
from weasyprint.draw import text as drawing
from weasyprint.pdf.stream import Stream

BLANK = " "
SIGN, LABEL = "img", "aria-label"
_draw_first_line: Any = drawing.draw_first_line
_marked = Stream.marked


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


@contextmanager
def _with_labels(stream: Stream, box: Any, tag: str) -> Iterator[None]:
    """Mark the text, and say what it stands for where its element is a sign with a label."""
    with _marked(stream, box, tag):
        element = box.element
        is_sign = element is not None and element.get("role") == SIGN and LABEL in element.attrib
        if is_sign:
            words = pydyf.Dictionary({"ActualText": pydyf.String(element.get(LABEL))})
            stream.begin_marked_content("Span", words)
        try:
            yield
        finally:
            if is_sign:
                stream.end_marked_content()


def speak_all() -> None:
    """Let every PDF of this process have the blanks and the words."""
    drawing.draw_first_line = _with_blanks
    Stream.marked = _with_labels  # type: ignore[method-assign, assignment]
