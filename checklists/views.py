"""The pages that show checklists."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, signed_in, user_of
from accounts.roles import Role
from checklists import actions
from checklists.guards import version_reader
from checklists.models import Version, VersionAlteredError, VersionState
from checklists.wording import version_in_words


@signed_in
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    versions = list(Version.objects.for_reading().visible_to(grants_of(request)))
    known = [version for version in versions if is_editor(request) and version.state != VersionState.DRAFT]
    unreadable = [version for version in known if version.readable_spec() is None]
    return render(request, "checklists/list.html", {"versions": versions, "unreadable": unreadable})


@version_reader
def version(request: HttpRequest, version: Version) -> HttpResponse:
    """Show a version. One whose content cannot be used says so, and an editor retires it here."""
    try:
        spec = version.spec()
    except VersionAlteredError as altered:
        return _unreadable(request, version, altered)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    context = {"version": version, "checklist": version.checklist, "content": version_in_words(spec)}
    return render(request, "checklists/version.html", context)


def is_editor(request: HttpRequest) -> bool:
    """Whether the person of the request is a checklist editor."""
    return any(grant.role is Role.EDITOR for grant in grants_of(request))


def _unreadable(request: HttpRequest, version: Version, altered: VersionAlteredError) -> HttpResponse:
    """Show that the version cannot be read; by POST, an editor retires it."""
    if request.method == "POST":
        try:
            actions.retire(version=version, by=user_of(request))
        except (actions.NotAllowedError, actions.WrongStateError) as refused:
            raise PermissionDenied(str(refused)) from refused
        messages.success(request, _("Version %(version)s is retired.") % {"version": version})
        return redirect("checklist-version", version.checklist_id, version.number)
    context = {
        "version": version,
        "checklist": version.checklist,
        "why": str(altered),
        "can_retire": is_editor(request) and version.state == VersionState.PUBLISHED,
    }
    return render(request, "checklists/unreadable.html", context)
