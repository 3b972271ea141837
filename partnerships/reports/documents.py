"""The documents that are made as PDFs, as the bytes by which another process makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from partnerships.reports import Parts, render_parts, render_pdf
from partnerships.reports.blank import BlankChecklist, blank_in, render_blank_pdf
from partnerships.reports.blank import content_of as blank_content
from partnerships.reports.decision_notice import START as NOTICE
from partnerships.reports.decision_notice import content_of as notice_content
from partnerships.reports.decision_notice import decision_notice_in, render_decision_notice_pdf
from partnerships.reports.pack import Pack, pack_in
from partnerships.reports.pack import content_of as pack_content
from partnerships.snapshot import Snapshot, canonical, read
from partnerships.snapshot.decision_notice import DecisionNotice

# What stands around a snapshot when its summary alone is to be made, or the report and its summary.
SUMMARY, PARTS, END = b'{"summary":', b'{"parts":', b"}"
# Both parts are handed over in one file, which begins with the length of the first in so many bytes.
LENGTH = 8


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """The first pages of a report, alone. `stored` is its snapshot in the form in which it is stored."""

    stored: bytes

    @classmethod
    def of(cls, snapshot: Snapshot) -> BoardSummary:
        """Return the summary of a snapshot that was just made."""
        return cls(canonical(snapshot))


@dataclass(frozen=True, slots=True)
class IssuedParts:
    """Both parts of an edition that is issued, made together. `stored` is its snapshot in the form in which it is stored."""

    stored: bytes

    @classmethod
    def of(cls, snapshot: Snapshot) -> IssuedParts:
        """Return the parts of a snapshot that was just made."""
        return cls(canonical(snapshot))


Document = Snapshot | IssuedParts | BoardSummary | BlankChecklist | DecisionNotice | Pack


def content_of(document: Document) -> bytes:
    """Return the bytes of a document."""
    match document:
        case Snapshot():
            return canonical(document)
        case BoardSummary():
            return SUMMARY + document.stored + END
        case IssuedParts():
            return PARTS + document.stored + END
        case DecisionNotice():
            return notice_content(document)
        case BlankChecklist():
            return blank_content(document)
        case Pack():
            return pack_content(document)


def document_pdf(
    content: bytes, *, most_pages: int | None = None, tell: Callable[[int], None] = lambda _done: None
) -> bytes:
    """Return the PDF of the document with these bytes; as by `reports.render_pdf`.

    Of both parts, as `parts_in` reads them. `tell` is called with how many issues of an agenda pack are laid out.
    """
    if pack := pack_in(content):
        # It imports WeasyPrint, as `render_pdf` does when it is called.
        from partnerships.reports.pack_pdf import render_pack_pdf

        return render_pack_pdf(pack, most_pages=most_pages, tell=tell)
    if content.startswith(SUMMARY):
        stored = content.removeprefix(SUMMARY).removesuffix(END)
        return render_pdf(read(stored), most_pages=most_pages, only_summary=True, stored=stored)
    if content.startswith(PARTS):
        snapshot = read(content.removeprefix(PARTS).removesuffix(END))
        parts = render_parts(snapshot, most_pages=most_pages)
        return len(parts.report).to_bytes(LENGTH) + parts.report + parts.summary
    if content.startswith(NOTICE):
        return render_decision_notice_pdf(decision_notice_in(content))
    blank = blank_in(content)
    return render_blank_pdf(blank) if blank else render_pdf(read(content), most_pages=most_pages)


def parts_in(made: bytes) -> Parts:
    """Return both parts of what `document_pdf` made of them."""
    start = LENGTH + int.from_bytes(made[:LENGTH])
    return Parts(report=made[LENGTH:start], summary=made[start:])
