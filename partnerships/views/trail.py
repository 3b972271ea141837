"""The auditor's pages: the trail across all partnerships, its exports, and samples drawn at random."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.downloads import exported
from accounts.guards import grants_of, user_of
from accounts.limits import limited
from accounts.models import Service
from accounts.roles import Grant, Role
from partnerships.domain.access import grants_for
from partnerships.domain.permissions import Permission
from partnerships.forms.trail import SampleForm, TrailForm
from partnerships.guards import CaseAccess, partnership_view, role_view
from partnerships.models import Assessment, Event
from partnerships.models.trail import EventQuerySet
from partnerships.presenters.trail import entries_of
from partnerships.responses import trail_file
from partnerships.selectors.trail import COLUMNS, TrailFilter, cells_of, lines_of, page_of, sample_of


@role_view(Permission.AUDIT)
@require_safe
def council_trail(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return render(request, "partnerships/trail/trail.html", {"form": form}, status=422)
    visible = Event.objects.visible_to(user_of(request), _auditing(request))
    page = page_of(visible, form.wanted, before=form.cleaned_data["before"])
    context = {
        "form": form,
        "entries": entries_of(page.events),
        "services": _services(request),
        "older": {"next": {"href": form.address(before=page.older)}} if page.older else {},
    }
    return render(request, "partnerships/trail/trail.html", context)


@role_view(Permission.AUDIT)
@limited("exports")
@exported
@require_safe
def council_trail_jsonl(request: HttpRequest) -> HttpResponseBase:
    return _filtered(request, "jsonl")


@role_view(Permission.AUDIT)
@limited("exports")
@exported
@require_safe
def council_trail_csv(request: HttpRequest) -> HttpResponseBase:
    return _filtered(request, "csv")


@role_view(Permission.AUDIT)
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.GET if "size" in request.GET else None)
    if not form.is_bound:
        return render(request, "partnerships/trail/sample.html", {"form": form})
    if not form.is_valid():
        return render(request, "partnerships/trail/sample.html", {"form": form}, status=422)
    wanted = form.cleaned_data
    seed = wanted["seed"] or secrets.token_hex(4)
    visible = Assessment.objects.visible_to(user_of(request), _auditing(request))
    numbers = sample_of(visible, size=wanted["size"], seed=seed, significance=wanted["significance"])
    rows = visible.current().with_partnership().filter(partnership__number__in=numbers)
    drawn = sorted(rows, key=lambda row: numbers.index(row.partnership.number))
    repeatable = request.GET.copy()
    repeatable["seed"] = seed
    context = {"form": form, "drawn": drawn, "seed": seed, "query": repeatable.urlencode()}
    return render(request, "partnerships/trail/sample.html", context)


@partnership_view(Permission.READ_HISTORY)
@limited("exports")
@exported
@require_safe
def trail_jsonl(_request: HttpRequest, access: CaseAccess) -> HttpResponseBase:
    return _export(Event.objects.all(), _of_case(access), "jsonl", access.assessment.partnership.reference)


@partnership_view(Permission.READ_HISTORY)
@limited("exports")
@exported
@require_safe
def trail_csv(_request: HttpRequest, access: CaseAccess) -> HttpResponseBase:
    return _export(Event.objects.all(), _of_case(access), "csv", access.assessment.partnership.reference)


def _of_case(access: CaseAccess) -> TrailFilter:
    """Of a round that is not the last, as a board secretary may see one, the trail ends where the next begins.

    Secretaries read no conversations, in the trail neither.
    """
    assessment = access.assessment
    return TrailFilter(
        partnership=assessment.partnership.number,
        last_round=None if assessment.is_current else assessment.round,
        has_conversations=access.can[Permission.READ_CONVERSATIONS],
    )


def _filtered(request: HttpRequest, kind: str) -> HttpResponseBase:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return render(request, "partnerships/trail/trail.html", {"form": form}, status=422)
    visible = Event.objects.visible_to(user_of(request), _auditing(request))
    return _export(visible, form.wanted, kind, "trail")


def _auditing(request: HttpRequest) -> list[Grant]:
    """Return the grants as auditor: another role of the same person adds nothing to what they audit."""
    return grants_for(Permission.AUDIT, grants_of(request))


def _services(request: HttpRequest) -> list[str]:
    """Return the names of the services whose trail they audit; none for all."""
    grants = _auditing(request)
    if Grant(Role.AUDITOR) in grants:
        return []
    scopes = [grant.service_id for grant in grants if grant.service_id]
    return [service.name for service in Service.objects.filter(pk__in=scopes)]


def _export(visible: EventQuerySet, wanted: TrailFilter, kind: str, name: str) -> HttpResponseBase:
    return trail_file(lines_of(visible, wanted), COLUMNS, cells_of, name=name, kind=kind)
