"""Text within a paragraph of a Word document: strong or faint, as a link, in the font of its script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from partnerships.reports.word import styles
from partnerships.reports.word.scripts import pieces
from partnerships.reports.word.xml import element

# Which addresses a link may have.
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Text:
    """Some text within a paragraph. `href` is an address, or `#` and the place in the document where it leads."""

    text: str
    is_strong: bool = False
    is_faint: bool = False
    href: str = ""


class Inline:
    """Writes into the paragraphs of one document, and knows the places to which its links lead."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self._places: dict[str, int] = {}
        # The library looks each style up anew, and its default too, in a third of the time that a document takes.
        self._style_ids: dict[str, str] = {}

    def style_id(self, name: str) -> str:
        """Return what Word's files call a style of this name."""
        if name not in self._style_ids:
            self._style_ids[name] = self.document.styles[name].style_id
        return self._style_ids[name]

    def add_places(self, paragraph: Paragraph, places: Iterable[str]) -> None:
        """Make a paragraph the one to which links to these places lead."""
        for place in places:
            number = self._number_of(place)
            paragraph._p.append(element("bookmarkStart", id=number, name=f"place_{number}"))
            paragraph._p.append(element("bookmarkEnd", id=number))

    def _number_of(self, place: str) -> int:
        return self._places.setdefault(place, len(self._places) + 1)

    def add_text(self, paragraph: Paragraph, text: Text) -> None:
        """Add the text in runs, each with the font that draws it, within a link when it is one."""
        start = len(paragraph._p)
        for script, part in pieces(text.text):
            run = paragraph.add_run(part)
            if text.href:
                run._r.style = self.style_id(styles.LINK)
            elif text.is_faint:
                run._r.style = self.style_id(styles.FAINT)
            if text.is_strong:
                run.bold = run.font.cs_bold = True
            if script.font:
                _set_font(run, script.font, script.slots)
            if script.is_rtl:
                run.font.rtl = True
        link = self._link(text.href)
        if link is not None:
            link.extend(list(paragraph._p)[start:])
            paragraph._p.append(link)

    def _link(self, href: str) -> Any:
        if href.startswith("#"):
            return element("hyperlink", anchor=f"place_{self._number_of(href[1:])}", history=1)
        if re.match(r"[a-z]+:", href) and urlsplit(href).scheme in SCHEMES:
            link = element("hyperlink", history=1)
            link.set(qn("r:id"), self.document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            return link
        return None


def _set_font(run: Run, font: str, slots: Iterable[str]) -> None:
    fonts: Any = run._r.get_or_add_rPr().get_or_add_rFonts()
    for slot in slots:
        fonts.set(qn(f"w:{slot}"), font)
    if "eastAsia" in slots:
        fonts.set(qn("w:hint"), "eastAsia")
