"""Writes the HTML of a report or of a notice as a Word document: the same parts in the same order, each text as there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import segno
from docx.shared import Mm
from lxml import html

from partnerships.reports import Report, render_html, report_of
from partnerships.reports.decision_notice import page_of, render_decision_notice_html
from partnerships.reports.word import styles
from partnerships.reports.word.furniture import EachPage
from partnerships.reports.word.inline import Text
from partnerships.reports.word.writer import About, Writer
from partnerships.snapshot import Snapshot
from partnerships.snapshot.decision_notice import DecisionNotice

SPACES = re.compile(r"[ \t\n\r\f]+")
BLOCKS = {"main", "section", "div", "nav", "article", "p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "svg"}
STRONG, FAINT = {"strong", "b", "th"}, {"report-quiet", "report-waits"}
# Classes of paragraphs that stay on the page of what follows, and of lists of short items, in columns.
KEPT, CELLS = {"report-question", "report-causes", "report-intro"}, {"report-cells", "report-legend"}
# The longest label that stands beside its value.
LABEL = 22
# A longer word, such as a digest or an address, has no room beside a label.
LONG_WORD = 40
QR_WIDTH = Mm(28)


def render_report_docx(snapshot: Snapshot, *, template: bytes | None = None) -> bytes:
    """Return the report as a Word document, with the styles of the template when one is given."""
    return _docx(render_html(snapshot), _about(report_of(snapshot)), template=template)


def render_decision_notice_docx(notice: DecisionNotice, *, template: bytes | None = None) -> bytes:
    """Return the notice of a decision as a Word document, with the styles of the template when one is given."""
    page = page_of(notice)
    about = About("", page.council, page.reference, page.language, notice.made_on, is_draft=False)
    return _docx(render_decision_notice_html(notice), about, template=template)


def _docx(page: str, about: About, *, template: bytes | None) -> bytes:
    """Return the page as a Word document, which has the title of the page, as its PDF has."""
    document = html.document_fromstring(page)
    body, title = document.body, document.findtext("head/title") or ""
    writer = Writer(replace(about, title=" ".join(title.split())), _each_page(body), template=template)
    PageWriter(writer).blocks(body)
    return writer.written()


def _about(report: Report) -> About:
    case = report.partnership
    made_on: date = report.made_on
    return About("", report.council, case.reference, report.language, made_on, report.issue is None)


def _each_page(body: Any) -> EachPage:
    """Return what the pages of the PDF have above and below, which the page gives with its body."""
    said = {name: SPACES.sub(" ", body.get(f"data-{name}")) for name in ("head", "status", "fingerprint", "page", "of")}
    return EachPage(said["head"], said["status"], said["fingerprint"], said["page"], said["of"])


class PageWriter:
    """Writes elements of a page. `style` is that of its paragraphs."""

    def __init__(self, writer: Writer, *, style: str = "Normal", is_strong: bool = False) -> None:
        self.writer, self.style, self.is_strong = writer, style, is_strong
        self._follows_contents = False
        self._address = ""

    def blocks(self, parent: Any) -> None:
        """Write what an element holds: its blocks, and the text between them as paragraphs."""
        loose: list[Any] = [parent.text or ""]
        for child in parent:
            if child.tag in BLOCKS:
                self._loose(loose)
                self._block(child)
                loose = []
            else:
                loose.append(child)
            loose.append(child.tail or "")
        self._loose(loose)

    def _loose(self, parts: list[Any]) -> None:
        texts = self._texts(parts)
        if texts:
            self.writer.paragraph(texts, style=self.style)

    def _block(self, block: Any) -> None:
        if place := block.get("id"):
            self.writer.mark(place)
        match block.tag:
            case "h1" | "h2" | "h3" | "h4":
                self.writer.heading(self._inline(block), int(block.tag[1]), on_new_page=self._follows_contents)
                self._follows_contents = False
            case "p":
                self._paragraph(block)
            case "ul" | "ol":
                self._list(block, 0)
            case "table":
                self._facts(block) if "report-facts" in _classes(block) else self._table(block)
            case "svg":
                self._qr_code(block)
            case _:
                self.blocks(block)
                self._follows_contents = self._follows_contents or block.tag == "nav"

    def _paragraph(self, block: Any) -> None:
        texts = self._inline(block)
        if texts:
            is_large = "report-outcome-words" in _classes(block)
            texts = [Text(each.text, is_strong=True) for each in texts] if is_large else texts
            self.writer.paragraph(texts, style=self.style, is_kept=bool(_classes(block) & KEPT))

    def _list(self, block: Any, level: int) -> None:
        is_compact = self.style == "Normal" and (bool(_classes(block) & CELLS) or block.getparent().tag == "nav")
        if is_compact:
            self.writer.columns(2)
        has_letters = "report-letters" in _classes(block)
        lists = self.writer.lists
        number = lists.numbers(has_letters=has_letters) if block.tag == "ol" else lists.bullets()
        for item in block.findall("li"):
            first: list[Any] = [item.text or ""]
            inner: list[Any] = []
            for child in item:
                (inner if child.tag in BLOCKS else first).append(child)
                first.append(child.tail or "")
            self.writer.item(self._texts(first), number, level=level)
            for child in inner:
                self._list(child, level + 1) if child.tag in {"ul", "ol"} else self._block(child)
        if is_compact:
            self.writer.columns(1)

    def _facts(self, table: Any) -> None:
        """Write a table of labels and values as paragraphs: read one after another, and as wide as the page."""
        for row in table.iter("tr"):
            label, value = row.find("th"), row.find("td")
            name = "".join(each.text for each in self._inline(label))
            inner = [child for child in value if child.tag in BLOCKS]
            longest = max(map(len, value.text_content().split()), default=0)
            if longest > LONG_WORD:
                self._labelled(name, value)
            elif len(name) <= LABEL and not inner:
                self.writer.fact(name, self._inline(value))
            elif len(name) <= LABEL and len(inner) == 1 and inner[0].tag == "p" and not _own_text(value):
                self.writer.fact(name, self._inline(inner[0]))
            else:
                self._labelled(name, value)

    def _labelled(self, name: str, value: Any) -> None:
        self.writer.paragraph([Text(name, is_strong=True)], is_kept=True)
        self.blocks(value)

    def _table(self, table: Any) -> None:
        caption = table.find("caption")
        if caption is not None:
            self.writer.paragraph(self._inline(caption), style="Caption", is_kept=True)
        rows = [list(row.iterchildren("th", "td")) for row in table.iter("tr")]

        def fill(writer: Writer, place: int, column: int) -> None:
            cell = rows[place][column]
            if column == 0 and (name := cell.getparent().get("id")):
                writer.mark(name)
            PageWriter(writer, style=styles.CELL, is_strong=cell.tag == "th").blocks(cell)

        texts = [[SPACES.sub(" ", cell.text_content()).strip() for cell in row] for row in rows]
        self.writer.table(texts, fill)

    def _qr_code(self, svg: Any) -> None:
        """Draw the code of the link that stands before it."""
        (words,) = svg.iterchildren("title")
        png = BytesIO()
        segno.make_qr(self._address, error="m").save(png, kind="png", scale=8, border=4)
        self.writer.picture(png.getvalue(), words.text_content(), QR_WIDTH)

    def _inline(self, block: Any) -> list[Text]:
        return self._texts([block.text or "", *(part for child in block for part in (child, child.tail or ""))])

    def _texts(self, parts: list[Any]) -> list[Text]:
        """Return text as a browser shows it: runs of white space are one space, and there is none at the ends."""
        shown: list[Text] = []
        for found in self._pieces(parts, Text("", is_strong=self.is_strong)):
            ends_with_space = not shown or shown[-1].text.endswith((" ", "\n"))
            text = found.text if found.text == "\n" else SPACES.sub(" ", found.text)
            text = text.lstrip(" ") if ends_with_space else text
            if text:
                shown.append(Text(text, found.is_strong, found.is_faint, found.href))
        while shown and not (end := shown[-1].text.rstrip(" \n")):
            shown.pop()
        if shown:
            last = shown[-1]
            shown[-1] = Text(end, last.is_strong, last.is_faint, last.href)
        return shown

    def _pieces(self, parts: list[Any], around: Text) -> Iterator[Text]:
        for part in parts:
            if isinstance(part, str):
                yield Text(part, around.is_strong, around.is_faint, around.href)
            elif part.tag == "br":
                yield Text("\n")
            elif isinstance(part.tag, str):
                href = part.get("href", "")
                self._address = href if href.startswith("http") else self._address
                inside = Text(
                    "",
                    around.is_strong or part.tag in STRONG,
                    around.is_faint or bool(_classes(part) & FAINT),
                    href or around.href,
                )
                inner = [part.text or "", *(each for child in part for each in (child, child.tail or ""))]
                yield from self._pieces(inner, inside)


def _classes(block: Any) -> set[str]:
    return set(block.get("class", "").split())


def _own_text(block: Any) -> str:
    return "".join([block.text or "", *(child.tail or "" for child in block)]).strip()
