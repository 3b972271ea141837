"""The task list of a case, its answers to check, and the confirm pages that submit or withdraw it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from partnerships import actions
from partnerships.actions.moves import check_not_acted_on, check_reviewable
from partnerships.domain.access import check
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import EDITABLE, State
from partnerships.forms.moves import WithdrawForm
from partnerships.forms.review import ConfirmForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.presenters.fixes import to_fix
from partnerships.presenters.fixes_done import done_by_authors
from partnerships.presenters.overview import can_take_back, screened, sentence_of
from partnerships.presenters.review import outcome_explained
from partnerships.presenters.steps import doubts_in, missing_in, own_step, steps_of, to_do
from partnerships.presenters.tasks import Task, by_what_they_are, contents_of, is_assigned_to, tasks_of, with_work
from partnerships.presenters.upgrading import shown_earlier
from partnerships.responses import attempt, http_status_of, page, refusal_of
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.comments import gaps_of
from partnerships.selectors.fixes import latest_return
from partnerships.selectors.upgrading import (
    earlier_answers,
    last_upgrade,
    required_version,
    unasked,
    undo_refusal,
    version_to_upgrade_to,
)


@assessment_view(Permission.SEE)
@require_safe
def assessment(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    is_returned = access.assessment.state == State.RETURNED
    tasks = with_work(access, (task for section in case.spec.sections for task in tasks_of(case, section)))
    mine, is_mine = [task for task in tasks if is_assigned_to(access.user, task)], "mine" in request.GET
    fixes, shown = to_fix(case) if is_returned else [], mine if is_mine else tasks
    missing, objected = missing_in(case, tasks), [task for task in tasks if task.objection]
    context = {
        "case": case,
        "can": access.can,
        **_in_sections(case, shown),
        "mine": mine,
        "is_mine": is_mine,
        "fixes": fixes,
        "objected": objected,
        "is_returned": is_returned,
        "steps": steps_of(access, case, missing),
        "missing": missing,
        "doubts": doubts_in(case, tasks),
        "to_do": own_step(access, mine) if is_mine else to_do(access, case, missing, mine, fixes, objected),
        "what_next": sentence_of(case),
        "can_take_back": can_take_back(access),
        **_upgrading(access),
    }
    return render(request, "partnerships/assessment/assessment.html", context)


def _upgrading(access: CaseAccess) -> dict[str, Any]:
    """Return what the task list says of other versions: of one that is required to all who see it.

    To whoever can move the case, which one it can go on to, and which upgrade can be undone.
    """
    is_open = access.assessment.state in EDITABLE
    required = {"required": required_version(access.assessment) if is_open else None}
    if not access.can[Permission.UPGRADE]:
        return {"newer_version": None, "upgrade_to_undo": None, **required}
    made = last_upgrade(access.assessment)
    return required | {
        "newer_version": version_to_upgrade_to(access.assessment),
        "upgrade_to_undo": made if made and not undo_refusal(made) else None,
    }


def _in_sections(case: Case, tasks: Iterable[Task]) -> dict[str, Any]:
    """Return the tasks by section, and, where there are many sections, what leads to each."""
    sections = [(section, list(own)) for section, own in groupby(tasks, key=attrgetter("section"))]
    return {"sections": sections, "contents": contents_of(case, [section for section, _own in sections])}


@assessment_view(Permission.SEE)
@require_safe
def check_answers(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    sections = [(section, tasks_of(case, section), access.can_answer(section)) for section in case.spec.sections]
    tasks = [task for _section, own, _can in sections for task in own]
    context = {
        "case": case,
        "can": access.can,
        "outcome": outcome_explained(case),
        "sections": sections,
        "contents": contents_of(case, case.spec.sections),
        "unasked": shown_earlier(unasked(case, earlier_answers(access.assessment))),
        "missing": missing_in(case, tasks),
        "doubts": doubts_in(case, tasks),
    }
    return render(request, "partnerships/assessment/check.html", context)


@assessment_view(Permission.SEE)
def submit(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    late = access.refusal(partial(check, Permission.SUBMIT)) or refusal_of(
        partial(check_reviewable, access.assessment.partnership)
    )
    if not late and request.method == "POST":
        late = refusal_of(lambda: actions.submit(assessment=access.assessment, by=access.user))
        if not late:
            messages.success(request, _("The assessment has been submitted. The managers of the service were told."))
            return redirect("partnership", reference=access.assessment.partnership.reference)
    if late:
        return _already(request, access, late)
    case = read_case(access.assessment)
    tasks = [task for section in case.spec.sections for task in tasks_of(case, section)]
    context = {
        "case": case,
        "missing": missing_in(case, tasks),
        "screened": screened(case.spec, access.assessment.screening),
        "done": done_by_authors(case),
        "gaps": gaps_of(access.assessment),
        **by_what_they_are(tasks),
    }
    return render(request, "partnerships/assessment/submit.html", context)


@assessment_view(Permission.TAKE_BACK, refuses_late=True)
def take_back(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    form = ConfirmForm(form_data(request), version_token=access.assessment.state_changed_at.isoformat())
    against = refusal_of(partial(check_not_acted_on, access.assessment))
    refusal = against
    if request.method == "POST" and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.take_back(**case, version_token=token))
        if not refusal:
            messages.success(request, _("The submission has been taken back. Those who were asked have been told."))
            return redirect("assessment", access.assessment.pk)
    context = {"is_possible": not against, "fixes": latest_return(access.assessment)}
    return page(request, access, "partnerships/assessment/take_back.html", form, refusal, context)


@assessment_view(Permission.SEE)
def withdraw(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    late = access.refusal(partial(check, Permission.WITHDRAW))
    form = WithdrawForm(form_data(request))
    if not late and request.method == "POST" and form.is_valid():
        late = refusal_of(
            lambda: actions.withdraw(assessment=access.assessment, by=access.user, reason=form.cleaned_data["reason"])
        )
        if not late:
            messages.success(request, _("The assessment has been withdrawn. It stays on record."))
            return redirect("partnership", reference=access.assessment.partnership.reference)
    if late:
        return _already(request, access, late)
    context = {"form": form, "assessment": access.assessment}
    return render(request, "partnerships/assessment/withdraw.html", context, status=http_status_of(request))


def _already(request: HttpRequest, access: CaseAccess, why: str) -> HttpResponse:
    messages.info(request, _("Nothing was changed.") + " " + why)
    return redirect("partnership", reference=access.assessment.partnership.reference)
