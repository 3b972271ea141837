"""Writes blocks into a Word document: headings, paragraphs, lists, tables, pictures. Papers, reports and notices use it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from docx.blkcntnr import BlockItemContainer
from docx.document import Document as WordDocument
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph

from partnerships.reports.word import styles
from partnerships.reports.word.furniture import EachPage, set_columns, set_each_page, usable_width
from partnerships.reports.word.inline import Inline, Text
from partnerships.reports.word.lists import Lists
from partnerships.reports.word.scripts import is_right_to_left
from partnerships.reports.word.tables import add_grid, keep_together
from partnerships.reports.word.template import open_template
from partnerships.reports.word.xml import element, in_order

# The maximum length of a document property.
PROPERTY = 255
# The earliest time that a zip file can record.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# The space above what follows a table.
AFTER_TABLE = Pt(8)


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself in its properties."""

    title: str
    author: str
    reference: str
    language: str
    made_on: date
    is_draft: bool


class Writer:
    """A Word document that is being written. With `template`, it has the styles, the header and the footer of that."""

    def __init__(self, about: About, each: EachPage, *, template: bytes | None = None) -> None:
        self.document: WordDocument = open_template(template) if template else styles.own_document()
        if template:
            styles.add_missing_styles(self.document)
        self.width = usable_width(self.document.sections[0])
        self.lists = Lists(self.document)
        self._container: BlockItemContainer = self.document._body
        self._inline = Inline(self.document)
        self._marked: list[str] = []
        self._follows_table = False
        set_each_page(self.document, each)
        styles.name_fallbacks(self.document)
        _set_properties(self.document, about)

    def mark(self, place: str) -> None:
        """Give the next paragraph a place to which links can lead."""
        self._marked.append(place)

    def heading(self, texts: Sequence[Text], level: int, *, on_new_page: bool = False) -> None:
        """Add a heading of level 1 to 4."""
        paragraph = self.paragraph(texts, style=f"Heading {level}")
        if on_new_page:
            paragraph.paragraph_format.page_break_before = True

    def paragraph(self, texts: Sequence[Text], *, style: str = "Normal", is_kept: bool = False) -> Paragraph:
        """Add a paragraph; one that is kept stays on the page of the next."""
        paragraph = self._next_paragraph()
        paragraph._p.style = self._inline.style_id(style)
        if is_kept:
            paragraph.paragraph_format.keep_with_next = True
        if is_right_to_left("".join(each.text for each in texts)):
            in_order(paragraph._p.get_or_add_pPr(), element("bidi"), ("spacing", "ind", "jc", "rPr", "sectPr"))
        self._inline.add_places(paragraph, self._marked)
        self._marked.clear()
        for each in texts:
            self._inline.add_text(paragraph, each)
        return paragraph

    def item(self, texts: Sequence[Text], number: int, *, level: int = 0) -> Paragraph:
        """Add an item of a list, which `lists.bullets` or `lists.numbers` began."""
        paragraph = self.paragraph(texts, style=self.lists.style_of(number))
        self.lists.put(paragraph, number, level)
        return paragraph

    def fact(self, label: str, texts: Sequence[Text]) -> None:
        """Add a value beside its label."""
        self.paragraph([Text(f"{label}\t", is_strong=True), *texts], style=styles.FACT)

    def table(self, rows: Sequence[Sequence[str]], fill: Callable[[Writer, int, int], None] | None = None) -> None:
        """Add a table for these texts, the first row of which is its header.

        `fill` writes what a cell holds, by row and column; without it, that is the text of the cell.
        """
        if self._follows_table:
            # Word joins two tables that have nothing between them.
            self._next_paragraph().paragraph_format.line_spacing = Pt(4)
        cells = add_grid(self._container, rows, Length(self.width), self.document.styles[styles.GRID])
        for place, (row, texts) in enumerate(zip(cells, rows, strict=True)):
            for column, (cell, text) in enumerate(zip(row, texts, strict=True)):
                inside = self._inside(cell)
                if fill:
                    fill(inside, place, column)
                else:
                    inside.paragraph([Text(text, is_strong=place == 0)], style=styles.CELL)
        keep_together(cells)
        self._follows_table = True

    def room(self, label: str, height: Length) -> None:
        """Add a label and, below it, an empty box to write in. The box says what it is for to who cannot see it."""
        self.paragraph([Text(label, is_strong=True)], is_kept=True)
        ((box,),) = add_grid(
            self._container, [[""]], Length(self.width), self.document.styles[styles.GRID], is_headed=False
        )
        table: Any = box._parent
        table.rows[0].height = height
        table._tbl.tblPr.append(element("tblCaption", val=label))
        self._follows_table = True

    def picture(self, png: bytes, words: str, width: Length) -> None:
        """Add a picture with the words that stand for it."""
        run = self._next_paragraph().add_run()
        shape: Any = run.add_picture(BytesIO(png), width=width)
        shape._inline.docPr.set("descr", words)

    def columns(self, number: int) -> None:
        """Set what follows in so many columns."""
        set_columns(self.document, number)

    def written(self) -> bytes:
        """Return the file. The same content gives the same bytes."""
        written = BytesIO()
        self.document.save(written)
        return _timeless(written.getvalue())

    def _inside(self, cell: BlockItemContainer) -> Writer:
        inside = object.__new__(Writer)
        inside.__dict__.update(self.__dict__)
        inside._container, inside._follows_table, inside._marked = cell, False, []
        inside.width = self.width // 2
        return inside

    def _next_paragraph(self) -> Paragraph:
        """Return a new paragraph, or the empty one that a new cell has."""
        first = self._container.paragraphs[0] if self._container is not self.document._body else None
        if first is not None and len(self._container.paragraphs) == 1 and not len(first._p):
            paragraph: Paragraph = first
        else:
            paragraph = self._container.add_paragraph()
        if self._follows_table:
            paragraph.paragraph_format.space_before = AFTER_TABLE
        self._follows_table = False
        return paragraph


def _set_properties(document: WordDocument, about: About) -> None:
    properties = document.core_properties
    properties.title = about.title[:PROPERTY]
    properties.author = properties.last_modified_by = about.author[:PROPERTY]
    properties.identifier = about.reference
    properties.language = styles.set_language(document, about.language)
    properties.subject = properties.keywords = properties.category = properties.comments = ""
    properties.content_status = "Draft" if about.is_draft else "Final"
    properties.created = properties.modified = datetime.combine(about.made_on, time.min)


def _timeless(written: bytes) -> bytes:
    """Return the same zip file without the times at which its parts were written."""
    copied = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as source, zipfile.ZipFile(copied, "w") as copy:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, NO_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(part, source.read(name))
    return copied.getvalue()
