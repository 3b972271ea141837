"""The auditor's pages: the trail across all partnerships, its exports, and samples drawn at random."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.limits import limited
from partnerships.domain.access import Permission
from partnerships.forms.trail import SampleForm, TrailForm
from partnerships.guards import CaseAccess, partnership_view, role_view
from partnerships.models import Assessment
from partnerships.presenters.trail import entries_of
from partnerships.responses import download_headers
from partnerships.selectors.csv import csv_lines
from partnerships.selectors.trail import COLUMNS, TrailFilter, cells_of, lines_of, page_of, sample_of


@role_view(Permission.AUDIT)
@require_safe
def council_trail(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return render(request, "partnerships/trail/trail.html", {"form": form}, status=422)
    page = page_of(form.wanted, before=form.cleaned_data["before"])
    context = {
        "form": form,
        "entries": entries_of(page.events),
        "older": {"next": {"href": form.address(before=page.older)}} if page.older else {},
    }
    return render(request, "partnerships/trail/trail.html", context)


@role_view(Permission.AUDIT)
@limited("exports")
@require_safe
def council_trail_jsonl(request: HttpRequest) -> HttpResponseBase:
    return _filtered(request, "jsonl")


@role_view(Permission.AUDIT)
@limited("exports")
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
    numbers = sample_of(Assessment.objects.all(), size=wanted["size"], seed=seed, significance=wanted["significance"])
    rows = Assessment.objects.current().with_partnership().filter(partnership__number__in=numbers)
    drawn = sorted(rows, key=lambda row: numbers.index(row.partnership.number))
    repeatable = request.GET.copy()
    repeatable["seed"] = seed
    context = {"form": form, "drawn": drawn, "seed": seed, "query": repeatable.urlencode()}
    return render(request, "partnerships/trail/sample.html", context)


@partnership_view(Permission.READ_HISTORY)
@limited("exports")
@require_safe
def trail_jsonl(_request: HttpRequest, access: CaseAccess) -> HttpResponseBase:
    return _export(_of_case(access), "jsonl", access.assessment.partnership.reference)


@partnership_view(Permission.READ_HISTORY)
@limited("exports")
@require_safe
def trail_csv(_request: HttpRequest, access: CaseAccess) -> HttpResponseBase:
    return _export(_of_case(access), "csv", access.assessment.partnership.reference)


def _of_case(access: CaseAccess) -> TrailFilter:
    """Of a round that is not the last, as a board secretary may see one, the trail ends where the next begins."""
    assessment = access.assessment
    return TrailFilter(
        partnership=assessment.partnership.number, last_round=None if assessment.is_current else assessment.round
    )


def _filtered(request: HttpRequest, kind: str) -> HttpResponseBase:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return render(request, "partnerships/trail/trail.html", {"form": form}, status=422)
    return _export(form.wanted, kind, "trail")


def _export(wanted: TrailFilter, kind: str, name: str) -> StreamingHttpResponse:
    """Stream the lines, so that the longest trail needs no more memory than the shortest."""
    lines = lines_of(wanted)
    rows: Iterator[str] = (
        (json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        if kind == "jsonl"
        else csv_lines(COLUMNS, map(cells_of, lines))
    )
    media_type = "application/jsonl" if kind == "jsonl" else "text/csv; charset=utf-8"
    return StreamingHttpResponse(rows, content_type=media_type, headers=download_headers(f"{name}-trail.{kind}"))
