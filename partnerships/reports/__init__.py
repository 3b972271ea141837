"""The readiness report, a pure function of a snapshot: the same snapshot gives the same HTML and PDF, byte for byte."""

from __future__ import annotations

from datetime import datetime, time

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.reports.report import Report, report_of
from partnerships.reports.static_files import STYLESHEET, MissingStaticFileError, static_file
from partnerships.snapshot import Snapshot, canonical

__all__ = ["ATTACHMENT", "MissingStaticFileError", "Report", "render_html", "render_pdf", "report_of"]

TEMPLATE = "reports/print.html"
ATTACHMENT = "snapshot.json"


def render_html(snapshot: Snapshot) -> str:
    """Return the HTML edition: one document that contains its stylesheet."""
    stylesheet = static_file(STYLESHEET).read_text(encoding="utf-8")
    with translation.override(snapshot.content.language):
        return render_to_string(TEMPLATE, {"report": report_of(snapshot), "stylesheet": stylesheet})


def render_pdf(snapshot: Snapshot) -> bytes:
    """Return the PDF edition, PDF/A-3a and PDF/UA-1, with the canonical snapshot attached as `snapshot.json`.

    MissingStaticFileError when the fonts were not built.
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
        return pdf_of(html, data=data)
