"""The second factor: codes from an app, passkeys and recovery codes, and the pages that ask for them.

django-allauth's views, in pages of our own; see docs/decisions/0092-a-second-factor.md.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.sealing import has_unreadable_secret
from accounts.actions.second_factor import use_code
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import note, noted_last
from accounts.forms.sign_in import (
    CodeForm,
    ConfirmByCodeForm,
    ConfirmByPasskeyForm,
    ConfirmForm,
    NewCodeForm,
    NewPasskeyForm,
    PasskeyForm,
)
from accounts.guards import confirmed, lacks_second_factor, public, signed_in, signed_in_to_set_up, user_of
from accounts.models import AccountEventKind
from accounts.selectors import has_second_factor
from accounts.views.sign_in import as_page_of_ours, by_allauth, with_password_counted


class Noting:
    """For allauth's views that change a second factor: notes what was done, and to which kind."""

    request: HttpRequest
    noted: AccountEventKind
    way: str

    def form_valid(self, form: Any) -> HttpResponse:
        """Do all of it or nothing."""
        with transaction.atomic(), noted_last():
            return self.change(form)

    def change(self, form: Any) -> HttpResponse:
        """Do it."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's view comes after it
        user = user_of(self.request)
        note(self.noted, by=user, about=user, way=self.way)
        return response


class SetsUp(Noting):
    """For allauth's views that add a second factor: it was shown in this session then, and in none of before.

    Whoever was signed in elsewhere by the password alone is signed out, so that no session is left without it.
    """

    noted = AccountEventKind.FACTOR_ADDED
    did_generate_recovery_codes: bool

    def change(self, form: Any) -> HttpResponse:
        """Add it."""
        user = user_of(self.request)
        is_first = not has_second_factor(user)
        response = super().change(form)
        record_authentication(self.request, user, "mfa")
        if is_first:
            end_sessions(of=user, but=self.request.session.session_key or "")
        if self.did_generate_recovery_codes:
            note(AccountEventKind.CODES_MADE, by=user, about=user, way=Authenticator.Type.RECOVERY_CODES.value)
        return response


class AppAddView(SetsUp, ActivateTOTPView):
    """Adds an app. The code with which it is set up is used up by that."""

    way = Authenticator.Type.TOTP.value

    def change(self, form: Any) -> HttpResponse:
        """Add it."""
        response = super().change(form)
        use_code(of=user_of(self.request), code=form.cleaned_data["code"])
        return response


class PasskeyAddView(SetsUp, AddWebAuthnView):
    """Adds a passkey."""

    way = Authenticator.Type.WEBAUTHN.value


class AppRemoveView(Noting, DeactivateTOTPView):
    """Removes the app."""

    noted, way = AccountEventKind.FACTOR_REMOVED, Authenticator.Type.TOTP.value


class PasskeyRemoveView(Noting, RemoveWebAuthnView):
    """Removes a passkey."""

    noted, way = AccountEventKind.FACTOR_REMOVED, Authenticator.Type.WEBAUTHN.value


class CodesMakeView(Noting, GenerateRecoveryCodesView):
    """Makes new recovery codes."""

    noted, way = AccountEventKind.CODES_MADE, Authenticator.Type.RECOVERY_CODES.value


class SignInCodeView(AuthenticateView):
    """Asks for the second factor after the password."""

    webauthn_form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is a passkey to use, and whether one was refused."""
        rows = Authenticator.objects.filter(user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN)
        shown = {"has_passkey": rows.exists(), "is_refused": bool(self.webauthn_form and self.webauthn_form.errors)}
        return super().get_context_data(**kwargs) | shown


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):
    """Asks for a passkey of somebody who is signed in, again on the same page when it is refused."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page, with another question for the browser."""
        return self.render_to_response(self.get_context_data() | {"is_refused": True})


@public
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    return by_allauth(SignInCodeView, request, "accounts/second_factor/sign_in.html", form_class=CodeForm)


@signed_in_to_set_up
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    rows = list(Authenticator.objects.filter(user=user_of(request)).order_by("pk"))
    kinds = Authenticator.Type
    context = {
        "app": next((row for row in rows if row.type == kinds.TOTP), None),
        "passkeys": [row for row in rows if row.type == kinds.WEBAUTHN],
        "codes": next((row for row in rows if row.type == kinds.RECOVERY_CODES), None),
        "is_required": lacks_second_factor(request),
    }
    return render(request, "accounts/second_factor/overview.html", context)


@signed_in_to_set_up
@confirmed
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def app_add(request: HttpRequest) -> HttpResponseBase:
    return by_allauth(AppAddView, request, "accounts/second_factor/app_add.html", form_class=NewCodeForm)


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def app_remove(request: HttpRequest) -> HttpResponseBase:
    return by_allauth(AppRemoveView, request, "accounts/second_factor/app_remove.html")


@signed_in_to_set_up
@confirmed
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_add(request: HttpRequest) -> HttpResponseBase:
    return by_allauth(PasskeyAddView, request, "accounts/second_factor/passkey_add.html", form_class=NewPasskeyForm)


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    view = PasskeyRemoveView.as_view(
        template_name="accounts/second_factor/passkey_remove.html", success_url=reverse_lazy("mfa_index")
    )
    return as_page_of_ours(request, view(request, pk=pk))


@signed_in_to_set_up
@confirmed
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    if has_unreadable_secret(user_of(request), [Authenticator.Type.RECOVERY_CODES]):
        messages.error(request, _("The codes that you had cannot be read any more. Make new ones."))
        return redirect("mfa_generate_recovery_codes")
    return by_allauth(ViewRecoveryCodesView, request, "accounts/second_factor/codes.html")


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes_new(request: HttpRequest) -> HttpResponseBase:
    return by_allauth(CodesMakeView, request, "accounts/second_factor/codes_new.html")


@signed_in_to_set_up
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponseBase:
    template = "accounts/second_factor/confirm.html"
    return with_password_counted(
        request, lambda: by_allauth(ReauthenticateView, request, template, form_class=ConfirmForm)
    )


@signed_in_to_set_up
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_code(request: HttpRequest) -> HttpResponseBase:
    return by_allauth(
        ReauthenticateByCodeView, request, "accounts/second_factor/confirm.html", form_class=ConfirmByCodeForm
    )


@signed_in_to_set_up
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_passkey(request: HttpRequest) -> HttpResponseBase:
    template = "accounts/second_factor/confirm_passkey.html"
    return by_allauth(ConfirmByPasskeyView, request, template, form_class=ConfirmByPasskeyForm)
