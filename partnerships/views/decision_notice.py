"""The notice of a decision about an issue, in the edition that the address names: a page, a PDF, a Word document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation

from accounts.limits import limited
from partnerships.guards import IssueAccess, edition_view
from partnerships.models import Decision, IssueEdition
from partnerships.reports.decision_notice import page_of
from partnerships.responses import pdf_when_made, word_document
from partnerships.selectors.issues import editions_of
from partnerships.snapshot.decision_notice import DecisionNotice, decision_notice_of


@edition_view("pdf")
def decision_notice(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    notice = _notice_or_404(edition)
    with translation.override(notice.language):
        shown = page_of(notice)
    context = {
        "issue": access.issue,
        "edition": edition,
        "editions": editions_of(access.issue),
        "notice": shown,
    }
    return render(request, "partnerships/decision_notice/decision_notice.html", context)


@edition_view("pdf")
def decision_notice_pdf(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    notice = _notice_or_404(edition)
    return pdf_when_made(request, lambda: notice, f"{_name_of(notice)}.pdf", assessment=access.assessment)


@edition_view("pdf")
@limited("exports")
def decision_notice_docx(_request: HttpRequest, _access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    notice = _notice_or_404(edition)
    return word_document(notice, _name_of(notice))


def _notice_or_404(edition: IssueEdition) -> DecisionNotice:
    """Return the notice of the decision about the edition's issue; Http404 while nothing is decided."""
    decision = get_object_or_404(Decision.objects.select_related("recorded_by"), issue=edition.issue_id)
    return decision_notice_of(edition, decision)


def _name_of(notice: DecisionNotice) -> str:
    return f"{notice.reference}-decision-notice-issue-{notice.issue}-{notice.edition}"
