"""What every page of a Word document has: what it is and how far it counts above, the number of the page below."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section, _BaseHeaderFooter
from docx.text.paragraph import Paragraph

from partnerships.reports.word.xml import element, in_order


@dataclass(frozen=True, slots=True)
class EachPage:
    """`name` and `marking` (DRAFT or the issue, not for publication) stand above, `note` below, each "" for none.

    `page` and `of` are the words for "Page 2 of 9".
    """

    name: str
    marking: str
    note: str
    page: str
    of: str


def set_each_page(document: WordDocument, each: EachPage) -> None:
    """Add the lines to each header and footer that a page can have. A template's own lines stay above ours."""
    section = document.sections[0]
    settings: Any = document.settings
    kinds = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        kinds.append((section.first_page_header, section.first_page_footer))
    if settings.odd_and_even_pages_header_footer:
        kinds.append((section.even_page_header, section.even_page_footer))
    for header, footer in kinds:
        _add_header(header, section, each)
        _add_footer(footer, section, each)


def usable_width(section: Section) -> int:
    """Return the width between the margins."""
    used = (section.left_margin or 0) + (section.right_margin or 0) + (section.gutter or 0)
    return (section.page_width or 0) - used


def _add_header(header: _BaseHeaderFooter, section: Section, each: EachPage) -> None:
    line = _line(header, "Header", section)
    line.add_run(each.name)
    if each.marking:
        line.add_run(f"\t{each.marking}").bold = True


def _add_footer(footer: _BaseHeaderFooter, section: Section, each: EachPage) -> None:
    is_numbered = "PAGE" in _instructions(footer)
    if is_numbered and not each.note:
        return
    line = _line(footer, "Footer", section)
    line.add_run(each.note)
    if not is_numbered:
        line.add_run(f"\t{each.page} ")
        add_field(line, "PAGE")
        line.add_run(f" {each.of} ")
        add_field(line, "NUMPAGES")


def _instructions(part: _BaseHeaderFooter) -> list[str]:
    """Return the names of the fields that a header or a footer has."""
    texts = part._element.xpath(".//w:instrText/text() | .//w:fldSimple/@w:instr")
    return [str(text).split()[0].upper() for text in texts if str(text).split()]


def _line(part: _BaseHeaderFooter, style: str, section: Section) -> Paragraph:
    """Return a line of its own: the empty one that a new header has, or another one below what stands there."""
    part.is_linked_to_previous = False
    only = part.paragraphs[0] if len(part.paragraphs) == 1 and not part.tables else None
    line = only if only is not None and not len(only._p.xpath("w:r | w:hyperlink | w:sdt | w:fldSimple")) else None
    line = line or part.add_paragraph()
    line.style = style
    stops = line.paragraph_format.tab_stops
    _clear_stops(line)
    stops.add_tab_stop(usable_width(section), WD_TAB_ALIGNMENT.RIGHT)
    return line


def _clear_stops(line: Paragraph) -> None:
    """Take back the tab stops of the style: those of Word are for another width of paper."""
    style = line.style
    for stop in style.paragraph_format.tab_stops if style is not None else ():
        line.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)


def add_field(paragraph: Paragraph, instruction: str) -> None:
    """Add a field that Word works out, such as PAGE. Never called with typed text."""
    field = element("fldSimple", instr=f" {instruction} ")
    run = element("r")
    text = element("t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def set_columns(document: WordDocument, number: int) -> None:
    """Begin a part in so many columns on the same page, where the last block is a paragraph, which ends the part before."""
    page: Any = document.element.body.sectPr
    last = page.getprevious()
    if last is None or last.tag != qn("w:p"):
        return
    last.set_sectPr(deepcopy(page))
    for kept in page.xpath("w:headerReference | w:footerReference | w:titlePg | w:pgNumType | w:type | w:cols"):
        page.remove(kept)
    in_order(page, element("type", val="continuous"), ("pgSz", "pgMar", "cols", "docGrid"))
    in_order(
        page,
        element("cols", num=number, space=400),
        ("formProt", "vAlign", "noEndnote", "textDirection", "bidi", "rtlGutter", "docGrid"),
    )
