"""One issue of a report: how it stands, and its two editions as pages, as PDF and as data."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from partnerships import reports
from partnerships.domain.access import can_see
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import State
from partnerships.guards import IssueDesk, issue_view
from partnerships.models import IssueEdition
from partnerships.selectors.issues import Standing, editions_of, line_of
from partnerships.snapshot.record import snapshot_in


@issue_view(Permission.SEE)
@require_safe
def issue(request: HttpRequest, desk: IssueDesk) -> HttpResponse:
    line = line_of(desk.issue)
    context = {
        "assessment": desk.assessment,
        "can": desk.can,
        "line": line,
        "editions": editions_of(desk.issue),
        "waits": line.standing is Standing.CURRENT,
        "is_round_issued": desk.assessment.state == State.ISSUED,
        "is_case_in_sight": can_see(replace(desk.relation, state=State(desk.assessment.state))),
    }
    return render(request, "partnerships/issue.html", context)


@issue_view(Permission.SEE)
@require_safe
def report(request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    row = get_object_or_404(desk.issue.editions.defer("pdf"), edition=edition)
    snapshot = snapshot_in(row)
    with translation.override(snapshot["content"]["language"]):
        shown = reports.context(snapshot)
    context = {"assessment": desk.assessment, "edition": row, "line": line_of(desk.issue), "report": shown}
    return render(request, "partnerships/issue_report.html", context)


@issue_view(Permission.SEE)
@require_safe
def pdf(_request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    row = get_object_or_404(desk.issue.editions.defer("snapshot"), edition=edition)
    return _download(bytes(row.pdf), "application/pdf", f"{_name_of(desk, row)}.pdf")


@issue_view(Permission.SEE)
@require_safe
def snapshot(_request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    row = get_object_or_404(desk.issue.editions.defer("pdf"), edition=edition)
    return _download(bytes(row.snapshot), "application/json", f"{_name_of(desk, row)}.json")


def _name_of(desk: IssueDesk, row: IssueEdition) -> str:
    reference = desk.assessment.partnership.reference
    return f"{reference}-readiness-report-issue-{desk.issue.number}-{row.edition}"


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
