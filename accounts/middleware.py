"""What holds on every page: how long somebody stays signed in, what no browser keeps, and what no page may use."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.defaults import page_not_found

from accounts.guards import is_unguarded
from accounts.refused_forms import NotShownError, refused_form
from accounts.responses import refused_form_page

Handler = Callable[[HttpRequest], HttpResponseBase]

NOT_KEPT = "private, no-store"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "xr-spatial-tracking",
    )
)
# A session is saved as used at most once in so many seconds, not with each request.
RENEWED_AFTER = 60
_SIGNED_IN_AT, _USED_AT = "signed_in_at", "used_at"


def response_headers(get_response: Handler) -> Handler:
    """Forbid browsers and caches to keep any page, and every page the devices and features that none of ours needs.

    This stands first, so that redirects and error pages have the headers too. Static files say themselves how long they
    are kept.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        # A stylesheet or a font uses no device: a list of those that it may not use would only make it longer.
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return respond


class DemoPageNotFound:
    """Answer in a demonstration with our own page to an address that leads nowhere, where DEBUG shows Django's.

    Whoever looks at the demonstration is no developer. Errors of the program keep their tracebacks; with `DEMO=false`,
    DEBUG shows the addresses that there are.
    """

    def __init__(self, get_response: Handler) -> None:
        if not (settings.DEBUG and settings.DEMO):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, unless there is such an address."""
        try:
            resolve(request.path_info)
        except Resolver404 as error:
            return page_not_found(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer so too where a view says that there is no such page."""
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


class RefusedFormMiddleware:
    """Answers with a page of its own where that of a refused form cannot show it, and where no guard shows it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Show what was sent to a view of everybody or of the administration, which would act on it."""
        refused = refused_form(request)
        return refused_form_page(request, refused) if refused and is_unguarded(view) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show what was sent, to copy."""
        if not isinstance(exception, NotShownError):
            return None
        return refused_form_page(request, exception.refused, is_kept=exception.is_kept)


def session_lifetime(get_response: Handler) -> Handler:
    """Sign people out SESSION_COOKIE_AGE after their last request, and SESSION_LONGEST after they signed in."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        # Without the cookie there is no session, and nothing needs to be read from the database.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            _renew_or_end(request)
        return get_response(request)

    return respond


def _renew_or_end(request: HttpRequest) -> None:
    session, now = request.session, int(time.time())
    left = settings.SESSION_LONGEST - (now - session.get(_SIGNED_IN_AT, now))
    if left <= 0:
        logout(request)
    elif now - session.get(_USED_AT, 0) >= RENEWED_AFTER:
        session.setdefault(_SIGNED_IN_AT, now)
        session[_USED_AT] = now
        session.set_expiry(min(settings.SESSION_COOKIE_AGE, left))
