"""The way to the board: referring a case that is Not ready, issuing the report, reopening the case, recording the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.guards import grants_of
from partnerships import actions, rendering
from partnerships.actions.board import conditions_from, decision_version_token
from partnerships.actions.moves import can_be_referred
from partnerships.domain.explanation import explanation_of
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import FOR_THE_BOARD
from partnerships.forms.board import MOST_CONDITIONS, DecideForm, ReferForm, ReopenForm
from partnerships.forms.fields import errors_shown
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Assessment
from partnerships.presenters.review import flag_groups
from partnerships.reports import signing
from partnerships.responses import attempt, form_data, page
from partnerships.selectors.case import read_case
from partnerships.selectors.issues import latest_of
from partnerships.selectors.versions import version_token_of
from partnerships.snapshot import Content, snapshot_of


@assessment_view(Permission.ISSUE, refuses_late=True)
def issue(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            shown: dict[str, Any] = {"version_token": request.POST.get("version_token", "")}
            made = actions.issue(assessment=access.assessment, by=access.user, render=rendering.pdf_in_turn, **shown)
        except actions.ActionError as error:
            refusal = str(error)
            access.assessment.refresh_from_db(fields=["state", "outcome"])
        else:
            messages.success(request, _("Issue %(number)s has been made.") % {"number": made.number})
            return redirect("issue", access.assessment.partnership.reference, made.number)
    draft = snapshot_of(access.assessment, made_on=timezone.localdate())
    context = {
        "assessment": access.assessment,
        "is_issuable": access.assessment.state in FOR_THE_BOARD,
        "refusal": refusal,
        "version_token": draft.digest,
        "said": draft.content,
        "last": latest_of(access.assessment),
        "is_signed": signing.is_configured(),
        **_gaps(draft.content),
    }
    return render(request, "partnerships/board/issue.html", context, status=409 if refusal else 200)


@assessment_view(Permission.REFER, refuses_late=True)
def refer(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    form = ReferForm(form_data(request), version_token=version_token_of(case))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        case_by: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.refer(**case_by, **said, version_token=token))
        if not refusal:
            messages.success(request, _("Referred. The authors and the board secretaries have been told."))
            return redirect("assessment-review", access.assessment.pk)
    context = {
        "case": case,
        "explanation": explanation_of(case.flags.values()),
        "can_be_referred": can_be_referred(case),
        "groups": flag_groups(case),
    }
    return page(request, access, "partnerships/board/refer.html", form, refusal, context)


@assessment_view(Permission.REOPEN, refuses_late=True)
def reopen(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    form = ReopenForm(form_data(request), version_token=access.assessment.state_changed_at.isoformat())
    refusal = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.reopen(**case, reason=reason, version_token=token))
        if not refusal:
            messages.success(request, _("Reopened. The lead officer and the contributors have been told."))
            return redirect("assessment-review", access.assessment.pk)
    return page(
        request, access, "partnerships/board/reopen.html", form, refusal, {"last": latest_of(access.assessment)}
    )


def _gaps(content: Content) -> dict[str, list[Any]]:
    """Return what the report will say is missing: areas without a comment, and people who declared nothing."""
    return {
        "silent": [part.area.name for part in content.implications if not part.text],
        "undeclared": [part for part in content.interests if part.has_interest is None],
        "declared": [part for part in content.interests if part.has_interest],
    }


@assessment_view(Permission.DECIDE, refuses_late=True)
def decide(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    issue = latest_of(access.assessment)
    if issue is None:
        raise PermissionDenied(_("No report of this round has been issued, so there is nothing to decide."))
    form = DecideForm(form_data(request), version_token=decision_version_token(issue, access.assessment), issue=issue)
    refusal = ""
    if request.method == "POST" and not form.is_asking_for_more and form.is_valid():
        refusal = attempt(form, lambda token: _record(request, access, form, token))
        if not refusal and form.is_valid():
            messages.success(request, _("The decision has been recorded. The people of the case have been told."))
            return redirect("partnership", access.assessment.partnership.reference)
    context = {
        "issue": issue,
        "mitigations": conditions_from(access.assessment),
        "can_add": form.rows < MOST_CONDITIONS,
    }
    return page(request, access, "partnerships/board/decide.html", form, refusal, context)


def _record(request: HttpRequest, access: CaseAccess, form: DecideForm, version_token: str) -> None:
    """Record the decision; what the action refuses is shown at its field."""
    with errors_shown(form):
        try:
            actions.decide(issue=form.issue, by=access.user, draft=form.draft, version_token=version_token)
        except actions.MinuteTakenError as taken:
            form.add_error("minute_reference", _taken(request, access, taken))


def _taken(request: HttpRequest, access: CaseAccess, taken: actions.MinuteTakenError) -> str:
    """Name the case whose minute it is to whoever may see that case."""
    seen = Assessment.objects.visible_to(access.user, grants_of(request)).filter(pk=taken.decision.assessment_id)
    if not seen.exists():
        return str(taken)
    words = {"reference": taken.decision.assessment.partnership.reference}
    return _("This minute of that meeting is already recorded for %(reference)s.") % words
