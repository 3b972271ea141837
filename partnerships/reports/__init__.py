"""The readiness report, a pure function of a snapshot: the same snapshot gives the same HTML and PDF, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.reports.fitting import Picture, what_fits
from partnerships.reports.report import Report, report_of
from partnerships.reports.static_files import STYLESHEET, MissingStaticFileError, static_file
from partnerships.reports.summary import most_in_words
from partnerships.snapshot import Snapshot, canonical

if TYPE_CHECKING:
    from partnerships.reports.pdf import Data

__all__ = [
    "ATTACHMENT",
    "MissingStaticFileError",
    "Parts",
    "Report",
    "TooManyPagesError",
    "print_html",
    "render_html",
    "render_parts",
    "render_pdf",
    "report_of",
]

TEMPLATE = "reports/print.html"
ATTACHMENT = "snapshot.json"
# The element with which the second part of a report begins, on a page of its own.
AFTER_SUMMARY = "recommendations"
# And the heading of its last part, its list of contents.
LAST_OF_SUMMARY = "contents"


@dataclass(frozen=True, slots=True)
class Parts:
    """The PDFs of one edition: the whole report, and its summary alone."""

    report: bytes
    summary: bytes


class TooManyPagesError(Exception):
    """The report has more pages than it may have."""


def render_html(snapshot: Snapshot) -> str:
    """Return the HTML edition: one document that contains its stylesheet."""
    stylesheet = static_file(STYLESHEET).read_text(encoding="utf-8")
    with translation.override(snapshot.content.language):
        return _html(report_of(snapshot), stylesheet=stylesheet)


def render_pdf(
    snapshot: Snapshot, *, most_pages: int | None = None, only_summary: bool = False, stored: bytes | None = None
) -> bytes:
    """Return the PDF edition, PDF/A-3a and PDF/UA-1, with the canonical snapshot attached as `snapshot.json`.

    With `only_summary`, it has the first pages alone, as they are in the whole. `stored` are the bytes of a snapshot
    that was read, which are attached as they are. MissingStaticFileError when the fonts were not built;
    TooManyPagesError when the whole would have more than `most_pages`.
    """
    # WeasyPrint takes more than a second to import, so it is imported when a PDF is made and not at every start.
    from partnerships.reports.pdf import pdf_of

    with translation.override(snapshot.content.language):
        html, data = print_html(snapshot), _data(snapshot, stored)
        pdf = pdf_of(html, data=data, most_pages=most_pages, before=AFTER_SUMMARY if only_summary else None)
    if pdf is None:
        raise TooManyPagesError
    return pdf


def render_parts(snapshot: Snapshot, *, most_pages: int | None = None) -> Parts:
    """Return the report and its summary alone, each byte for byte as `render_pdf` does, laid out once for both."""
    from partnerships.reports.pdf import pdfs_of

    with translation.override(snapshot.content.language):
        html, data = print_html(snapshot), _data(snapshot)
        pdfs = pdfs_of(html, before=AFTER_SUMMARY, data=data, most_pages=most_pages)
    if pdfs is None:
        raise TooManyPagesError
    return Parts(*pdfs)


def _data(snapshot: Snapshot, stored: bytes | None = None) -> Data:
    """Return what is attached: the snapshot, as the bytes that are stored when they are given."""
    from partnerships.reports.pdf import Data

    return Data(
        name=ATTACHMENT,
        description=_("Everything that this report says, as data (JSON)"),
        content=stored or canonical(snapshot),
        made_at=datetime.combine(snapshot.made_on, time.min),
    )


def print_html(snapshot: Snapshot) -> str:
    """Return the HTML that is laid out as the PDF edition, in the active language."""
    return _html(_fitted(snapshot))


def _fitted(snapshot: Snapshot) -> Report:
    """Return the report with as much in its summary as there is room for."""
    from partnerships.reports.fonts import GLYPHS
    from partnerships.reports.pdf import pages_filled

    report = report_of(snapshot, glyphs=GLYPHS)

    def filled_with(most: int, picture: Picture) -> float:
        alone = _html(replace(report, most_in_words=most, picture=picture), is_alone=True)
        return pages_filled(alone, last=LAST_OF_SUMMARY)

    of = most_in_words(report.flagged, report.proposed)
    most, picture = what_fits(of, questions=len(report.questions), filled_with=filled_with)
    return replace(report, most_in_words=most, picture=picture)


def _html(report: Report, *, stylesheet: str = "", is_alone: bool = False) -> str:
    """Return the document; with `is_alone`, the summary without the rest, to see how long it is."""
    return render_to_string(TEMPLATE, {"report": report, "stylesheet": stylesheet, "is_alone": is_alone})
