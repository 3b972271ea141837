"""How significant a partnership is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnerships import actions
from partnerships.domain.access import Permission
from partnerships.domain.significance import DECIDERS
from partnerships.forms.significance import SignificanceForm
from partnerships.guards import CaseAccess, partnership_view
from partnerships.responses import form_data, status_of
from partnerships.selectors.decider import route_of


@partnership_view(Permission.EDIT)
def significance(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    partnership = access.assessment.partnership
    form = SignificanceForm(form_data(request), partnership=partnership)
    if request.method == "POST" and form.is_valid():
        case = actions.judge_significance(assessment=access.assessment, by=access.user, answers=form.answers())
        words = {"significance": case.partnership.get_significance_display()}
        messages.success(request, _("The significance has been saved: %(significance)s.") % words)
        return redirect("partnership", reference=partnership.reference)
    context = {
        "form": form,
        "assessment": access.assessment,
        "routes": [(level, route_of(decider)) for level, decider in DECIDERS.items()],
    }
    return render(request, "partnerships/partnership/significance.html", context, status=status_of(request))
