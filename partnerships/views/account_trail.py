"""The trail of accounts, for auditors and administrators: a page with filters, and what matches as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.downloads import exported
from accounts.limits import limited
from partnerships.domain.permissions import Permission
from partnerships.forms.account_trail import AccountTrailForm
from partnerships.guards import role_view
from partnerships.presenters.account_trail import account_entries
from partnerships.responses import trail_file
from partnerships.selectors.account_trail import COLUMNS, account_cells, account_lines, account_trail_page

PAGE = "partnerships/account_trail/trail.html"
# An account is of no service.
WHOLE = _("The trail of accounts is for auditors of all services, and for administrators.")


@role_view(Permission.READ_ACCOUNT_TRAIL, for_all=WHOLE)
@require_safe
def account_trail(request: HttpRequest) -> HttpResponse:
    form = AccountTrailForm(request.GET)
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422)
    found = account_trail_page(form.wanted, before=form.cleaned_data["before"])
    context = {
        "form": form,
        "entries": account_entries(found),
        "older": {"next": {"href": form.address(before=found.older)}} if found.older else {},
    }
    return render(request, PAGE, context)


@role_view(Permission.READ_ACCOUNT_TRAIL, for_all=WHOLE)
@limited("exports")
@exported
@require_safe
def account_trail_jsonl(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "jsonl")


@role_view(Permission.READ_ACCOUNT_TRAIL, for_all=WHOLE)
@limited("exports")
@exported
@require_safe
def account_trail_csv(request: HttpRequest) -> HttpResponseBase:
    return _export(request, "csv")


def _export(request: HttpRequest, kind: str) -> HttpResponseBase:
    form = AccountTrailForm(request.GET)
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422)
    return trail_file(account_lines(form.wanted), COLUMNS, account_cells, name="accounts", kind=kind)
