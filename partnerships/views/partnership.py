"""The page of a partnership with people and history, its details, and what the guide asks before the checklist."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from govuk import pages_around
from partnerships import actions
from partnerships.actions.people import can_be_removed
from partnerships.domain.permissions import Permission
from partnerships.forms.partnership import BenefitsForm, EditDetailsForm, ScreeningForm
from partnerships.guards import CaseAccess, partnership_view
from partnerships.presenters.overview import (
    about,
    can_take_back,
    next_step,
    round_to_start,
    said_first,
    screened,
)
from partnerships.presenters.tasks import talked_about
from partnerships.presenters.trail import entries_of
from partnerships.presenters.trail_days import MOST_STEPS, PAGE_LENGTH, days_of
from partnerships.responses import attempt, page
from partnerships.selectors.case import read_case, rounds_to
from partnerships.selectors.issues import lines_of
from partnerships.selectors.people import people_of
from partnerships.selectors.register import register_record_of
from partnerships.selectors.rounds import partners_in_round
from partnerships.selectors.trail import decisive_events, events_to


@partnership_view(Permission.READ_HISTORY)
@require_safe
def partnership(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    assessment, case = access.assessment, read_case(access.assessment)
    people = people_of(assessment.partnership_id)
    after = register_record_of(assessment.partnership)
    context = {
        "case": case,
        "can": access.can,
        "said_first": said_first(case, after.decisions),
        "next_step": next_step(access, case, after),
        "talked_about": talked_about(access, case),
        "can_take_back": can_take_back(access),
        "people": people,
        "removable": [person for person in people if can_be_removed(person, assessment.partnership)],
        "rounds": rounds_to(access.assessment),
        "issues": lines_of(assessment.partnership),
        "after": after,
        "round_to_start": round_to_start(access),
    }
    context |= about(case, partners_in_round(assessment)) | _trail_to(access, request.GET.get("page"))
    return render(request, "partnerships/partnership/partnership.html", context)


def _trail_to(access: CaseAccess, page: str | None) -> dict[str, Any]:
    """Return the decisive steps up to this round, and one page of everything else."""
    assessment, has_conversations = access.assessment, access.can[Permission.READ_CONVERSATIONS]
    events = events_to(assessment, has_conversations=has_conversations)
    shown = Paginator(events.other(), PAGE_LENGTH).get_page(page)
    return {
        "steps": entries_of(decisive_events(assessment, has_conversations=has_conversations, most=MOST_STEPS)),
        "days": days_of(shown),
        "pages": pages_around(
            shown, lambda number: f"?page={number}#changes", before=_("Show later"), after=_("Show earlier")
        ),
    }


@partnership_view(Permission.EDIT)
def edit(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    form, refusal = EditDetailsForm(form_data(request), assessment=access.assessment), ""
    if request.method == "POST" and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(
            form, lambda token: actions.change_details(**case, details=form.details(), version_token=token)
        )
        if not refusal:
            messages.success(request, _("The details have been saved."))
            return redirect("assessment", access.assessment.pk)
    return page(request, access, "partnerships/partnership/edit.html", form, refusal, {})


@partnership_view(Permission.EDIT)
def screening(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    if not access.assessment.version.spec().characteristics:
        raise Http404
    form, refusal = ScreeningForm(form_data(request), assessment=access.assessment), ""
    if request.method == "POST" and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.screen(**case, answers=form.cleaned_data, version_token=token))
        if not refusal:
            result = screened(form.spec, form.cleaned_data)
            level = messages.SUCCESS if result.is_partnership else messages.INFO
            messages.add_message(request, level, result.sentence)
            return redirect("assessment", access.assessment.pk)
    return page(request, access, "partnerships/partnership/screening.html", form, refusal, {})


@partnership_view(Permission.EDIT)
def benefits(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    if not access.assessment.version.spec().benefits:
        raise Http404
    form, refusal = BenefitsForm(form_data(request), assessment=access.assessment), ""
    if request.method == "POST" and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        codes = form.cleaned_data["benefits"]
        refusal = attempt(form, lambda token: actions.claim_benefits(**case, codes=codes, version_token=token))
        if not refusal:
            messages.success(request, _("The benefits have been saved."))
            return redirect("assessment", access.assessment.pk)
    return page(request, access, "partnerships/partnership/benefits.html", form, refusal, {})
