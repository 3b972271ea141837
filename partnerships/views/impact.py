"""What a version of a checklist would change in the cases under way: for checklist editors."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.downloads import exported
from accounts.guards import grants_of
from accounts.limits import limited
from accounts.roles import Role
from checklists.guards import version_reader
from checklists.models import Version, VersionAlteredError
from partnerships.responses import sheet
from partnerships.selectors.impact import LABELS, Impact, impact_of


@version_reader
@require_safe
def impact(request: HttpRequest, version: Version) -> HttpResponse:
    context = {
        "version": version,
        "checklist": version.checklist,
        "impact": _impact(request, version),
        "labels": LABELS,
    }
    return render(request, "checklists/impact.html", context)


@version_reader
@limited("exports")
@exported
@require_safe
def impact_sheet(request: HttpRequest, version: Version, kind: str) -> HttpResponseBase:
    found = _impact(request, version)
    return sheet(LABELS, found.lines(), name=f"impact-{version.checklist_id}-{version.number}", kind=kind)


def _impact(request: HttpRequest, version: Version) -> Impact:
    """Return the impact; PermissionDenied for whoever is no checklist editor, or when the version cannot be read."""
    if not any(grant.role is Role.EDITOR for grant in grants_of(request)):
        raise PermissionDenied(_("Only a checklist editor may do this."))
    try:
        return impact_of(version)
    except VersionAlteredError as altered:
        raise PermissionDenied(str(altered)) from altered
