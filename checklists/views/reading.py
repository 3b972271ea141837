"""The pages that show checklists, and a version as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, signed_in
from accounts.responses import download
from checklists.files import write_checklist
from checklists.guards import is_editor, version_reader
from checklists.models import Version, VersionAlteredError, VersionState
from checklists.presenters.versions import lines_of
from checklists.wording import version_in_words

YAML = "application/yaml; charset=utf-8"


@signed_in
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    versions = Version.objects.for_reading().visible_to(grants_of(request))
    can_edit = is_editor(request)
    context = {"checklists": lines_of(versions.newest_first(), can_edit=can_edit), "can_edit": can_edit}
    return render(request, "checklists/list.html", context)


@version_reader
@require_safe
def version(request: HttpRequest, version: Version) -> HttpResponse:
    context = {
        "version": version,
        "checklist": version.checklist,
        "can_edit": is_editor(request),
        "is_draft": version.state == VersionState.DRAFT,
    }
    try:
        spec = version.spec()
    except VersionAlteredError as altered:
        return render(request, "checklists/unreadable.html", {**context, "why": str(altered)})
    return render(request, "checklists/version.html", {**context, "content": version_in_words(spec)})


@version_reader
@require_safe
def file(request: HttpRequest, version: Version) -> HttpResponse:
    try:
        spec = version.spec()
    except VersionAlteredError as altered:
        context = {"version": version, "checklist": version.checklist, "why": str(altered)}
        shown = {"can_edit": is_editor(request), "is_draft": version.state == VersionState.DRAFT}
        return render(request, "checklists/unreadable.html", {**context, **shown}, status=409)
    return download(write_checklist(spec).encode(), YAML, f"{version.checklist_id}-{version.number}.yaml")
