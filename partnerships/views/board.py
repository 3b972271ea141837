"""The way to the board: referring a case that is Not ready, issuing the report, reopening the case, recording the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.guards import grants_of
from partnerships import actions
from partnerships.actions.board import conditions_from
from partnerships.actions.moves import can_be_referred
from partnerships.domain.permissions import Permission
from partnerships.domain.readiness import explanation_of
from partnerships.domain.workflow import FOR_THE_BOARD
from partnerships.forms.board import MOST_CONDITIONS, DecideForm, ReferForm, ReopenForm
from partnerships.guards import Desk, assessment_view
from partnerships.models import Assessment
from partnerships.presenters.review import flag_groups, stands
from partnerships.reports import signing
from partnerships.responses import attempt, page, typed
from partnerships.selectors.case import read_case
from partnerships.selectors.issues import latest_of
from partnerships.snapshot import digest, snapshot_of


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
    return render(request, "partnerships/board/issue.html", context, status=409 if refusal else 200)


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
    return page(request, desk, "partnerships/board/refer.html", form, refusal, context)


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
    return page(request, desk, "partnerships/board/reopen.html", form, refusal, {"last": latest_of(desk.assessment)})


def _gaps(content: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what the report will say is missing: areas without a comment, and people who declared nothing."""
    return {
        "silent": [part["area"]["name"] for part in content["implications"] if not part["text"]],
        "undeclared": [part for part in content["interests"] if part["has_interest"] is None],
        "declared": [part for part in content["interests"] if part["has_interest"]],
    }


@assessment_view(Permission.DECIDE, refuses_late=True)
def decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    issue = latest_of(desk.assessment)
    if issue is None:
        raise PermissionDenied(_("No report of this round has been issued, so there is nothing to decide."))
    stands = f"{issue.number} {desk.assessment.state_changed_at.isoformat()}"
    form = DecideForm(typed(request), stands=stands, issue=issue)
    refusal = ""
    if request.method == "POST" and not form.is_asking_for_more and form.is_valid():
        refusal = attempt(form, lambda: _record(request, desk, form))
        if not refusal and form.is_valid():
            messages.success(request, _("The decision has been recorded. The people of the case have been told."))
            return redirect("partnership", desk.assessment.partnership.reference)
    context = {
        "issue": issue,
        "mitigations": conditions_from(desk.assessment),
        "can_add": form.rows < MOST_CONDITIONS,
    }
    return page(request, desk, "partnerships/board/decide.html", form, refusal, context)


def _record(request: HttpRequest, desk: Desk, form: DecideForm) -> None:
    """Record it; what cannot be so becomes an error of its field."""
    try:
        actions.decide(issue=form.issue, by=desk.user, draft=form.draft)
    except actions.MinuteTaken as taken:
        form.add_error("minute_reference", _taken(request, desk, taken))
    except actions.Refused as refused:
        form.add_error(form.field_of(refused.part), str(refused))


def _taken(request: HttpRequest, desk: Desk, taken: actions.MinuteTaken) -> str:
    """Name the case whose minute it is to whoever may see that case."""
    seen = Assessment.objects.visible_to(desk.user, grants_of(request)).filter(pk=taken.decision.assessment_id)
    if not seen.exists():
        return str(taken)
    words = {"reference": taken.decision.assessment.partnership.reference}
    return _("This minute of that meeting is already recorded for %(reference)s.") % words
