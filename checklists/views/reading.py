"""The pages that show checklists, and a version as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, signed_in
from accounts.responses import download
from checklists.actions import OPENERS
from checklists.files import write_checklist
from checklists.guards import is_editor, version_reader
from checklists.models import Version, VersionAlteredError, VersionState
from checklists.presenters.versions import lines_of
from checklists.selectors.compared import difference_between, nearest_to_compare, others_to_compare
from checklists.selectors.versions import drafts_deleted
from checklists.spec import number_order
from checklists.wording import difference_in_words, version_in_words

YAML = "application/yaml; charset=utf-8"


@signed_in
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    versions = Version.objects.for_reading().visible_to(grants_of(request))
    can_edit = is_editor(request)
    shown = versions.not_deleted().prefetch_related("checklist__openings__service")
    context = {
        "checklists": lines_of(shown.newest_first(), can_edit=can_edit),
        "can_edit": can_edit,
        "deleted": drafts_deleted() if can_edit else [],
        "can_open": any(grant.role in OPENERS for grant in grants_of(request)),
    }
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
    required = version.requirements.standing().select_related("required_by").first()
    shown = {"content": version_in_words(spec), "required": required}
    return render(request, "checklists/version.html", {**context, **shown})


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


@version_reader
@require_safe
def difference(request: HttpRequest, version: Version) -> HttpResponse:
    """Show what is different between a version and another one of its checklist: the one before, unless `with` names one."""
    others = others_to_compare(version, grants_of(request))
    wanted = request.GET.get("with", "")
    other = next((each for each in others if each.number == wanted), None)
    if wanted and other is None:
        raise Http404
    other = other or nearest_to_compare(version, others)
    context: dict[str, Any] = {"version": version, "checklist": version.checklist, "others": others, "other": other}
    if other is not None and version.readable_spec() is not None:
        old, new = sorted((version, other), key=lambda each: number_order(each.number))
        context["found"] = difference_in_words(difference_between(old, new))
    return render(request, "checklists/difference.html", context)
