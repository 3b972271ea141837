"""Writes a paper as a Word document (DOCX) with Word's own styles. Pure: the same paper gives the same bytes."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from io import BytesIO

from django.utils.translation import to_locale
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from partnerships.reports.paper import Block, Heading, Listing, Paper, Paragraph, Room, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
BLACK = RGBColor(0, 0, 0)
# For each style: font size, space before and space after, in points.
STYLES = {"Normal": (12, 0, 8), "Heading 1": (20, 0, 12), "Heading 2": (15, 18, 6), "Heading 3": (12, 12, 4)}
# A4, and its margins.
WIDTH, HEIGHT, MARGIN = Mm(210), Mm(297), Mm(25)
BOX = "\N{BALLOT BOX}"
# The height of a line to write on.
LINE = Mm(9)
# The maximum length of a document property.
PROPERTY = 255
# The earliest time that a zip file can record.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def render_docx(paper: Paper) -> bytes:
    """Return the Word document. It contains plain text only: no field, link, macro or external part."""
    document = Document()
    _set_up(document, paper)
    for block in paper.blocks:
        _add(document, block)
    written = BytesIO()
    document.save(written)
    return _timeless(written.getvalue())


def _set_up(document: WordDocument, paper: Paper) -> None:
    """Set the page, the styles, the language and the properties, in place of those of the library's template."""
    page = document.sections[0]
    page.page_width, page.page_height = WIDTH, HEIGHT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    for name, (size, before, after) in STYLES.items():
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            _restyle(style, size=size, before=before, after=after)
    language = to_locale(paper.language).replace("_", "-")
    for element in document.styles.element.xpath("w:docDefaults//w:lang"):
        element.set(qn("w:val"), language)
    properties = document.core_properties
    properties.title = paper.title[:PROPERTY]
    properties.author = properties.last_modified_by = paper.author[:PROPERTY]
    properties.identifier = paper.reference
    properties.language = language
    properties.comments = ""
    properties.content_status = "Draft" if paper.is_draft else "Final"
    properties.created = properties.modified = datetime.combine(paper.made_on, time.min)


def _restyle(style: ParagraphStyle, *, size: int, before: int, after: int) -> None:
    for fonts in style.element.xpath("w:rPr/w:rFonts"):
        # A theme font would take precedence over the named one.
        fonts.getparent().remove(fonts)
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), BLACK
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, block.level)
        case Paragraph():
            document.add_paragraph().add_run(block.text).bold = True if block.is_strong else None
        case Listing():
            _add_list(document, block)
        case Table():
            _add_table(document, block)
        case Room():
            _add_room(document, block)


def _add_list(document: WordDocument, block: Listing) -> None:
    """Add the list. A box to tick stands in the text, since a bullet beside it would be one mark too many."""
    if block.has_boxes:
        for item in block.items:
            document.add_paragraph(f"{BOX} {item}", style="List")
        return
    for item in block.items:
        document.add_paragraph(item, style="List Number" if block.is_numbered else "List Bullet")


def _add_table(document: WordDocument, block: Table) -> None:
    """Add the table; its first row is marked as a header, which Word repeats on each page."""
    table = document.add_table(rows=len(block.rows) + 1, cols=len(block.headings), style="Table Grid")
    head, *rows = table.rows
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(head.cells, block.headings, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row, texts in zip(rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph()


def _add_room(document: WordDocument, block: Room) -> None:
    """Add a table of two rows: the label, which stays with it as its header, and a cell to write in, by hand or by keyboard."""
    table = document.add_table(rows=2, cols=1, style="Table Grid")
    label, room = table.rows
    label._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    paragraph = label.cells[0].paragraphs[0]
    paragraph.add_run(block.label).bold = True
    paragraph.paragraph_format.keep_with_next = True
    room.height_rule, room.height = WD_ROW_HEIGHT_RULE.AT_LEAST, LINE * block.lines
    room._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    document.add_paragraph()


def _timeless(written: bytes) -> bytes:
    """Return the same zip file without the times at which its parts were written."""
    copied = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as source, zipfile.ZipFile(copied, "w") as copy:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, NO_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(part, source.read(name))
    return copied.getvalue()
