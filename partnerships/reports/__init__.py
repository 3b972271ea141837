"""The readiness report, a pure function of a snapshot: the same snapshot gives the same HTML and PDF, byte for byte."""

from __future__ import annotations

from datetime import datetime, time

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.reports.report import Report, report_of
from partnerships.reports.static_files import STYLESHEET, MissingStaticFileError, static_file
from partnerships.snapshot import Snapshot, canonical

__all__ = [
    "ATTACHMENT",
    "MissingStaticFileError",
    "Report",
    "TooManyPagesError",
    "render_html",
    "render_pdf",
    "report_of",
]

TEMPLATE = "reports/print.html"
ATTACHMENT = "snapshot.json"


class TooManyPagesError(Exception):
    """The report has more pages than it may have."""


def render_html(snapshot: Snapshot) -> str:
    """Return the HTML edition: one document that contains its stylesheet."""
    stylesheet = static_file(STYLESHEET).read_text(encoding="utf-8")
    with translation.override(snapshot.content.language):
        return render_to_string(TEMPLATE, {"report": report_of(snapshot), "stylesheet": stylesheet})


def render_pdf(snapshot: Snapshot, *, most_pages: int | None = None) -> bytes:
    """Return the PDF edition, PDF/A-3a and PDF/UA-1, with the canonical snapshot attached as `snapshot.json`.

    MissingStaticFileError when the fonts were not built; TooManyPagesError when it would have more than `most_pages`.
    """
    # WeasyPrint takes more than a second to import, so it is imported when a PDF is made and not at every start.
    from partnerships.reports.pdf import Data, glyphs, pdf_of

    with translation.override(snapshot.content.language):
        html = render_to_string(TEMPLATE, {"report": report_of(snapshot, glyphs=glyphs()), "stylesheet": ""})
        data = Data(
            name=ATTACHMENT,
            description=_("Everything that this report says, as data (JSON)"),
            content=canonical(snapshot),
            made_at=datetime.combine(snapshot.made_on, time.min),
        )
        pdf = pdf_of(html, data=data, most_pages=most_pages)
    if pdf is None:
        raise TooManyPagesError
    return pdf
