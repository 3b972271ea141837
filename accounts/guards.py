"""Who may open a page: every view is decorated with `public`, `signed_in`, or a guard that builds on `signed_in`.

A guard stores its name on the view as `view.guard`, so that a test can find a view without one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import drafts
from accounts.bodies import Excess, excess_of
from accounts.models import RoleGrant, User
from accounts.roles import Grant
from accounts.sent_forms import act_once

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Guarded(Protocol):
    """A view that says what guards it."""

    guard: str


def mark(view: View, guard: str) -> View:
    """Store the name of the guard on the view."""
    cast(Guarded, view).guard = guard
    return view


def public(view: View) -> View:
    """Mark a view that everybody may open, signed in or not."""
    return mark(view, "public")


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Redirect whoever is not signed in to the sign-in page, and from there back. What they sent is kept until then.

    403 for what somebody else typed, whose page was still open when this person signed in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            answer = partial(view, request, *args, **kwargs)
            if excess := excess_of(request):
                return _shown_again(request, excess, answer)
            _check_typed_by(request, request.user)
            return act_once(request, request.user, answer)
        if request.method == "POST":
            drafts.stash(request)
        if not is_autosave(request):
            return redirect_to_login(request.get_full_path())
        # The script would follow a redirect without showing it; it reads this header and opens the page.
        return HttpResponse(headers={"X-Sign-In": redirect_to_login(sending_page(request)).url})

    return mark(guarded, "signed_in")


def _check_typed_by(request: HttpRequest, user: User) -> None:
    """Refuse what was typed on a page that somebody else had opened: it would be recorded as this person's."""
    if request.method == "POST" and request.POST.get(drafts.TYPED_BY, str(user.pk)) != str(user.pk):
        refusal = _("Somebody else opened this page, and you are signed in as %(name)s now. Nothing was saved.")
        raise PermissionDenied(refusal % {"name": user.full_name})


def _shown_again(request: HttpRequest, excess: Excess, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Show the page with what could be read of a form that was too large: as one that is read, so that nothing is done."""
    request.method = "GET"
    messages.error(request, excess.sentence)
    response = answer()
    if response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return response


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user; TypeError when nobody is signed in, which a guard prevents."""
    if not isinstance(request.user, User):
        raise TypeError("This view is not behind a guard that signs people in.")
    return request.user


def grants_of(request: HttpRequest) -> tuple[Grant, ...]:
    """Return the roles of the signed-in user (none when signed out), with one query per request."""
    kept: tuple[Grant, ...] | None = request.__dict__.get("role_grants")
    if kept is None:
        kept = request.__dict__["role_grants"] = RoleGrant.objects.grants_of(request.user)
    return kept


def is_autosave(request: HttpRequest) -> bool:
    """Return whether static/js/autosave.js sent the request."""
    return "X-Autosave" in request.headers


def upload_of(request: HttpRequest) -> tuple[int, int] | None:
    """Return which file of how many static/js/upload.js sends with the request, one after another; None when it does not."""
    place, _slash, number = request.headers.get("X-Upload", "").partition("/")
    return (int(place), int(number)) if place.isdecimal() and number.isdecimal() else None


def is_sent_again(request: HttpRequest) -> bool:
    """Return whether static/js/autosave.js sends what was typed on an earlier page, whose save nobody answered."""
    return "X-Again" in request.headers


def sending_page(request: HttpRequest) -> str:
    """Return the path of the page that static/js/autosave.js was on, or that of the request when it is not on this site."""
    page = request.headers.get("X-Page", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return request.get_full_path()
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_sent_by_own_page(request: HttpRequest) -> bool:
    """Whether the page that sent a form by script is that of its address, and not another one that holds it."""
    return sending_page(request).partition("?")[0] == request.path
