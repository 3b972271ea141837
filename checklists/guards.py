"""Who may read a checklist version: everybody who is signed in, but drafts only checklist editors, who write them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from accounts.actions.acting import ActionError
from accounts.guards import grants_of, mark, signed_in, user_of
from accounts.roles import Role
from checklists import actions
from checklists.actions.acting import DELETED, EDITORS_ONLY
from checklists.models import Checklist, Version, VersionAlteredError, VersionState

View = Callable[..., HttpResponseBase]
Found = TypeVar("Found")


def is_editor(request: HttpRequest) -> bool:
    """Whether the person of the request is a checklist editor."""
    return any(grant.role is Role.EDITOR for grant in grants_of(request))


def version_reader(view: View) -> View:
    """Call the view with the version in the URL; 404 when there is none that the user may read."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, number: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, _version_or_404(request, slug, number), **kwargs)

    return mark(guarded, "version_reader")


def editor_view(view: View) -> View:
    """Call the view for a checklist editor; 403 for everybody else."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        _check_editor(request)
        return view(request, **kwargs)

    return mark(guarded, "editor_view")


def version_editor(view: View) -> View:
    """Call the view with the version in the URL, for a checklist editor: 404 when others may not read it, else 403."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, number: str, **kwargs: Any) -> HttpResponseBase:
        version = _version_or_404(request, slug, number)
        _check_editor(request)
        try:
            return view(request, version, **kwargs)
        except ActionError as refused:
            # It has changed since the guard looked; the page of a refusal shows what was sent.
            raise PermissionDenied(str(refused)) from refused

    return mark(guarded, "version_editor")


def draft_editor(view: View) -> View:
    """Call the view with the draft in the URL and its content, for a checklist editor.

    Who wants to see what is no draft any more, or cannot be read, gets the page of the version. What somebody sends
    to change it goes on to the view, whose action refuses it and whose page shows what was typed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, version: Version, **kwargs: Any) -> HttpResponseBase:
        try:
            spec = version.spec()
        except VersionAlteredError:
            return redirect("checklist-version", version.checklist_id, version.number)
        if version.state != VersionState.DRAFT and request.method != "POST":
            return redirect("checklist-version", version.checklist_id, version.number)
        return view(request, version, spec, **kwargs)

    return mark(version_editor(guarded), "draft_editor")


def checklist_opener(view: View) -> View:
    """Call the view with the checklist in the URL, for whoever may say to whom it is open; 403 for others, 404 for none."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, slug: str) -> HttpResponseBase:
        try:
            actions.check_opener(user_of(request))
        except actions.NotAllowedError as refused:
            raise PermissionDenied(str(refused)) from refused
        return view(request, get_object_or_404(Checklist, pk=slug))

    return mark(guarded, "checklist_opener")


def found_or_refused(request: HttpRequest, found: Found | None, sentence: str) -> Found:
    """Return what was found. Else Http404; of what was sent to change it, a refusal, whose page shows what was typed."""
    if found is not None:
        return found
    if request.method == "POST":
        raise PermissionDenied(sentence)
    raise Http404


def _version_or_404(request: HttpRequest, slug: str, number: str) -> Version:
    if not number.isprintable():  # PostgreSQL refuses some unprintable characters in a query.
        raise Http404
    versions = Version.objects.for_reading().visible_to(grants_of(request))
    version = get_object_or_404(versions, pk=f"{slug}/{number}")
    return found_or_refused(request, None if version.is_deleted else version, str(DELETED))


def _check_editor(request: HttpRequest) -> None:
    if not is_editor(request):
        raise PermissionDenied(str(EDITORS_ONLY))
