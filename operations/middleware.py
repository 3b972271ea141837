"""Read-only mode: people sign in, read and download while the database is being moved, and whatever they send is refused."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.guards import is_autosave, is_unguarded, upload_of
from accounts.refused_forms import RefusedForm, refuse_form, refused_form
from accounts.responses import texts_sent
from operations.responses import what_to_do, why_not_attached, why_not_saved_yet, why_refused

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# The names of the addresses to which people still send something: to sign in and out, to confirm that it is them before
# they read, and to ask a question that is answered from what there is.
WORKING = frozenset(
    {
        "account_login",
        "mfa_authenticate",
        "sign-out",
        "admin:logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "verify",
        "partnership-similar",
    }
)
# Nobody knows how long it takes: programs ask again after so many seconds.
RETRY_AFTER = 600


class ReadOnlyMiddleware:
    """Refuses what is sent while the setting READ_ONLY is on: 503, with what was typed on the page of its form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say of what is refused when it may be sent again."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and refused_form(request):
            response.headers["Retry-After"] = str(RETRY_AFTER)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse it; None lets others show what was sent (`accounts.refused_forms`)."""
        is_working = request.resolver_match is not None and request.resolver_match.view_name in WORKING
        if not settings.READ_ONLY or request.method in READING or is_working:
            return None
        if not is_unguarded(view) and not request.user.is_authenticated:
            # The guard keeps what was typed until they have signed in.
            return None
        refuse_form(request, _refused(request))
        if is_autosave(request):
            return _said(why_not_saved_yet())
        return _said(why_not_attached()) if upload_of(request) else None


def _refused(request: HttpRequest) -> RefusedForm:
    has_text = bool(texts_sent(request))
    return RefusedForm(
        sentence=why_refused(has_files=bool(request.FILES)),
        advice=what_to_do(has_text=has_text),
        data=request.POST,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        has_text=has_text,
    )


def _said(sentence: str) -> HttpResponse:
    """Answer a script of ours, which shows the sentence as it is."""
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=HTTPStatus.SERVICE_UNAVAILABLE)
