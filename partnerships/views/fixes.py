"""The page on which the authors of a returned case reply to what it was returned for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.domain.permissions import Permission
from partnerships.forms.fixes import RepliesForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import ReturnReply
from partnerships.presenters.fixes import fix_of
from partnerships.responses import attempt, page
from partnerships.selectors.case import read_case
from partnerships.selectors.fixes import reasons_to_answer, reply_name


@assessment_view(Permission.REPLY, refuses_late=True)
def replies(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    data = form_data(request)
    reasons = reasons_to_answer(access.assessment, named=data or ())
    form = RepliesForm(data, reasons=reasons)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"by": access.user, "replies": form.cleaned_data}
        changed: list[ReturnReply] = []
        refusal = attempt(
            form,
            lambda token: changed.extend(
                actions.reply_to_return(assessment=access.assessment, version_token=token, **given)
            ),
        )
        if not refusal:
            _say_what_was_saved(request, changed)
            return redirect("assessment", access.assessment.pk)
    case = read_case(access.assessment)
    rows = [(fix_of(case, reason), form[reply_name(reason)]) for reason in reasons]
    return page(request, access, "partnerships/fixes/replies.html", form, refusal, {"rows": rows})


def _say_what_was_saved(request: HttpRequest, changed: list[ReturnReply]) -> None:
    if changed:
        messages.success(request, _("Your replies have been saved. Managers see them once you submit the case."))
    else:
        messages.info(request, _("No reply was written or changed, so nothing was saved."))
