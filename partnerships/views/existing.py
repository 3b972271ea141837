"""Partnerships that exist already and have no case: entering one, its page, changing it, and its first review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.guards import grants_of, user_of
from accounts.models import Service
from partnerships import actions
from partnerships.actions.existing import can_enter_in
from partnerships.actions.rounds import check_reviewable_by
from partnerships.domain.permissions import Permission
from partnerships.forms.existing import ExistingForm
from partnerships.forms.fields import errors_shown
from partnerships.forms.rounds import FirstReviewForm
from partnerships.guards import entry_view, role_view
from partnerships.models import RegisterEntry
from partnerships.presenters.existing import summary_of
from partnerships.presenters.trail import entries_of
from partnerships.responses import attempt, form_page, http_status_of, refusal_of
from partnerships.selectors.versions import versions_to_answer

# The most events that the page tells; the audit trail has all.
MOST_EVENTS = 20


@role_view(Permission.ENTER_EXISTING)
def new(request: HttpRequest) -> HttpResponse:
    grants = grants_of(request)
    services = [one for one in Service.objects.filter(is_active=True) if can_enter_in(one, grants)]
    if not services:
        raise PermissionDenied(_("You cannot enter partnerships of any service."))
    form = ExistingForm(form_data(request), by=user_of(request), services=services)
    if request.method == "POST" and form.is_valid():
        with errors_shown(form):
            made = actions.enter_existing(by=user_of(request), draft=form.draft, is_another=form.is_another)
            words = {"reference": made.partnership.reference}
            messages.success(request, _("%(reference)s is on the register.") % words)
            return redirect("register-entry", made.partnership.reference)
    return render(request, "partnerships/existing/new.html", {"form": form}, status=http_status_of(request))


@entry_view
@require_safe
def entry(request: HttpRequest, row: RegisterEntry) -> HttpResponse:
    events = row.partnership.events.select_related("partnership", "assessment__version", "question__version").order_by(
        "-pk"
    )
    context = {
        "partnership": row.partnership,
        "entry": row,
        "summary": summary_of(row),
        "entries": entries_of(events[:MOST_EVENTS]),
        "can_change": can_enter_in(row.partnership.service, grants_of(request)),
        "can_review": not refusal_of(lambda: check_reviewable_by(row, user_of(request))),
    }
    return render(request, "partnerships/existing/entry.html", context)


@entry_view
def change(request: HttpRequest, row: RegisterEntry) -> HttpResponse:
    if not can_enter_in(row.partnership.service, grants_of(request)):
        raise PermissionDenied(_("Only a manager of its service changes what is known of it."))
    user = user_of(request)
    form, refusal = ExistingForm(form_data(request), by=user, services=[row.partnership.service], entry=row), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"entry": row, "by": user, "draft": form.draft}
        refusal = attempt(form, lambda token: actions.change_existing(**given, version_token=token))
        if not refusal:
            messages.success(request, _("The details have been saved."))
            return redirect("register-entry", row.partnership.reference)
    return form_page(request, "partnerships/existing/change.html", form, refusal, {"partnership": row.partnership})


@entry_view
def review(request: HttpRequest, row: RegisterEntry) -> HttpResponse:
    if late := refusal_of(lambda: check_reviewable_by(row, user_of(request))):
        raise PermissionDenied(late)
    versions = versions_to_answer([row.partnership.service])
    form, refusal = FirstReviewForm(form_data(request), versions=versions), ""
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.start_first_review(entry=row, by=user_of(request), **form.cleaned_data)
            return redirect("assessment", opened.pk)
        except actions.ActionError as error:
            refusal = str(error)
    return form_page(request, "partnerships/existing/review.html", form, refusal, {"partnership": row.partnership})
