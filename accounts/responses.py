"""What views answer with: a page of a form after its action was tried, or a file to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.actions.acting import ActionError
from accounts.actions.version_tokens import StaleError
from accounts.forms.version_tokens import VersionedForm


def refusal_of(act: Callable[[], object]) -> str:
    """Do it, or check whether it can be done; return why it is refused, "" when it is not."""
    try:
        act()
    except ActionError as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def attempt(form: VersionedForm, act: Callable[[str], object]) -> str:
    """Do it with the version token of what the page showed; return why it was not done, "" when it was.

    Where somebody else was first, the form then shows both versions.
    """
    try:
        act(form.version_token)
    except StaleError as stale:
        form.show_what_stands(stale)
        return str(stale)
    except ActionError as error:
        return str(error)
    return ""


def done_at(
    request: HttpRequest, address: str, place: str, said: str, *, level: int = messages.SUCCESS
) -> HttpResponse:
    """Lead to a place on the page of that address, and say there what was done.

    Whoever lands further down does not see the banner at the top. Templates say it at the place by `{% done_at place %}`;
    a page without the place says it in a banner.
    """
    messages.add_message(request, level, said, extra_tags=place)
    return redirect(f"{address}#{place}")


def form_page(
    request: HttpRequest, template: str, form: BaseForm, refusal: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the form with its page: 409 with what stands in its way, 422 with what is wrong in it."""
    has_errors = request.method == "POST" and bool(form.errors)
    status = 409 if refusal else 422 if has_errors else 200
    return render(request, template, {"form": form, "refusal": refusal, **context}, status=status)


def http_status_of(request: HttpRequest) -> int:
    """Return 422 for a form that is shown again after a POST, since something is wrong with it; else 200."""
    return 422 if request.method == "POST" else 200


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file that is saved under that name."""
    return HttpResponse(content, content_type=media_type, headers=download_headers(name))


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of a file that is saved under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
