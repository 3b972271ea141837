"""The documents that are made as PDFs, as the bytes by which another process makes them."""

from __future__ import annotations

from partnerships.reports import render_pdf
from partnerships.reports.blank import BlankChecklist, blank_in, render_blank_pdf
from partnerships.reports.blank import content_of as blank_content
from partnerships.snapshot import Snapshot, canonical, read

Document = Snapshot | BlankChecklist


def content_of(document: Document) -> bytes:
    """Return the bytes of a document."""
    return canonical(document) if isinstance(document, Snapshot) else blank_content(document)


def document_pdf(content: bytes, *, most_pages: int | None = None) -> bytes:
    """Return the PDF of the document with these bytes; as by `reports.render_pdf`."""
    blank = blank_in(content)
    return render_blank_pdf(blank) if blank else render_pdf(read(content), most_pages=most_pages)
