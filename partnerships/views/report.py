"""The readiness report of a case as it stands: as a page, and as the PDF that goes into an agenda pack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships import reports
from partnerships.domain.access import Permission
from partnerships.guards import Desk, assessment_view
from partnerships.snapshot import snapshot_of


@assessment_view(Permission.SEE)
@require_safe
def report(request: HttpRequest, desk: Desk) -> HttpResponse:
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    context = {"assessment": desk.assessment, "report": reports.context(snapshot)}
    return render(request, "reports/report.html", context)


@assessment_view(Permission.SEE)
@require_safe
def report_pdf(_request: HttpRequest, desk: Desk) -> HttpResponse:
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    name = f"{desk.assessment.partnership.reference}-readiness-report-draft.pdf"
    return HttpResponse(
        reports.render_pdf(snapshot),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
