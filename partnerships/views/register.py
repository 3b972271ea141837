"""The register of partnerships as a page and for spreadsheets, their conditions, and their end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.downloads import exported
from accounts.drafts import form_data
from accounts.guards import grants_of, user_of
from accounts.limits import files_in, limited
from partnerships import actions
from partnerships.actions.register import check_chasable, check_completed, check_endable, check_open
from partnerships.domain.access import grants_for
from partnerships.domain.permissions import Permission
from partnerships.forms.conditions import ConditionListForm
from partnerships.forms.register import (
    AmendForm,
    CompleteForm,
    EndForm,
    RegisterListForm,
    ReopenConditionForm,
)
from partnerships.forms.review import ConfirmForm
from partnerships.guards import CaseAccess, partnership_view, role_view
from partnerships.models import Condition, Event, RegisterEntry
from partnerships.presenters.conditions import chased_in_words
from partnerships.responses import attempt, list_page, list_sheet, page, refusal_of, stored_file
from partnerships.selectors import register as reading
from partnerships.selectors.conditions import conditions as list_of_conditions
from partnerships.selectors.conditions import to_chase
from partnerships.selectors.evidence import earlier_files
from partnerships.selectors.lists import Listing
from partnerships.selectors.register import line_of, register_record_of
from partnerships.selectors.version_tokens import condition_version_token

REGISTER, CONDITIONS = "partnerships/register/register.html", "partnerships/register/conditions.html"


@role_view(Permission.READ_FLAGS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    can_enter = bool(grants_for(Permission.ENTER_EXISTING, grants_of(request)))
    return list_page(request, REGISTER, *_register(request), also=lambda _rows: {"can_enter": can_enter})


@role_view(Permission.READ_FLAGS)
@limited("exports")
@exported
@require_safe
def register_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    return list_sheet(request, REGISTER, *_register(request), name="register", title=_("Register"), kind=kind)


@role_view(Permission.READ_FLAGS)
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    form, read = _conditions(request)
    user, grants = user_of(request), grants_of(request)
    return list_page(
        request, CONDITIONS, form, read, also=lambda rows: {"to_chase": to_chase(user, grants, rows, form.wanted.today)}
    )


@role_view(Permission.READ_FLAGS)
@limited("exports")
@exported
@require_safe
def conditions_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    return list_sheet(request, CONDITIONS, *_conditions(request), name="conditions", title=_("Conditions"), kind=kind)


@partnership_view(Permission.SEE)
@require_safe
def condition(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row = _of(access, number)
    context = _context(access, row)
    context["chases"] = chased_in_words(row) if access.can[Permission.AMEND] and not context["is_chased"] else ""
    return render(request, "partnerships/register/condition.html", context)


@partnership_view(Permission.COMPLETE)
@limited("uploads", amount=files_in)
def complete(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row = _of(access, number)
    form = CompleteForm(form_data(request), request.FILES or None, version_token=condition_version_token(row))
    refusal = refusal_of(partial(check_open, row))
    if refusal and request.method == "GET":
        return _late(request, refusal, _address(row))
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"condition": row, "by": access.user, **form.completion}
        refusal = attempt(form, lambda token: actions.complete_condition(**given, version_token=token))
        if not refusal:
            messages.success(request, _("Condition %(number)s is completed.") % {"number": number})
            return redirect(_address(row))
    return page(request, access, "partnerships/register/condition_complete.html", form, refusal, _context(access, row))


@partnership_view(Permission.AMEND)
def reopen(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row = _of(access, number)
    form = ReopenConditionForm(form_data(request), version_token=condition_version_token(row))
    refusal = refusal_of(partial(check_completed, row))
    if refusal and request.method == "GET":
        return _late(request, refusal, _address(row))
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"condition": row, "by": access.user, **form.cleaned_data}
        refusal = attempt(form, lambda token: actions.reopen_condition(**given, version_token=token))
        if not refusal:
            messages.success(request, _("Condition %(number)s is asked for again.") % {"number": number})
            return redirect(_address(row))
    return page(request, access, "partnerships/register/condition_reopen.html", form, refusal, _context(access, row))


@partnership_view(Permission.AMEND)
def amend(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row = _of(access, number)
    form = AmendForm(form_data(request), condition=row)
    refusal = refusal_of(partial(check_open, row))
    if refusal and request.method == "GET":
        return _late(request, refusal, _address(row))
    if request.method == "POST" and form.keeps_theirs:
        return _late(request, _("Condition %(number)s stands as it was changed.") % {"number": number}, _address(row))
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"condition": row, "by": access.user, **form.cleaned_data}
        refusal = attempt(form, lambda token: actions.amend_condition(**given, version_token=token))
        if not refusal:
            messages.success(request, _("Condition %(number)s has been changed.") % {"number": number})
            return redirect(_address(row))
    return page(request, access, "partnerships/register/condition_amend.html", form, refusal, _context(access, row))


@partnership_view(Permission.AMEND)
def chase(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    """Chase, and go back to the page on which it was asked for: the list with its filters, or the condition."""
    row = _of(access, number)
    back = request.POST.get("back", "")
    address = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else _address(row)
    refusal = refusal_of(partial(check_chasable, row))
    if request.method == "POST" and not refusal:
        refusal = refusal_of(lambda: actions.chase_condition(condition=row, by=access.user))
        if not refusal:
            words = {"number": number, "reference": row.partnership.reference, "who": chased_in_words(row)}
            messages.success(request, _("Condition %(number)s of %(reference)s is chased by email. %(who)s") % words)
            return redirect(address)
    if refusal:
        return _late(request, refusal, address)
    form = ConfirmForm(version_token="")
    context = {**_context(access, row), "chases": chased_in_words(row)}
    return page(request, access, "partnerships/register/condition_chase.html", form, "", context)


@partnership_view(Permission.SEE)
@require_safe
def file(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row = _of(access, number)
    wanted = request.GET.get("event")
    if wanted:
        # Evidence that other evidence has replaced: auditors read it, and nobody else.
        row = next((kept for event, kept in _earlier(access, row) if str(event.position) == wanted), Condition())
    if not row.file:
        raise Http404
    return stored_file(row)


@partnership_view(Permission.END)
def end(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    assessment = access.assessment
    form = EndForm(form_data(request), version_token=assessment.state_changed_at.isoformat())
    refusal = refusal_of(partial(check_endable, assessment.partnership))
    address = reverse("partnership", args=[assessment.partnership.reference])
    if refusal and request.method == "GET":
        return _late(request, refusal, address)
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"assessment": assessment, "by": access.user, "draft": form.draft}
        refusal = attempt(form, lambda token: actions.end_partnership(**given, version_token=token))
        if not refusal:
            messages.success(request, _("The end of the partnership has been recorded."))
            return redirect(address)
    context = {"after": register_record_of(assessment.partnership), "is_under_way": assessment.is_under_way}
    return page(request, access, "partnerships/register/end.html", form, refusal, context)


def _register(request: HttpRequest) -> tuple[RegisterListForm, Callable[[], Listing[RegisterEntry]]]:
    form, user, grants = RegisterListForm(request.GET), user_of(request), grants_of(request)
    return form, lambda: reading.entries(user, grants, form.wanted)


def _conditions(request: HttpRequest) -> tuple[ConditionListForm, Callable[[], Listing[Condition]]]:
    form, user, grants = ConditionListForm(request.GET), user_of(request), grants_of(request)
    return form, lambda: list_of_conditions(user, grants, form.wanted)


def _of(access: CaseAccess, number: int) -> Condition:
    rows = access.assessment.partnership.conditions.select_related(
        "partnership", "question", "completed_by", "owner_user", "decision__assessment__partnership", "decision__issue"
    )
    return get_object_or_404(rows, number=number)


def _context(access: CaseAccess, row: Condition) -> dict[str, Any]:
    entry = RegisterEntry.objects.filter(partnership=row.partnership).first()
    has_ended = entry is not None and entry.ended_on is not None
    line = line_of(row, has_ended=has_ended)
    shared = {"assessment": access.assessment, "can": access.can, "line": line, "has_ended": has_ended}
    is_chased = bool(refusal_of(partial(check_chasable, row)))
    return {**shared, "is_chased": is_chased, "earlier": _earlier(access, row)}


def _earlier(access: CaseAccess, row: Condition) -> list[tuple[Event, Condition]]:
    return earlier_files(row) if access.can[Permission.AUDIT] else []


def _address(row: Condition) -> str:
    return reverse("condition", args=[row.partnership.reference, row.number])


def _late(request: HttpRequest, refusal: str, address: str) -> HttpResponse:
    """Send whoever opens a form that asks for nothing any more to how things stand, with the reason."""
    messages.info(request, refusal)
    return redirect(address)
