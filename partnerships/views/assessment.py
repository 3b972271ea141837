"""The task list of a case, and its answers to check before it is submitted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnerships.domain.access import Permission
from partnerships.domain.readiness import explanation_of
from partnerships.domain.workflow import State
from partnerships.guards import CaseAccess, assessment_view
from partnerships.presenters.fixes import to_fix
from partnerships.presenters.overview import significance_of
from partnerships.presenters.tasks import tasks_of
from partnerships.selectors.case import read_case


@assessment_view(Permission.SEE)
@require_safe
def assessment(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    is_returned = access.assessment.state == State.RETURNED
    context = {
        "case": case,
        "can": access.can,
        "sections": [(section, tasks_of(case, section)) for section in case.spec.sections],
        "fixes": to_fix(case) if is_returned else [],
        "is_returned": is_returned,
        "significance": significance_of(access.assessment.partnership),
    }
    return render(request, "partnerships/assessment/assessment.html", context)


@assessment_view(Permission.SEE)
@require_safe
def check(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    context = {
        "case": case,
        "can": access.can,
        "explanation": explanation_of(case.flags.values()),
        "sections": [(section, tasks_of(case, section), access.can_answer(section)) for section in case.spec.sections],
    }
    return render(request, "partnerships/assessment/check.html", context)
