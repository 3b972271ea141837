"""The rounds that people open themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.actions.rounds import reason_to_start
from partnerships.domain.board import RoundReason
from partnerships.domain.permissions import Permission
from partnerships.forms.rounds import ReviewForm, RoundForm
from partnerships.guards import CaseAccess, partnership_view
from partnerships.responses import http_status_of


@partnership_view(Permission.START_ROUND)
def start_round(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    assessment = access.assessment
    reason, decision = reason_to_start(assessment)
    form = (ReviewForm if reason is RoundReason.REVIEW else RoundForm)(form_data(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("decision", decision)
        opened = actions.start_round(assessment=assessment, by=access.user, decision=chosen)
        messages.success(request, _("Round %(round)s has been opened.") % {"round": opened.round})
        return redirect("assessment", assessment_id=opened.pk)
    context = {
        "assessment": assessment,
        "form": form,
        "is_review": reason is RoundReason.REVIEW,
        "round": assessment.round + 1,
        "decision": decision.label,
    }
    return render(request, "partnerships/partnership/start_round.html", context, status=http_status_of(request))
