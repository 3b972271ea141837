"""Submitting and withdrawing an assessment: confirm pages that name what will happen."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnerships import actions
from partnerships.actions.moves import check_reviewable
from partnerships.domain.access import Denied, Permission, WrongState, check
from partnerships.forms.moves import WithdrawForm
from partnerships.guards import Desk, assessment_view
from partnerships.presenters.tasks import Status, tasks_of
from partnerships.responses import posted, status_of
from partnerships.selectors.case import read_case
from partnerships.selectors.comments import gaps_of


@assessment_view(Permission.SEE)
def submit(request: HttpRequest, desk: Desk) -> HttpResponse:
    late = _too_late(Permission.SUBMIT, desk) or _not_reviewable(desk)
    if late is None and request.method == "POST":
        try:
            actions.submit(assessment=desk.assessment, by=desk.user)
        except actions.ActionError as error:
            late = str(error)
        else:
            messages.success(request, _("The assessment has been submitted. The managers of the service were told."))
            return redirect("partnership", reference=desk.assessment.partnership.reference)
    if late is not None:
        return _already(request, desk, late)
    case = read_case(desk.assessment)
    tasks = [task for section in case.spec.sections for task in tasks_of(case, section)]
    context = {
        "case": case,
        "unanswered": [task for task in tasks if task.missing],
        "flagged": [task for task in tasks if task.status == Status.FLAGGED],
        "gaps": gaps_of(desk.assessment),
        "carried_over": [task for task in tasks if task.is_carried_over],
        "unconfirmed": [task for task in tasks if task.awaits_confirmation and not task.missing],
    }
    return render(request, "partnerships/assessment/submit.html", context)


@assessment_view(Permission.SEE)
def withdraw(request: HttpRequest, desk: Desk) -> HttpResponse:
    late = _too_late(Permission.WITHDRAW, desk)
    form = WithdrawForm(posted(request))
    if late is None and request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(assessment=desk.assessment, by=desk.user, reason=form.cleaned_data["reason"])
        except actions.ActionError as error:
            late = str(error)
        else:
            messages.success(request, _("The assessment has been withdrawn. It stays on record."))
            return redirect("partnership", reference=desk.assessment.partnership.reference)
    if late is not None:
        return _already(request, desk, late)
    context = {"form": form, "assessment": desk.assessment}
    return render(request, "partnerships/assessment/withdraw.html", context, status=status_of(request))


def _too_late(permission: Permission, desk: Desk) -> str | None:
    """Return the sentence to show when only the state forbids the move, as after a second click; refuse others."""
    try:
        check(permission, desk.relation)
    except WrongState as error:
        return str(error)
    except Denied as error:
        raise PermissionDenied(str(error)) from error
    return None


def _not_reviewable(desk: Desk) -> str | None:
    try:
        check_reviewable(desk.assessment.partnership)
    except actions.ActionError as error:
        return str(error)
    return None


def _already(request: HttpRequest, desk: Desk, why: str) -> HttpResponse:
    messages.info(request, _("Nothing was changed.") + " " + why)
    return redirect("partnership", reference=desk.assessment.partnership.reference)
