"""The lists across cases: my work, partnerships, and what is flagged in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.downloads import exported
from accounts.guards import grants_of, signed_in, user_of
from accounts.limits import limited
from accounts.models import User
from accounts.roles import Grant, Role
from accounts.selectors import service_names
from partnerships.domain.access import can_author, role_may
from partnerships.domain.permissions import Permission
from partnerships.forms.flags import FlagListForm
from partnerships.forms.lists import PartnershipListForm
from partnerships.forms.questions import QuestionListForm
from partnerships.guards import role_view
from partnerships.models import Assessment, Flag
from partnerships.presenters.meetings import meeting_of
from partnerships.presenters.pictures import answered, by_age, by_month, by_outcome, by_question, by_service
from partnerships.responses import list_page, list_sheet
from partnerships.selectors import flags as reading
from partnerships.selectors import lists
from partnerships.selectors.assignments import assignments_of
from partnerships.selectors.conversations import conversations_of
from partnerships.selectors.lists import Listing
from partnerships.selectors.pictures import due_counted, flags_by_service, flags_counted, outcomes_counted
from partnerships.selectors.published import questions_published
from partnerships.selectors.questions import answers, cases_counted
from partnerships.selectors.upgrading import cases_to_upgrade
from partnerships.selectors.worklist import (
    ahead_of,
    conditions_of,
    others_of,
    owned_by,
    waiting_on,
)
from partnerships.selectors.worklist_asked import comments_asked_of, undeclared_by
from partnerships.selectors.worklist_others import waiting_on_others

PARTNERSHIPS, FLAGS = "partnerships/lists/partnerships.html", "partnerships/lists/flags.html"
QUESTIONS = "partnerships/lists/questions.html"


@role_view(Permission.READ_FLAGS)
@require_safe
def partnerships(request: HttpRequest) -> HttpResponse:
    return list_page(request, PARTNERSHIPS, *_partnerships(request))


@role_view(Permission.READ_FLAGS)
@limited("exports")
@exported
@require_safe
def partnerships_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    return list_sheet(
        request, PARTNERSHIPS, *_partnerships(request), name="partnerships", title=_("Partnerships"), kind=kind
    )


@role_view(Permission.READ_FLAGS)
@require_safe
def flags(request: HttpRequest) -> HttpResponse:
    form, read = _flags(request)
    user, grants = user_of(request), grants_of(request)
    return list_page(request, FLAGS, form, read, count=lambda: reading.counts_of(user, grants, form.wanted))


@role_view(Permission.READ_FLAGS)
@limited("exports")
@exported
@require_safe
def flags_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    return list_sheet(request, FLAGS, *_flags(request), name="flagged-items", title=_("Flagged items"), kind=kind)


@role_view(Permission.READ_FLAGS)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    form, read = _questions(request)
    if not request.GET.get("question"):
        return render(request, QUESTIONS, {"form": form})
    user, grants = user_of(request), grants_of(request)
    return list_page(
        request, QUESTIONS, form, read, also=lambda _rows: answered(form, cases_counted(user, grants, form.wanted))
    )


@role_view(Permission.READ_FLAGS)
@limited("exports")
@exported
@require_safe
def questions_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    return list_sheet(request, QUESTIONS, *_questions(request), name="answers", title=_("One question"), kind=kind)


@role_view(Permission.READ_FLAGS)
@require_safe
def pictures(request: HttpRequest) -> HttpResponse:
    user, grants, today = user_of(request), grants_of(request), timezone.localdate()
    counted = flags_counted(user, grants)
    charts = [
        by_service(counted.by_service, service_names()),
        by_question(counted, questions_published()),
        by_age(counted),
        by_outcome(outcomes_counted(user, grants)),
        by_month(*due_counted(user, grants, today), today),
    ]
    return render(request, "partnerships/lists/pictures.html", {"charts": charts})


@signed_in
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    user, grants = user_of(request), grants_of(request)
    context: dict[str, Any] = {
        "waiting": waiting_on(user, grants),
        "conditions": conditions_of(user, grants),
        "owned": owned_by(user),
        "conversations": conversations_of(user, grants),
        "assigned": assignments_of(user) if can_author(grants) else [],
        "to_upgrade": cases_to_upgrade(user) if can_author(grants) else [],
        "today": timezone.localdate(),
        "stands_in_for": sorted({grant.absent_name for grant in grants if not grant.is_own}),
        "is_manager": any(grant.role is Role.MANAGER and grant.is_own for grant in grants),
        "cases": others_of(user, grants),
        "can_start": role_may(Permission.CREATE, {grant.role for grant in grants}),
    }
    context |= {"comments_asked": comments_asked_of(user, grants), "undeclared": undeclared_by(user, grants)}
    managing = [grant for grant in grants if grant.role is Role.MANAGER]
    context["others"] = waiting_on_others(user, grants)
    context |= _managed(user, managing) if managing else {}
    also = [context[name] for name in ("conditions", "owned", "assigned", "comments_asked", "undeclared", "to_upgrade")]
    also += [context["ahead"].overdue if managing else [], context["conversations"].waits_on_person]
    context |= {"nothing_else_waits": not any(also), "is_new": not grants and not any(also)}
    return render(request, "partnerships/lists/my_work.html", context)


def _managed(user: User, managing: list[Grant]) -> dict[str, Any]:
    """Return what a manager sees of their services beside what waits on them."""
    ahead = ahead_of(user, managing)
    return {
        "ahead": ahead,
        "meetings": [(case, meeting_of(case)) for case in ahead.meetings],
        "chart": by_service(flags_by_service(user, managing), service_names()),
    }


def _partnerships(request: HttpRequest) -> tuple[PartnershipListForm, Callable[[], Listing[Assessment]]]:
    form, user, grants = PartnershipListForm(request.GET), user_of(request), grants_of(request)
    return form, lambda: lists.partnerships(user, grants, form.wanted)


def _flags(request: HttpRequest) -> tuple[FlagListForm, Callable[[], Listing[Flag]]]:
    form, user, grants = FlagListForm(request.GET), user_of(request), grants_of(request)
    return form, lambda: reading.flags(user, grants, form.wanted)


def _questions(request: HttpRequest) -> tuple[QuestionListForm, Callable[[], Listing[Assessment]]]:
    form, user, grants = QuestionListForm(request.GET), user_of(request), grants_of(request)
    return form, lambda: answers(user, grants, form.wanted)
