"""The documents that are made as PDFs, as the bytes by which another process makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from partnerships.reports import render_pdf
from partnerships.reports.blank import BlankChecklist, blank_in, render_blank_pdf
from partnerships.reports.blank import content_of as blank_content
from partnerships.reports.pack import Pack, pack_in
from partnerships.reports.pack import content_of as pack_content
from partnerships.snapshot import Snapshot, canonical, read

# What stands around a snapshot when its summary alone is to be made.
SUMMARY, END = b'{"summary":', b"}"


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """The first pages of a report, alone. `stored` is its snapshot in the form in which it is stored."""

    stored: bytes

    @classmethod
    def of(cls, snapshot: Snapshot) -> BoardSummary:
        """Return the summary of a snapshot that was just made."""
        return cls(canonical(snapshot))


Document = Snapshot | BoardSummary | BlankChecklist | Pack


def content_of(document: Document) -> bytes:
    """Return the bytes of a document."""
    if isinstance(document, BoardSummary):
        return SUMMARY + document.stored + END
    if isinstance(document, Pack):
        return pack_content(document)
    return canonical(document) if isinstance(document, Snapshot) else blank_content(document)


def document_pdf(
    content: bytes, *, most_pages: int | None = None, tell: Callable[[int], None] = lambda _done: None
) -> bytes:
    """Return the PDF of the document with these bytes; as by `reports.render_pdf`.

    `tell` is called with how many issues of an agenda pack are laid out.
    """
    if pack := pack_in(content):
        # It imports WeasyPrint, as `render_pdf` does when it is called.
        from partnerships.reports.pack_pdf import render_pack_pdf

        return render_pack_pdf(pack, most_pages=most_pages, tell=tell)
    if content.startswith(SUMMARY):
        stored = content.removeprefix(SUMMARY).removesuffix(END)
        return render_pdf(read(stored), most_pages=most_pages, only_summary=True, stored=stored)
    blank = blank_in(content)
    return render_blank_pdf(blank) if blank else render_pdf(read(content), most_pages=most_pages)
