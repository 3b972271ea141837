"""Word documents (DOCX) of the report, of papers, of notices of decisions and of the blank checklist. Pure: the same content gives the same bytes."""

from __future__ import annotations

from partnerships.reports.paper import Paper
from partnerships.reports.word.pages import render_decision_notice_docx, render_report_docx
from partnerships.reports.word.papers import render_docx
from partnerships.reports.word.template import TemplateError, council_template
from partnerships.snapshot import Snapshot
from partnerships.snapshot.decision_notice import DecisionNotice

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = [
    "MEDIA_TYPE",
    "TemplateError",
    "council_template",
    "document_docx",
    "render_decision_notice_docx",
    "render_docx",
    "render_report_docx",
]


def document_docx(document: Snapshot | DecisionNotice | Paper) -> bytes:
    """Return the report, the notice of a decision or the paper as a Word document, in the council's template."""
    template = council_template()
    match document:
        case Snapshot():
            return render_report_docx(document, template=template)
        case DecisionNotice():
            return render_decision_notice_docx(document, template=template)
        case Paper():
            return render_docx(document, template=template)
