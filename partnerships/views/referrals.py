"""The referral of a case that is Not ready: a manager asks for it, a monitoring officer answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.actions.referrals import can_be_referred, check_referable
from partnerships.domain.board import ReferralAnswer
from partnerships.domain.permissions import Permission
from partnerships.forms.referrals import AnswerReferralForm, AskReferralForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.presenters.review import blocked_tasks, outcome_explained
from partnerships.responses import attempt, page, refusal_of
from partnerships.selectors.case import read_case
from partnerships.selectors.referrals import latest_referral
from partnerships.selectors.version_tokens import version_token_of


@assessment_view(Permission.ASK_REFERRAL, refuses_late=True)
def ask(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    form = AskReferralForm(form_data(request), version_token=version_token_of(case))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        said |= {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.ask_referral(**said, version_token=token))
        if not refusal:
            messages.success(request, _("The referral is asked for. The monitoring officer has been told."))
            return redirect("assessment-review", access.assessment.pk)
    context = {
        "case": case,
        "outcome": outcome_explained(case),
        "can_be_referred": can_be_referred(case),
        "obstacle": refusal_of(lambda: check_referable(case)),
    }
    return page(request, access, "partnerships/referrals/ask.html", form, refusal, context)


@assessment_view(Permission.REFER, refuses_late=True)
def answer(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    form = AnswerReferralForm(form_data(request), version_token=version_token_of(case))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = attempt(form, lambda token: _answer(access, form, token))
        if not refusal:
            messages.success(request, _TOLD[form.cleaned_data["answer"]]())
            return redirect("assessment-review", access.assessment.pk)
    context = {
        "case": case,
        "outcome": outcome_explained(case),
        "referral": latest_referral(access.assessment),
        "tasks": blocked_tasks(case),
    }
    return page(request, access, "partnerships/referrals/answer.html", form, refusal, context)


_TOLD = {
    ReferralAnswer.CONFIRMED: lambda: _("Referred. The authors and the board secretaries have been told."),
    ReferralAnswer.DECLINED: lambda: _("Declined. The managers who review the case have been told."),
}


def _answer(access: CaseAccess, form: AnswerReferralForm, version_token: str) -> None:
    is_confirmed = form.cleaned_data["answer"] == ReferralAnswer.CONFIRMED
    act = actions.confirm_referral if is_confirmed else actions.decline_referral
    reason = form.cleaned_data["reason"]
    act(assessment=access.assessment, by=access.user, reason=reason, version_token=version_token)
