"""Recording the decision of the board about the latest issue of a case."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.guards import grants_of
from partnerships import actions
from partnerships.actions.board import conditions_from
from partnerships.domain.permissions import Permission
from partnerships.forms.board import MOST_CONDITIONS, DecideForm
from partnerships.guards import Desk, assessment_view
from partnerships.models import Assessment
from partnerships.selectors.issues import latest_of
from partnerships.views.seen import attempt, page, typed


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
    return page(request, desk, "partnerships/decide.html", form, refusal, context)


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
