"""Writes a paper as a Word document."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx.shared import Length, Mm

from partnerships.reports.paper.blocks import Block, Heading, Listing, Paper, Paragraph, Room, Table
from partnerships.reports.word.furniture import EachPage
from partnerships.reports.word.inline import Text
from partnerships.reports.word.writer import About, Writer

BOX = "\N{BALLOT BOX}"
# The height of a line to write on.
LINE = Mm(9)


def render_docx(paper: Paper, *, template: bytes | None = None) -> bytes:
    """Return the Word document, with the styles of the template when one is given. It holds no macro and no outside part."""
    about = About(paper.title, paper.author, paper.reference, paper.language, paper.made_on, paper.is_draft)
    with translation.override(paper.language):
        each = EachPage(
            name=f"{paper.reference} {paper.kind}".strip(),
            marking=paper.marking,
            note="",
            page=_("Page"),
            of=pgettext("page 2 of 9", "of"),
        )
    writer = Writer(about, each, template=template)
    for block in paper.blocks:
        _add(writer, block)
    return writer.written()


def _add(writer: Writer, block: Block) -> None:
    match block:
        case Heading():
            writer.heading([Text(block.text)], block.level)
        case Paragraph():
            writer.paragraph([Text(block.text, is_strong=block.is_strong)])
        case Listing():
            _add_list(writer, block)
        case Table():
            writer.table([block.headings, *block.rows])
        case Room():
            writer.room(block.label, Length(LINE * block.lines))


def _add_list(writer: Writer, block: Listing) -> None:
    """Add the list. A box to tick stands in the text, since a bullet beside it would be one mark too many."""
    if block.has_boxes:
        for item in block.items:
            writer.paragraph([Text(f"{BOX} {item}")])
        return
    number = writer.lists.numbers() if block.is_numbered else writer.lists.bullets()
    for item in block.items:
        writer.item([Text(item)], number)
