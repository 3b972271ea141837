"""From a request to a form and back to a page: the data sent, the action tried, the page with its status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import drafts
from partnerships.actions import ActionError
from partnerships.forms.review import ConfirmForm
from partnerships.guards import CaseAccess


def form_data(request: HttpRequest) -> Any:
    """Return what was sent, or what was typed before the session ended; None when there is nothing."""
    return request.POST if request.method == "POST" else drafts.restore(request)


def attempt(form: ConfirmForm, act: Callable[[], object]) -> str:
    """Do it and return nothing, or return the sentence that says why it could not be done."""
    if form.is_stale:
        return _("The case has changed since you opened this page. Look at how it stands now, then decide again.")
    try:
        act()
    except ActionError as error:
        return str(error)
    return ""


def page(
    request: HttpRequest, access: CaseAccess, template: str, form: ConfirmForm, refusal: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the form with its page: 409 with what stands in its way, 422 with what is wrong in it."""
    shared = {"assessment": access.assessment, "can": access.can, "form": form, "refusal": refusal}
    has_errors = request.method == "POST" and bool(form.errors)
    return render(request, template, {**shared, **context}, status=409 if refusal else 422 if has_errors else 200)


def post_data(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even if nothing was typed; None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def status_of(request: HttpRequest) -> int:
    """A form that is shown again after a POST has something wrong with it."""
    return 422 if request.method == "POST" else 200


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file for the person alone: no cache keeps it."""
    return HttpResponse(content, content_type=media_type, headers=download_headers(name))


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of a file that is saved under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
