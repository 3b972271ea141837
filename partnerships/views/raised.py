"""The pages on which managers raise a flag by hand, and withdraw it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.domain.permissions import Permission
from partnerships.forms.raised import RaiseForm, WithdrawFlagForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.presenters.tasks import task_of
from partnerships.responses import attempt, done_in_review, page, question_or_404, question_row
from partnerships.selectors.case import read_case
from partnerships.selectors.version_tokens import question_version_token


@assessment_view(Permission.RAISE_FLAG, refuses_late=True)
def raise_flag(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = task_of(case, question_or_404(case.spec, key).key)
    form = RaiseForm(form_data(request), version_token=question_version_token(case, key))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        given |= {name: form.cleaned_data[name] for name in ("severity", "reason")}
        question = question_row(access.assessment, key)
        refusal = attempt(form, lambda token: actions.raise_flag(question=question, version_token=token, **given))
        if not refusal:
            said = _("A flag is raised on %(code)s.") % {"code": task.spec.code}
            return done_in_review(request, access.assessment, key, said)
    return page(request, access, "partnerships/raised/raise.html", form, refusal, {"task": task})


@assessment_view(Permission.RAISE_FLAG, refuses_late=True)
def withdraw_flag(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = task_of(case, question_or_404(case.spec, key).key)
    form = WithdrawFlagForm(form_data(request), version_token=question_version_token(case, key))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"assessment": access.assessment, "by": access.user, **form.cleaned_data}
        question = question_row(access.assessment, key)
        refusal = attempt(form, lambda token: actions.withdraw_flag(question=question, version_token=token, **given))
        if not refusal:
            said = _("The flag raised on %(code)s is withdrawn.") % {"code": task.spec.code}
            return done_in_review(request, access.assessment, key, said)
    return page(request, access, "partnerships/raised/withdraw.html", form, refusal, {"task": task})
