"""The task list of a case, and its answers to check before it is submitted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnerships.domain.access import Permission
from partnerships.domain.readiness import explanation_of
from partnerships.domain.workflow import State
from partnerships.guards import Desk, assessment_view
from partnerships.presenters.fixes import to_fix
from partnerships.presenters.overview import significance_of
from partnerships.presenters.tasks import tasks_of
from partnerships.selectors.case import read_case


@assessment_view(Permission.SEE)
@require_safe
def assessment(request: HttpRequest, desk: Desk) -> HttpResponse:
    case = read_case(desk.assessment)
    is_returned = desk.assessment.state == State.RETURNED
    context = {
        "case": case,
        "can": desk.can,
        "sections": [(section, tasks_of(case, section)) for section in case.spec.sections],
        "fixes": to_fix(case) if is_returned else [],
        "is_returned": is_returned,
        "significance": significance_of(desk.assessment.partnership),
    }
    return render(request, "partnerships/assessment/assessment.html", context)


@assessment_view(Permission.SEE)
@require_safe
def check(request: HttpRequest, desk: Desk) -> HttpResponse:
    case = read_case(desk.assessment)
    context = {
        "case": case,
        "can": desk.can,
        "explanation": explanation_of(case.flags.values()),
        "sections": [(section, tasks_of(case, section), desk.can_answer(section)) for section in case.spec.sections],
    }
    return render(request, "partnerships/assessment/check.html", context)
