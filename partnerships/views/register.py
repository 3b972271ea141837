"""The register of partnerships that the council has entered into, as a page and for spreadsheets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, user_of
from partnerships.domain.permissions import Permission
from partnerships.forms.register import RegisterListForm
from partnerships.guards import role_view
from partnerships.selectors import register as reading
from partnerships.selectors.csv import csv_lines
from partnerships.views.portfolio import headings, pagination


@role_view(Permission.READ_FLAGS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterListForm(request.GET)
    if not form.is_valid():
        return render(request, "partnerships/register.html", {"form": form}, status=422)
    listing = reading.entries(user_of(request), grants_of(request), form.wanted)
    page = listing.page(form.number, form.order)
    context = {
        "form": form,
        "page": page,
        "pagination": pagination(page, form),
        "headings": headings(listing, form),
        "today": form.wanted.today,
    }
    return render(request, "partnerships/register.html", context)


@role_view(Permission.READ_FLAGS)
@require_safe
def register_csv(request: HttpRequest) -> HttpResponseBase:
    form = RegisterListForm(request.GET)
    if not form.is_valid():
        return render(request, "partnerships/register.html", {"form": form}, status=422)
    listing = reading.entries(user_of(request), grants_of(request), form.wanted)
    table = csv_lines([str(column.label) for column in listing.columns], reading.lines(listing))
    headers = {"Content-Disposition": 'attachment; filename="register.csv"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)
