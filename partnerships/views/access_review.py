"""The access review, for administrators and auditors: a page, and the whole of it as a file for spreadsheets."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.downloads import exported
from accounts.guards import grants_of
from accounts.limits import limited
from accounts.roles import Role
from govuk import pages_around
from partnerships.domain.access import grants_for
from partnerships.domain.permissions import Permission
from partnerships.guards import role_view
from partnerships.responses import sheet
from partnerships.selectors.access_review import COLUMNS, access_lines, people_reviewed

# After so many days without a sign-in the page asks whether somebody still needs what they see.
LONG_AGO_DAYS = 90


@role_view(Permission.REVIEW_ACCESS)
@require_safe
def access_review(request: HttpRequest) -> HttpResponse:
    grants, services = grants_of(request), _services(request)
    found = people_reviewed(services, page=request.GET.get("page", ""))
    context = {
        "found": found,
        "pagination": pages_around(found, lambda number: f"?page={number}"),
        "reads_trail": services is None,
        "administers": any(grant.role is Role.ADMIN for grant in grants),
        "long_ago": timezone.now() - timedelta(days=LONG_AGO_DAYS),
        "days": LONG_AGO_DAYS,
    }
    return render(request, "partnerships/access/review.html", context)


@role_view(Permission.REVIEW_ACCESS)
@limited("exports")
@exported
@require_safe
def access_review_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    title, today = _("Who may see what"), timezone.localdate()
    about = [(_("List"), title), (_("Made on"), today)]
    lines = access_lines(_services(request))
    return sheet(COLUMNS, lines, name=f"access-{today:%Y-%m-%d}", kind=kind, title=title, about=about)


def _services(request: HttpRequest) -> set[int] | None:
    """Return the services for which the person may review, None for all: an auditor of one service reads no other's people."""
    scopes = {grant.service_id for grant in grants_for(Permission.REVIEW_ACCESS, grants_of(request))}
    return None if None in scopes else {scope for scope in scopes if scope}
