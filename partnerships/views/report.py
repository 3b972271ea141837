"""The readiness report of a case as it stands: a draft, as a page and as a PDF. What was issued is shown as issued."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships import reports
from partnerships.domain.access import Permission
from partnerships.domain.board import Edition
from partnerships.domain.workflow import State
from partnerships.guards import Desk, assessment_view
from partnerships.models import ReportIssue
from partnerships.selectors.issues import latest_of
from partnerships.snapshot import snapshot_of


@assessment_view(Permission.SEE)
@require_safe
def report(request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := issued_of(desk):
        return redirect("issue", desk.assessment.partnership.reference, issued.number)
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    context = {"assessment": desk.assessment, "report": reports.context(snapshot)}
    return render(request, "reports/report.html", context)


@assessment_view(Permission.SEE)
@require_safe
def report_pdf(_request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := issued_of(desk):
        return redirect("issue-pdf", desk.assessment.partnership.reference, issued.number, Edition.FULL.value)
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    name = f"{desk.assessment.partnership.reference}-readiness-report-draft.pdf"
    return HttpResponse(
        reports.render_pdf(snapshot),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def issued_of(desk: Desk) -> ReportIssue | None:
    """Return the issue that says what is before the board or was decided; None while the report is a draft."""
    is_issued = desk.assessment.state in (State.ISSUED, State.DECIDED)
    return latest_of(desk.assessment) if is_issued else None
