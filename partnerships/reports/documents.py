"""The documents that are made as PDFs, as the bytes by which another process makes them."""

from __future__ import annotations

from dataclasses import dataclass

from partnerships.reports import render_pdf
from partnerships.reports.blank import BlankChecklist, blank_in, render_blank_pdf
from partnerships.reports.blank import content_of as blank_content
from partnerships.reports.decision_notice import START as NOTICE
from partnerships.reports.decision_notice import content_of as notice_content
from partnerships.reports.decision_notice import decision_notice_in, render_decision_notice_pdf
from partnerships.snapshot import Snapshot, canonical, read
from partnerships.snapshot.decision_notice import DecisionNotice

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


Document = Snapshot | BoardSummary | BlankChecklist | DecisionNotice


def content_of(document: Document) -> bytes:
    """Return the bytes of a document."""
    match document:
        case Snapshot():
            return canonical(document)
        case BoardSummary():
            return SUMMARY + document.stored + END
        case DecisionNotice():
            return notice_content(document)
        case BlankChecklist():
            return blank_content(document)


def document_pdf(content: bytes, *, most_pages: int | None = None) -> bytes:
    """Return the PDF of the document with these bytes; as by `reports.render_pdf`."""
    if content.startswith(SUMMARY):
        stored = content.removeprefix(SUMMARY).removesuffix(END)
        return render_pdf(read(stored), most_pages=most_pages, only_summary=True, stored=stored)
    if content.startswith(NOTICE):
        return render_decision_notice_pdf(decision_notice_in(content))
    blank = blank_in(content)
    return render_blank_pdf(blank) if blank else render_pdf(read(content), most_pages=most_pages)
