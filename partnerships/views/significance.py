"""How significant a partnership is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.domain.permissions import Permission
from partnerships.domain.significance import DECIDERS
from partnerships.forms.significance import SignificanceForm
from partnerships.guards import CaseAccess, partnership_view
from partnerships.responses import attempt, page
from partnerships.selectors.decider import route_of


@partnership_view(Permission.EDIT)
def significance(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    partnership = access.assessment.partnership
    form, refusal = SignificanceForm(form_data(request), partnership=partnership), ""
    if request.method == "POST" and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        answers = form.answers()
        refusal = attempt(form, lambda token: actions.judge_significance(**case, answers=answers, version_token=token))
        if not refusal:
            partnership.refresh_from_db(fields=["significance"])
            words = {"significance": partnership.get_significance_display()}
            messages.success(request, _("The significance has been saved: %(significance)s.") % words)
            return redirect("assessment", access.assessment.pk)
    context = {"routes": [(level, route_of(decider)) for level, decider in DECIDERS.items()]}
    return page(request, access, "partnerships/partnership/significance.html", form, refusal, context)
