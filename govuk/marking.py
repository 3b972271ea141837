"""Marks in the text of a page that is already rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text to be marked: its place, the id and the class of the mark, and the title that says why."""

    start: int
    end: int
    name: str
    css_class: str
    title: str


def marked(html: str, spans: Callable[[str], Iterable[Span]]) -> SafeString:
    """Return the HTML with `<mark>` around what `spans` finds in each of its texts, in their order, without overlap."""
    marker = _Marker(spans)
    marker.feed(html)
    marker.close()
    return SafeString("".join(marker.parts))


class _Marker(HTMLParser):
    """Copies HTML; texts are escaped anew."""

    def __init__(self, spans: Callable[[str], Iterable[Span]]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._spans = spans

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        end = 0
        for span in self._spans(data):
            start = f'<mark id="{escape(span.name)}" class="{escape(span.css_class)}" title="{escape(span.title)}">'
            self.parts += [escape(data[end : span.start]), start, escape(data[span.start : span.end]), "</mark>"]
            end = span.end
        self.parts.append(escape(data[end:]))
