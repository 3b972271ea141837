"""The readiness report: a pure function of a snapshot. The same snapshot gives the same HTML and the same PDF, byte for byte."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from partnerships.reports.context import context
from partnerships.reports.pdf import STYLESHEET, MissingStaticFile, glyphs, pdf_of, static_file
from partnerships.snapshot import Snapshot

__all__ = ["MissingStaticFile", "context", "render_html", "render_pdf"]

TEMPLATE = "reports/print.html"


def render_html(snapshot: Snapshot) -> str:
    """Return the HTML edition: one document that stands for itself, its stylesheet inside."""
    stylesheet = static_file(STYLESHEET).read_text(encoding="utf-8")
    with translation.override(snapshot["content"]["language"]):
        return render_to_string(TEMPLATE, {"report": context(snapshot), "stylesheet": stylesheet})


def render_pdf(snapshot: Snapshot) -> bytes:
    """Return the PDF edition, PDF/UA-1. MissingStaticFile when the fonts were not built."""
    with translation.override(snapshot["content"]["language"]):
        html = render_to_string(TEMPLATE, {"report": context(snapshot, glyphs=glyphs()), "stylesheet": ""})
        return pdf_of(html)
