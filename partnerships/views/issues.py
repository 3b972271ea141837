"""The report of a case: a draft as it stands, its issues with their editions, the text for a council report, what changed."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from partnerships import reports
from partnerships.domain.access import can_see
from partnerships.domain.board import Edition
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import State
from partnerships.guards import Desk, IssueDesk, assessment_view, issue_view, partnership_view
from partnerships.models import IssueEdition, ReportIssue
from partnerships.reports.paper import Paper, paper_of
from partnerships.reports.word import MEDIA_TYPE, render_docx
from partnerships.responses import download
from partnerships.selectors.issues import Standing, editions_of, latest_of, line_of
from partnerships.snapshot import snapshot_of
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
    return render(request, "partnerships/issues/issue.html", context)


@issue_view(Permission.SEE)
@require_safe
def issue_report(request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    row = get_object_or_404(desk.issue.editions.defer("pdf"), edition=edition)
    snapshot = snapshot_in(row)
    with translation.override(snapshot["content"]["language"]):
        shown = reports.context(snapshot)
    context = {"assessment": desk.assessment, "edition": row, "line": line_of(desk.issue), "report": shown}
    return render(request, "partnerships/issues/report.html", context)


@issue_view(Permission.SEE)
@require_safe
def issue_pdf(_request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    row = get_object_or_404(desk.issue.editions.defer("snapshot"), edition=edition)
    return download(bytes(row.pdf), "application/pdf", f"{_name_of(desk, row)}.pdf")


@issue_view(Permission.SEE)
@require_safe
def issue_snapshot(_request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    row = get_object_or_404(desk.issue.editions.defer("pdf"), edition=edition)
    return download(bytes(row.snapshot), "application/json", f"{_name_of(desk, row)}.json")


def _name_of(desk: IssueDesk, row: IssueEdition) -> str:
    reference = desk.assessment.partnership.reference
    return f"{reference}-readiness-report-issue-{desk.issue.number}-{row.edition}"


@assessment_view(Permission.SEE)
@require_safe
def report(request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := _issued_of(desk):
        return redirect("issue", desk.assessment.partnership.reference, issued.number)
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    context = {"assessment": desk.assessment, "report": reports.context(snapshot)}
    return render(request, "partnerships/issues/draft.html", context)


@assessment_view(Permission.SEE)
@require_safe
def report_pdf(_request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := _issued_of(desk):
        return redirect("issue-pdf", desk.assessment.partnership.reference, issued.number, Edition.FULL.value)
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    name = f"{desk.assessment.partnership.reference}-readiness-report-draft.pdf"
    return download(reports.render_pdf(snapshot), "application/pdf", name)


def _issued_of(desk: Desk) -> ReportIssue | None:
    """Return the issue that says what is before the board or was decided; None while the report is a draft."""
    is_issued = desk.assessment.state in (State.ISSUED, State.DECIDED)
    return latest_of(desk.assessment) if is_issued else None


@assessment_view(Permission.SEE)
@require_safe
def paper(request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := _issued_of(desk):
        return redirect("issue-paper", desk.assessment.partnership.reference, issued.number, Edition.FULL.value)
    return render(
        request, "partnerships/issues/paper.html", {"assessment": desk.assessment, "paper": _draft_paper(desk)}
    )


@assessment_view(Permission.SEE)
@require_safe
def paper_docx(_request: HttpRequest, desk: Desk) -> HttpResponse:
    if issued := _issued_of(desk):
        return redirect("issue-paper-docx", desk.assessment.partnership.reference, issued.number, Edition.FULL.value)
    return _docx(_draft_paper(desk), "draft")


@issue_view(Permission.SEE)
@require_safe
def issue_paper(request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    context = {
        "assessment": desk.assessment,
        "edition": edition,
        "issue": desk.issue,
        "paper": _issued_paper(desk, edition),
    }
    return render(request, "partnerships/issues/paper_issued.html", context)


@issue_view(Permission.SEE)
@require_safe
def issue_paper_docx(_request: HttpRequest, desk: IssueDesk, edition: str) -> HttpResponse:
    return _docx(_issued_paper(desk, edition), f"issue-{desk.issue.number}-{edition}")


def _draft_paper(desk: Desk) -> Paper:
    """Return the text as the case stands today."""
    return paper_of(snapshot_of(desk.assessment, made_on=timezone.localdate()))


def _issued_paper(desk: IssueDesk, edition: str) -> Paper:
    """Return the text of what was frozen with the issue."""
    return paper_of(snapshot_in(get_object_or_404(desk.issue.editions.defer("pdf"), edition=edition)))


def _docx(paper: Paper, kind: str) -> HttpResponse:
    name = f"{paper.reference}-council-report-{kind}.docx"
    return download(render_docx(paper), MEDIA_TYPE, name)


@partnership_view(Permission.SEE)
@require_safe
def since(request: HttpRequest, desk: Desk) -> HttpResponse:
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    context = {"assessment": desk.assessment, "report": reports.context(snapshot)}
    return render(request, "partnerships/issues/since.html", context)
