"""The way to the board: referring a case that is Not ready, issuing the report, reopening the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships import actions
from partnerships.actions.moves import can_be_referred
from partnerships.domain.permissions import Permission
from partnerships.domain.readiness import explanation_of
from partnerships.domain.workflow import FOR_THE_BOARD
from partnerships.forms.board import ReferForm, ReopenForm
from partnerships.guards import Desk, assessment_view
from partnerships.reports import signing
from partnerships.selectors.case import read_case
from partnerships.selectors.issues import latest_of
from partnerships.snapshot import digest, snapshot_of
from partnerships.views.reviewed import flag_groups, stands
from partnerships.views.seen import attempt, page, typed


@assessment_view(Permission.ISSUE, refuses_late=True)
def issue(request: HttpRequest, desk: Desk) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            made = actions.issue(assessment=desk.assessment, by=desk.user, seen=request.POST.get("seen", ""))
        except actions.ActionError as error:
            refusal = str(error)
            desk.assessment.refresh_from_db(fields=["state", "outcome"])
        else:
            messages.success(request, _("Issue %(number)s has been made.") % {"number": made.number})
            return redirect("issue", desk.assessment.partnership.reference, made.number)
    content = snapshot_of(desk.assessment, made_on=timezone.localdate())["content"]
    context = {
        "assessment": desk.assessment,
        "is_issuable": desk.assessment.state in FOR_THE_BOARD,
        "refusal": refusal,
        "stands": digest(content),
        "said": content,
        "last": latest_of(desk.assessment),
        "is_signed": signing.is_configured(),
        **_gaps(content),
    }
    return render(request, "partnerships/issue_confirm.html", context, status=409 if refusal else 200)


@assessment_view(Permission.REFER, refuses_late=True)
def refer(request: HttpRequest, desk: Desk) -> HttpResponse:
    case = read_case(desk.assessment)
    form = ReferForm(typed(request), stands=stands(case))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        refusal = attempt(form, lambda: actions.refer(assessment=desk.assessment, by=desk.user, **said))
        if not refusal:
            messages.success(request, _("Referred. The authors and the board secretaries have been told."))
            return redirect("assessment-review", desk.assessment.pk)
    context = {
        "case": case,
        "explanation": explanation_of(case.flags.values()),
        "can_be_referred": can_be_referred(case),
        "groups": flag_groups(case),
    }
    return page(request, desk, "partnerships/refer.html", form, refusal, context)


@assessment_view(Permission.REOPEN, refuses_late=True)
def reopen(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = ReopenForm(typed(request), stands=desk.assessment.state_changed_at.isoformat())
    refusal = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refusal = attempt(form, lambda: actions.reopen(assessment=desk.assessment, by=desk.user, reason=reason))
        if not refusal:
            messages.success(request, _("Reopened. The lead officer and the contributors have been told."))
            return redirect("assessment-review", desk.assessment.pk)
    return page(request, desk, "partnerships/reopen.html", form, refusal, {"last": latest_of(desk.assessment)})


def _gaps(content: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what the report will say is missing: areas without a comment, and people who declared nothing."""
    return {
        "silent": [part["area"]["name"] for part in content["implications"] if not part["text"]],
        "undeclared": [part for part in content["interests"] if part["has_interest"] is None],
        "declared": [part for part in content["interests"] if part["has_interest"]],
    }
