"""The pages that show checklists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, signed_in
from checklists.guards import version_reader
from checklists.models import Version
from checklists.wording import version_in_words


@signed_in
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    versions = Version.objects.for_reading().visible_to(grants_of(request))
    return render(request, "checklists/list.html", {"versions": versions})


@version_reader
@require_safe
def version(request: HttpRequest, version: Version) -> HttpResponse:
    context = {"version": version, "checklist": version.checklist, "content": version_in_words(version.spec())}
    return render(request, "checklists/version.html", context)
