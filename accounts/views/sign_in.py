"""Signing in and out, a new password by email, and changing one's own: django-allauth's views, in pages of our own."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.forms import UserTokenForm
from allauth.account.utils import get_next_redirect_url, user_pk_to_url_str
from allauth.account.views import LoginView, PasswordChangeView, PasswordResetFromKeyView
from allauth.account.views._password_reset import INTERNAL_RESET_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.actions.passwords import ask_for_password, takes_key
from accounts.actions.trail import note_failure
from accounts.actions.warnings import warn
from accounts.forms.sign_in import ChangePasswordForm, NewPasswordForm, PasswordResetForm, SignInForm
from accounts.guards import came_by_provider, public, signed_in, user_of
from accounts.models import AccountEventKind, User
from accounts.responses import http_status_of

HAS_SIGNED_OUT = "has_signed_out"
# By which errors allauth says that a password is not that of the person.
WRONG = (
    (NON_FIELD_ERRORS, "email_password_mismatch"),
    ("oldpassword", "enter_current_password"),
    ("password", "incorrect_password"),
)


class NewPasswordView(PasswordResetFromKeyView):
    """Takes a new password from whoever has come by a link: one, though two be sent at once.

    Whoever is signed in as somebody else stays so until it is sent: anybody can send them a link to an account of their own.
    """

    def logout(self) -> None:
        """End that session."""
        if self.request.method == "POST":
            super().logout()

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it."""
        with transaction.atomic():
            if takes_key(of=cast(User, self.reset_user), key=self.key):
                response: HttpResponse = super().form_valid(form)
                return response
        return self.render_to_response(self.get_context_data(token_fail=True))


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    is_tried = request.method == "POST" and not request.user.is_authenticated
    address = User.objects.normalize_email(request.POST.get("login", ""))
    # Counted before it is tried, so that many attempts at once do not pass the limit together.
    uses = _count_sign_in(request, address) if is_tried else []
    shown = {
        "has_signed_out": request.session.pop(HAS_SIGNED_OUT, False),
        "provider": settings.OIDC,
        "start": _start(get_next_redirect_url(request) or ""),
    }
    response = by_allauth(LoginView, request, "accounts/sign_in.html", form_class=SignInForm, extra_context=shown)
    if response.status_code == HTTPStatus.FOUND:
        limits.give_back(*uses)
    elif is_tried:
        _note_wrong_password(request, address, is_typed=_was_wrong(response))
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        name = settings.OIDC.name if came_by_provider(request) else ""
        return render(request, "accounts/sign_out.html", {"provider": name})
    came = came_by_provider(request)
    get_adapter(request).logout(request)
    if came:
        said = _(
            "You are signed out here. You may still be signed in with %(name)s: on a shared computer, sign out there too."
        )
        messages.info(request, said % {"name": settings.OIDC.name})
    # The next page empties the other tabs of the browser, by whatever way somebody signed out.
    request.session[HAS_SIGNED_OUT] = True
    return redirect(settings.LOGOUT_REDIRECT_URL)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    form = PasswordResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = form.cleaned_data["email"]
        # Those for one account by everybody together: from many networks they would fill an inbox.
        _count(request, account="resets_account", network="resets", address=address, by_all=True)
        ask_for_password(address=address)
        return redirect("password-reset-sent")
    return render(request, "accounts/password_reset.html", {"form": form}, status=http_status_of(request))


@public
@require_safe
def password_reset_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_sent.html", {"minutes": settings.PASSWORD_RESET_TIMEOUT // 60})


@public
@require_safe
def password_link(request: HttpRequest) -> HttpResponse:
    uidb36, _hyphen, key = request.GET.get("key", "").partition("-")
    given = UserTokenForm({"uidb36": uidb36, "key": key})
    if not given.is_valid():
        return render(request, "accounts/password_reset_link.html", {"token_fail": True})
    # Out of the address, which stands in logs and in the history of the browser.
    request.session[INTERNAL_RESET_SESSION_KEY] = key
    whose = user_pk_to_url_str(cast(User, given.reset_user))
    return redirect("account_reset_password_from_key", uidb36=whose, key=PasswordResetFromKeyView.reset_url_key)


@public
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset_link(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    # The key is in the session: one in an address would stand in logs, and is not taken.
    key = PasswordResetFromKeyView.reset_url_key
    view = NewPasswordView.as_view(
        template_name="accounts/password_reset_link.html",
        form_class=NewPasswordForm,
        success_url=reverse_lazy("account_login"),
    )
    return as_page_of_ours(request, view(request, uidb36=uidb36, key=key))


@signed_in
@sensitive_post_parameters("oldpassword", "password1")
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponseBase:
    if not user_of(request).has_usable_password():
        # Whoever signs in without one chooses one as if it were forgotten: the email shows that it is them.
        return redirect("password-reset")
    template, options = "accounts/password_change.html", {"success_url": reverse_lazy("account")}
    return with_password_counted(
        request,
        lambda: by_allauth(PasswordChangeView, request, template, form_class=ChangePasswordForm, **options),
    )


def by_allauth(view: Any, request: HttpRequest, template: str, **options: Any) -> HttpResponseBase:
    """Return the answer of one of allauth's views in that template: 422 when it shows again what was sent."""
    return as_page_of_ours(request, view.as_view(template_name=template, **options)(request))


def as_page_of_ours(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return what allauth answered with the status and the headers of our pages.

    The status says that a form is shown again, where allauth's is 200; what no browser keeps is said for all pages.
    """
    for header in ("Cache-Control", "Expires"):
        response.headers.pop(header, None)
    if request.method == "POST" and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def with_password_counted(request: HttpRequest, respond: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the answer to the password of somebody who is signed in, which is counted unless it was right."""
    uses = [limits.use("sign_in_account", request)] if request.method == "POST" else []
    response = respond()
    if response.status_code == HTTPStatus.FOUND:
        limits.give_back(*uses)
    elif uses and _was_wrong(response):
        note_failure(AccountEventKind.WRONG_PASSWORD, about=user_of(request), is_signed_in=True)
    return response


def _start(onward: str) -> str:
    """Return the address at which a sign-in by the council's own sign-in begins that leads on to there."""
    return f"{reverse('provider-sign-in')}?{urlencode({'next': onward})}"


def _was_wrong(response: HttpResponseBase) -> bool:
    """Whether the page says that the password was not that of the person: not that it is missing, or the new one too short."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    return form is not None and any(form.has_error(name, code) for name, code in WRONG)


def _note_wrong_password(request: HttpRequest, address: str, *, is_typed: bool) -> None:
    """Count those for one account from all networks: of too many its owner is warned, and is not locked out.

    As many of them are noted, if a password was typed. An address of no account is not: it might be anybody's.
    """
    person = User.objects.signing_in_as(address)
    try:
        limits.use("wrong_passwords", request, about=address, by_all=True)
    except limits.LimitReachedError:
        if person:
            warn("wrong_passwords", of=person)
        return
    if is_typed:
        note_failure(AccountEventKind.WRONG_PASSWORD, about=person)


def _count_sign_in(request: HttpRequest, address: str) -> list[limits.Use]:
    """Count an attempt: of a browser in which that person has signed in before by itself, else by network."""
    if browser := limits.browser_of(request, address):
        return [limits.use("sign_in_account", request, about=f"{address} {browser}", by_all=True)]
    return _count(request, account="sign_in_account", network="sign_in", address=address)


def _count(request: HttpRequest, *, account: str, network: str, address: str, by_all: bool = False) -> list[limits.Use]:
    """Count against the limit of the account, whether or not there is one, then against that of the network address.

    What one of them refuses uses up nothing of the other.
    """
    of_account = limits.use(account, request, about=address, by_all=by_all)
    try:
        return [of_account, limits.use(network, request)]
    except limits.LimitReachedError:
        limits.give_back(of_account)
        raise
