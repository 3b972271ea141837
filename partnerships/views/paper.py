"""The text of a council report, to copy into the council's own template: as a page and as a Word document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.domain.board import Edition
from partnerships.domain.permissions import Permission
from partnerships.guards import Desk, IssueDesk, assessment_view, issue_view
from partnerships.reports.paper import Paper, paper_of
from partnerships.reports.word import MEDIA_TYPE, render_docx
from partnerships.snapshot import snapshot_of
from partnerships.snapshot.record import snapshot_in
from partnerships.views.report import issued_of


@assessment_view(Permission.SEE)
@require_safe
def paper(request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := issued_of(desk):
        return redirect("issue-paper", desk.assessment.partnership.reference, issued.number, Edition.FULL.value)
    return render(request, "partnerships/paper.html", {"assessment": desk.assessment, "paper": _draft(desk)})


@assessment_view(Permission.SEE)
@require_safe
def paper_docx(_request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := issued_of(desk):
        return redirect("issue-paper-docx", desk.assessment.partnership.reference, issued.number, Edition.FULL.value)
    return _download(_draft(desk), "draft")


@issue_view(Permission.SEE)
@require_safe
def issue_paper(request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    context = {
        "assessment": desk.assessment,
        "edition": edition,
        "issue": desk.issue,
        "paper": _issued(desk, edition),
    }
    return render(request, "partnerships/paper_issued.html", context)


@issue_view(Permission.SEE)
@require_safe
def issue_paper_docx(_request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    return _download(_issued(desk, edition), f"issue-{desk.issue.number}-{edition}")


def _draft(desk: Desk) -> Paper:
    """Return the text as the case stands today."""
    return paper_of(snapshot_of(desk.assessment, made_on=timezone.localdate()))


def _issued(desk: IssueDesk, edition: str) -> Paper:
    """Return the text of what was frozen with the issue."""
    return paper_of(snapshot_in(get_object_or_404(desk.issue.editions.defer("pdf"), edition=edition)))


def _download(paper: Paper, kind: str) -> HttpResponse:
    name = f"{paper.reference}-council-report-{kind}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(render_docx(paper), content_type=MEDIA_TYPE, headers=headers)
