"""The review of a case: what it flags, and what managers and those who confirm do about it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from checklists.models import Question
from partnerships import actions
from partnerships.actions import ReturnItem
from partnerships.actions.moves import can_be_endorsed
from partnerships.domain.access import check_confirm
from partnerships.domain.permissions import Permission
from partnerships.domain.readiness import steps_of
from partnerships.domain.workflow import State
from partnerships.forms.review import ConfirmAnswerForm, ConfirmForm, ObjectionForm, ReturnForm, TreatForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Assessment
from partnerships.presenters.fixes import to_fix
from partnerships.presenters.fixes_done import done_before_review
from partnerships.presenters.overview import about, sentence_of
from partnerships.presenters.review import (
    alike_choices,
    answers_in_review,
    boxes_to_return,
    conditions_of,
    counts_of,
    disputed_tasks,
    flagged_tasks,
    left_to_treat,
    obstacles_to_endorsement,
    outcome_explained,
    reason_against_treating,
    unflagged_tasks,
)
from partnerships.presenters.tasks import Task, task_of
from partnerships.responses import attempt, done_in_review, page, question_or_404, question_row
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.comments import gaps_of
from partnerships.selectors.people import people_of
from partnerships.selectors.referrals import latest_referral
from partnerships.selectors.rounds import partners_in_round
from partnerships.selectors.upgrading import required_version
from partnerships.selectors.version_tokens import question_version_token, version_token_of


@assessment_view(Permission.SEE)
@require_safe
def review(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    context = {
        "assessment": access.assessment,
        "partnership": access.assessment.partnership,
        "can": access.can,
        "case": case,
        "printed_on": timezone.localdate(),
        "outcome": outcome_explained(case),
        "steps": steps_of(case.flags.values()),
        "done": done_before_review(case),
        "returned_for": to_fix(case) if access.assessment.state == State.RETURNED else [],
        "counts": counts_of(case),
        "conditions": conditions_of(case),
        "obstacles": obstacles_to_endorsement(case, is_reviewer=access.can["treat"]),
        "what_next": "" if access.can["treat"] else sentence_of(case),
        "can_be_endorsed": can_be_endorsed(case),
        "gaps": gaps_of(access.assessment),
        "referral": latest_referral(access.assessment),
        "required": required_version(access.assessment) if access.assessment.state == State.IN_REVIEW else None,
        "answerable": [section.code for section in case.spec.sections if access.can_answer(section)],
    }
    context |= about(case, partners_in_round(access.assessment))
    context |= answers_in_review(access, case, is_whole="all" in request.GET)
    return render(request, "partnerships/review/review.html", context)


@assessment_view(Permission.TREAT, refuses_late=True)
def treat(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = task_of(case, question_or_404(case.spec, key).key)
    evidence = task.evidence + [item for other in case.evidence.values() for item in other if item not in task.evidence]
    form = TreatForm(
        form_data(request),
        version_token=question_version_token(case, key),
        evidence=evidence,
        treatment=task.treatment,
        alike=alike_choices(case, but=key),
    )
    against = reason_against_treating(task)
    refusal = against
    if request.method == "POST" and form.is_valid():
        refusal = attempt(form, lambda token: _treat(access, key, form, token))
        if not refusal:
            return _to_next_concern(request, case, [key, *form.also])
    people = people_of(access.assessment.partnership_id)
    context = {"task": task, "is_treatable": not against, "people": people}
    return page(request, access, "partnerships/review/treat.html", form, refusal, context)


def _treat(access: CaseAccess, key: str, form: TreatForm, token: str) -> None:
    also = [(question_row(access.assessment, other), shown) for other, shown in form.also.items()]
    case_by: dict[str, Any] = {"assessment": access.assessment, "by": access.user, "version_token": token}
    actions.treat_alike(question=question_row(access.assessment, key), also=also, **case_by, **form.treatment)


def _to_next_concern(request: HttpRequest, case: Case, treated: list[str]) -> HttpResponse:
    """Lead to the next concern on the page of the review, or to what can be done once the last is treated."""
    words = {"codes": ", ".join(case.spec.by_key[key].code for key in treated)}
    left = [task for task in left_to_treat(case, but=treated[0]) if task.spec.key not in treated]
    if left:
        words |= {"next": f"{left[0].spec.code} {left[0].spec.title}"}
        said = _("Treated: %(codes)s. The next concern is %(next)s.")
    else:
        said = _("Treated: %(codes)s. No concern is left to treat.")
    place = left[0].spec.key if left else "next"
    return done_in_review(request, case.assessment, place, said % words)


@assessment_view(Permission.CONFIRM, refuses_late=True)
def confirm(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = _task_to_confirm(access, case, key)
    form = ConfirmAnswerForm(form_data(request), version_token=question_version_token(case, key))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        question, note = question_row(access.assessment, key), form.cleaned_data["note"]
        case_by: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(
            form, lambda token: actions.confirm(**case_by, question=question, note=note, version_token=token)
        )
        if not refusal:
            said = _("%(code)s is confirmed.") % {"code": task.spec.code}
            return done_in_review(request, access.assessment, "to-confirm", said)
    return page(request, access, "partnerships/review/confirm.html", form, refusal, {"task": task})


@assessment_view(Permission.CONFIRM, refuses_late=True)
def object_to(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = read_case(access.assessment)
    task = _task_to_confirm(access, case, key)
    form = ObjectionForm(form_data(request), version_token=question_version_token(case, key))
    is_in_review = access.assessment.state == State.IN_REVIEW
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"question": question_row(access.assessment, key), "reason": form.cleaned_data["reason"]}
        refusal = attempt(
            form,
            lambda token: actions.object_to(assessment=access.assessment, by=access.user, version_token=token, **said),
        )
        if not refusal:
            told = (
                _("It is recorded why %(code)s cannot be confirmed. The managers have been told.")
                if is_in_review
                else _("It is recorded why %(code)s cannot be confirmed. The authors have been told.")
            )
            return done_in_review(request, access.assessment, "to-confirm", told % {"code": task.spec.code})
    context = {"task": task, "is_in_review": is_in_review}
    return page(request, access, "partnerships/review/object.html", form, refusal, context)


def _task_to_confirm(access: CaseAccess, case: Case, key: str) -> Task:
    """Return the question, which somebody must confirm (404), and the person may (403)."""
    task = task_of(case, question_or_404(case.spec, key).key)
    if task.spec.confirm is None:
        raise Http404
    access.refusal(partial(check_confirm, role=task.spec.confirm.role))
    return task


@assessment_view(Permission.RETURN, refuses_late=True)
def return_(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    tasks = flagged_tasks(case) + unflagged_tasks(case)
    form = ReturnForm(form_data(request), version_token=version_token_of(case), questions=[task.spec for task in tasks])
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"by": access.user, "items": _items(access.assessment, form)}
        refusal = attempt(
            form, lambda token: actions.return_(assessment=access.assessment, version_token=token, **given)
        )
        if not refusal:
            messages.success(request, _("Returned. The lead officer and the contributors have been told."))
            return redirect("assessment-review", access.assessment.pk)
    context = {"boxes": boxes_to_return(tasks, lambda key: form[f"on-{key}"])}
    return page(request, access, "partnerships/review/return.html", form, refusal, context)


@assessment_view(Permission.ENDORSE, refuses_late=True)
def endorse(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    form = ConfirmForm(form_data(request), version_token=version_token_of(case))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = attempt(
            form, lambda token: actions.endorse(assessment=access.assessment, by=access.user, version_token=token)
        )
        if not refusal:
            messages.success(request, _("Endorsed. The authors and the board secretaries have been told."))
            return redirect("assessment-review", access.assessment.pk)
    context = {
        "case": case,
        "outcome": outcome_explained(case),
        "can_be_endorsed": can_be_endorsed(case),
        "obstacles": obstacles_to_endorsement(case, is_reviewer=access.can["treat"]),
        "conditions": conditions_of(case),
        "disputed": disputed_tasks(case),
    }
    return page(request, access, "partnerships/review/endorse.html", form, refusal, context)


def _items(assessment: Assessment, form: ReturnForm) -> list[ReturnItem]:
    """Return the reasons of the form with the rows of their questions, the case as a whole last."""
    questions = {row.key: row for row in Question.objects.filter(version=assessment.version_id)}
    return [ReturnItem(reason=reason, question=questions.get(key)) for key, reason in form.reasons.items()]
