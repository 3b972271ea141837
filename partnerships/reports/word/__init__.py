"""Word documents (DOCX) of the report, of papers, of notices of decisions and of the blank checklist. Pure: the same content gives the same bytes."""

from __future__ import annotations

from partnerships.reports.word.pages import render_decision_notice_docx, render_report_docx
from partnerships.reports.word.papers import render_docx
from partnerships.reports.word.template import TemplateError, council_template

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = [
    "MEDIA_TYPE",
    "TemplateError",
    "council_template",
    "render_decision_notice_docx",
    "render_docx",
    "render_report_docx",
]
