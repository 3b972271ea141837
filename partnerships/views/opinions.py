"""The pages on which managers give a second opinion on an answer, and withdraw it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.actions.opinions import answer_to_judge
from partnerships.domain.permissions import Permission
from partnerships.forms.opinions import OpinionForm
from partnerships.forms.review import ConfirmForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.presenters.tasks import task_of
from partnerships.responses import attempt, done_in_review, page, question_or_404, question_row, refusal_of
from partnerships.selectors.case import read_case
from partnerships.selectors.version_tokens import opinion_version_token


@assessment_view(Permission.GIVE_OPINION, refuses_late=True)
def give(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = task_of(case, question_or_404(case.spec, key).key)
    form = OpinionForm(
        form_data(request),
        version_token=opinion_version_token(case, key),
        question=task.spec,
        chosen=task.option,
        current=task.opinion,
    )
    against = refusal_of(partial(answer_to_judge, case, key))
    refusal = against
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"assessment": access.assessment, "by": access.user, **form.cleaned_data}
        question = question_row(access.assessment, key)
        refusal = attempt(form, lambda token: actions.give_opinion(question=question, version_token=token, **given))
        if not refusal:
            said = _("Your second opinion on %(code)s is saved.") % {"code": task.spec.code}
            return done_in_review(request, access.assessment, key, said)
    context = {"task": task, "is_possible": not against}
    return page(request, access, "partnerships/opinions/give.html", form, refusal, context)


@assessment_view(Permission.GIVE_OPINION, refuses_late=True)
def withdraw(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = task_of(case, question_or_404(case.spec, key).key)
    form = ConfirmForm(form_data(request), version_token=opinion_version_token(case, key))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        question = question_row(access.assessment, key)
        refusal = attempt(form, lambda token: actions.withdraw_opinion(question=question, version_token=token, **given))
        if not refusal:
            said = _("The second opinion on %(code)s is withdrawn.") % {"code": task.spec.code}
            return done_in_review(request, access.assessment, key, said)
    return page(request, access, "partnerships/opinions/withdraw.html", form, refusal, {"task": task})
