"""The report of a case: a draft as it stands, its issues with their editions, the text for a council report, what changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.guards import confirmed_to_send
from accounts.limits import limited
from partnerships import actions, reports
from partnerships.actions.issues import check_withdrawable
from partnerships.domain.access import can_see
from partnerships.domain.board import Edition
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import State
from partnerships.forms.board import CorrectMinuteForm, WithdrawEditionForm
from partnerships.guards import CaseAccess, IssueAccess, assessment_view, edition_view, issue_view, partnership_view
from partnerships.models import Decision, EditionSummary, IssueEdition
from partnerships.reports.documents import BoardSummary
from partnerships.reports.paper import Paper, paper_of
from partnerships.responses import attempt, download, page, pdf_when_made, refusal_of, word_document
from partnerships.selectors.issues import (
    Standing,
    corrections_of,
    editions_of,
    issued_report_of,
    line_of,
)
from partnerships.selectors.meetings import moves_of
from partnerships.selectors.packs import packs_with
from partnerships.snapshot import snapshot_of
from partnerships.snapshot.record import snapshot_in

# What of a report its address asks for: the summary alone, or else the whole.
PART, SUMMARY = "part", "summary"


def is_summary_asked_for(request: HttpRequest) -> bool:
    """Whether the address asks for the board summary alone."""
    return request.GET.get(PART) == SUMMARY


@issue_view(Permission.SEE)
@require_safe
def issue(request: HttpRequest, access: IssueAccess) -> HttpResponse:
    line = line_of(access.issue)
    context = {
        "assessment": access.assessment,
        "can": access.can,
        "line": line,
        "editions": editions_of(access.issue),
        "corrections": corrections_of(line.decision),
        "moves": moves_of(access.assessment),
        "packs": packs_with(access.issue, access.user, access.grants),
        "waits": line.standing is Standing.CURRENT,
        "is_round_issued": access.assessment.state == State.ISSUED,
        "is_case_in_sight": can_see(replace(access.relation, state=State(access.assessment.state))),
    }
    return render(request, "partnerships/issues/issue.html", context)


@edition_view("pdf")
def issue_report(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    snapshot = snapshot_in(edition)
    with translation.override(snapshot.content.language):
        shown = reports.report_of(snapshot)
    context = {"assessment": access.assessment, "edition": edition, "line": line_of(access.issue), "report": shown}
    return render(request, "partnerships/issues/report.html", context)


@edition_view("pdf")
def issue_summary(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    snapshot = snapshot_in(edition)
    rest = reverse("issue-report", args=[access.assessment.partnership.reference, access.issue.number, edition.edition])
    with translation.override(snapshot.content.language):
        shown = replace(reports.report_of(snapshot), rest_at=rest)
    stored = EditionSummary.objects.filter(edition=edition).exists()
    context = {"edition": edition, "line": line_of(access.issue), "report": shown, "is_stored": stored}
    return render(request, "partnerships/issues/summary.html", context)


@edition_view("pdf", "snapshot")
def issue_summary_pdf(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    name = f"{_name_of(access, edition)}-summary.pdf"
    if stored := EditionSummary.objects.filter(edition=edition).first():
        return download(bytes(stored.pdf), "application/pdf", name)
    # An issue of before summaries were stored: it is laid out from the snapshot of the issue.
    return pdf_when_made(request, lambda: BoardSummary(bytes(edition.snapshot)), name, assessment=access.assessment)


@edition_view("snapshot")
def issue_pdf(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    if is_summary_asked_for(request):
        # As it was asked for before it had an address of its own.
        reference = access.assessment.partnership.reference
        return redirect("issue-summary-pdf", reference, access.issue.number, edition.edition)
    return download(bytes(edition.pdf), "application/pdf", f"{_name_of(access, edition)}.pdf")


@edition_view("pdf")
def issue_snapshot(_request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    return download(bytes(edition.snapshot), "application/json", f"{_name_of(access, edition)}.json")


@issue_view(Permission.CORRECT_MINUTE)
def correct_minute(request: HttpRequest, access: IssueAccess) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.select_related("assessment"), issue=access.issue)
    form = CorrectMinuteForm(form_data(request), decision=decision, partnership=access.issue.partnership)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = {"decision": decision, "by": access.user, **form.cleaned_data}
        refusal = attempt(form, lambda token: actions.correct_minute(**given, version_token=token))
        if not refusal:
            messages.success(request, _("The minute reference has been corrected. Both are shown."))
            return redirect("issue", access.issue.partnership.reference, access.issue.number)
    context = {"issue": access.issue, "decision": decision}
    return page(request, access, "partnerships/issues/correct_minute.html", form, refusal, context)


@issue_view(Permission.WITHDRAW_EDITION)
@confirmed_to_send
def withdraw_edition(request: HttpRequest, access: IssueAccess) -> HttpResponse:
    row = get_object_or_404(access.issue.editions.defer("snapshot", "pdf"), edition=Edition.PUBLIC)
    form = WithdrawEditionForm(form_data(request), version_token=row.digest)
    refusal = refusal_of(lambda: check_withdrawable(row))
    if request.method == "POST" and not refusal and form.is_valid():
        reason = form.cleaned_data["reason"]
        refusal = attempt(form, lambda _token: actions.withdraw_edition(edition=row, by=access.user, reason=reason))
        if not refusal:
            messages.success(request, _("The public edition has been withdrawn. It is no longer served."))
            return redirect("issue", access.issue.partnership.reference, access.issue.number)
    return page(request, access, "partnerships/issues/withdraw.html", form, refusal, {"issue": access.issue})


def _name_of(access: IssueAccess, row: IssueEdition) -> str:
    reference = access.assessment.partnership.reference
    return f"{reference}-readiness-report-issue-{access.issue.number}-{row.edition}"


@assessment_view(Permission.SEE)
@require_safe
def report(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    if issued := issued_report_of(access.assessment):
        return redirect("issue", access.assessment.partnership.reference, issued.number)
    snapshot = snapshot_of(access.assessment, made_on=timezone.localdate())
    context = {"assessment": access.assessment, "report": reports.report_of(snapshot)}
    return render(request, "partnerships/issues/draft.html", context)


@assessment_view(Permission.SEE)
@require_safe
def report_pdf(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    if issued := issued_report_of(access.assessment):
        page = "issue-summary-pdf" if is_summary_asked_for(request) else "issue-pdf"
        return redirect(page, access.assessment.partnership.reference, issued.number, Edition.FULL.value)
    name = f"{access.assessment.partnership.reference}-readiness-report-draft"
    read = partial(snapshot_of, access.assessment, made_on=timezone.localdate())
    if is_summary_asked_for(request):
        return pdf_when_made(
            request, lambda: BoardSummary.of(read()), f"{name}-summary.pdf", assessment=access.assessment
        )
    return pdf_when_made(request, read, f"{name}.pdf", assessment=access.assessment)


@assessment_view(Permission.SEE)
@limited("exports")
@require_safe
def report_docx(_request: HttpRequest, access: CaseAccess) -> HttpResponse:
    reference = access.assessment.partnership.reference
    if issued := issued_report_of(access.assessment):
        return redirect("issue-docx", reference, issued.number, Edition.FULL.value)
    snapshot = snapshot_of(access.assessment, made_on=timezone.localdate())
    return word_document(snapshot, f"{reference}-readiness-report-draft")


@edition_view("pdf")
@limited("exports")
def issue_docx(_request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    return word_document(snapshot_in(edition), _name_of(access, edition))


@assessment_view(Permission.SEE)
@require_safe
def paper(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    if issued := issued_report_of(access.assessment):
        return redirect("issue-paper", access.assessment.partnership.reference, issued.number, Edition.FULL.value)
    return render(
        request, "partnerships/issues/paper.html", {"assessment": access.assessment, "paper": _draft_paper(access)}
    )


@assessment_view(Permission.SEE)
@limited("exports")
@require_safe
def paper_docx(_request: HttpRequest, access: CaseAccess) -> HttpResponse:
    if issued := issued_report_of(access.assessment):
        return redirect("issue-paper-docx", access.assessment.partnership.reference, issued.number, Edition.FULL.value)
    return _paper_docx(_draft_paper(access), "draft")


@edition_view("pdf")
def issue_paper(request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    context = {
        "assessment": access.assessment,
        "edition": edition.edition,
        "issue": access.issue,
        "paper": paper_of(snapshot_in(edition)),
    }
    return render(request, "partnerships/issues/paper_issued.html", context)


@edition_view("pdf")
@limited("exports")
def issue_paper_docx(_request: HttpRequest, access: IssueAccess, edition: IssueEdition) -> HttpResponse:
    return _paper_docx(paper_of(snapshot_in(edition)), f"issue-{access.issue.number}-{edition.edition}")


def _draft_paper(access: CaseAccess) -> Paper:
    """Return the text as the case stands today."""
    return paper_of(snapshot_of(access.assessment, made_on=timezone.localdate()))


def _paper_docx(paper: Paper, kind: str) -> HttpResponse:
    return word_document(paper, f"{paper.reference}-council-report-{kind}")


@partnership_view(Permission.SEE)
@require_safe
def since(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    snapshot = snapshot_of(access.assessment, made_on=timezone.localdate())
    context = {"assessment": access.assessment, "report": reports.report_of(snapshot)}
    return render(request, "partnerships/issues/since.html", context)
