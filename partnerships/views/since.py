"""What changed in a partnership's case since the last issue of its report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships import reports
from partnerships.domain.permissions import Permission
from partnerships.guards import Desk, partnership_view
from partnerships.snapshot import snapshot_of


@partnership_view(Permission.SEE)
@require_safe
def since(request: HttpRequest, desk: Desk) -> HttpResponse:
    snapshot = snapshot_of(desk.assessment, made_on=timezone.localdate())
    context = {"assessment": desk.assessment, "report": reports.context(snapshot)}
    return render(request, "partnerships/since.html", context)
