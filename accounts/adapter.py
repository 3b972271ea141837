"""What of django-allauth is done in this project's own way: see docs/decisions/0090-sign-in-by-allauth.md."""

from __future__ import annotations

import logging
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import emails
from accounts.actions.passwords import choose_password
from accounts.actions.sealing import opened, seal
from accounts.actions.trail import note
from accounts.group_roles import is_for_emergencies
from accounts.guards import IN_EMERGENCY, SHOWN_AT, came_by_provider
from accounts.limits import remember_browser
from accounts.models import AccountEventKind, User
from govuk import qr_code

LOGGER = logging.getLogger(__name__)
# What allauth says by a template, in our words; what is not here it does not say: that somebody signed in shows by itself.
SAID = {
    "account/messages/password_changed.txt": _("Your password was changed."),
    "mfa/messages/totp_activated.txt": _("Your app is set up. You are asked for a code when you sign in."),
    "mfa/messages/totp_deactivated.txt": _("The app was removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
}
# Its emails, and which of ours is sent in their place.
MAILED = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "second_factor_changed",
    "mfa/email/totp_deactivated": "second_factor_changed",
    "mfa/email/webauthn_added": "second_factor_changed",
    "mfa/email/webauthn_removed": "second_factor_changed",
    "mfa/email/recovery_codes_generated": "second_factor_changed",
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; emails and messages are ours; addresses are those that the trusted proxy names."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The email address and password do not match an account here. Check both and try again."
        ),
        "enter_current_password": _("This is not your password now"),
        "incorrect_password": _("This is not your password"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators invite people."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer everybody with pages."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Lead to addresses of this host alone."""
        hosts = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=hosts, require_https=self.request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that `config.proxies` found; that of no network behind a Unix socket."""
        return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - it is shown, nothing listens there

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        """Note by which ways they signed in, lead on, and remember the browser, and whether the council's own sign-in let them in."""
        person, records = cast(User, user), get_authentication_records(request, user)
        ways = list(dict.fromkeys(record.get("type") or record["method"] for record in records))
        note(AccountEventKind.SIGNED_IN, by=person, about=person, ways=ways)
        request.session.pop(SHOWN_AT, None)
        if came := (options.get("signal_kwargs") or {}).get("sociallogin"):
            request.session[SHOWN_AT] = came.state["data"]["auth_time"]
        elif settings.OIDC and is_for_emergencies(person):
            request.session[IN_EMERGENCY] = True
        response: HttpResponse = super().post_login(request, user, **options)
        remember_browser(request, response, person.email)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Sign whoever is signed in out, and note it."""
        if isinstance(request.user, User):
            note(AccountEventKind.SIGNED_OUT, by=request.user, about=request.user)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Save the new password, and nothing else of the person: whoever came by a link is not signed in."""
        is_own = self.request.user == user
        kind = AccountEventKind.PASSWORD_CHANGED if is_own else AccountEventKind.PASSWORD_RESET
        session = self.request.session.session_key or ""
        choose_password(of=cast(User, user), password=password, kind=kind, but=session)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say it in our words. What has no template is an error of a form that has no page of its own."""
        if sentence := SAID.get(message_template or "") or kwargs.get("message"):
            messages.add_message(request, level, str(sentence))

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Return how the person can confirm that it is them, the best way first.

        Not by the password where there is a second factor: whoever knew it could then take that away.
        """
        words = {
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
            "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
            "reauthenticate": _("Use your password"),
        }
        found = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        ways = [found[name] | {"description": said} for name, said in words.items() if name in found]
        if came_by_provider(self.request):
            return self._ways_by_provider(cast(User, user), ways)
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def get_login_stages(self) -> list[str]:
        """Return the steps of signing in: the second factor is not asked of everybody who has one."""
        asks = "allauth.mfa.stages.AuthenticateStage"
        return ["accounts.provider.SecondFactorStage" if path == asks else path for path in super().get_login_stages()]

    def _ways_by_provider(self, user: User, ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return those of whoever the council's own sign-in has let in: never by the password, which it has not seen."""
        ours = [way for way in ways if way["id"] != "reauthenticate"]
        if ours and settings.OIDC.asks_second_factor:
            return ours
        said = _("Sign in with %(name)s again") % {"name": settings.OIDC.name}
        return [{"id": "provider", "url": reverse("provider-confirm"), "description": said}, *ours]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the email in our words. Of one that has none, nothing is sent: a test holds the two tables to allauth's own."""
        if kind := MAILED.get(template_prefix):
            emails.post(kind, address=email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted, the picture that a phone scans is ours, and so are the words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Type the one that the app shows now"),
    }

    def get_totp_issuer(self) -> str:
        """Return what the app calls this service."""
        return self._get_site_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the name under which passkeys are added and asked for: that of SITE_URL, at which its parts are good too."""
        here, ours = self._host(), urlsplit(settings.SITE_URL).hostname or ""
        return {"id": ours if here.endswith(f".{ours}") else here, "name": self._get_site_name()}

    def build_totp_svg(self, url: str) -> str:
        """Draw it without styles of its own, which the content security policy forbids."""
        return qr_code(url)

    def encrypt(self, text: str) -> str:
        """Return the secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one of which nobody knows a code when that is kept under a key of before, which nobody names."""
        secret = opened(encrypted_text)
        if secret is None:
            LOGGER.error("a second factor cannot be read: name the SECRET_KEY of before in SECRET_KEY_FALLBACKS")
            return generate_totp_secret()
        return secret

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """Return what a passkey is called whose name was left empty."""
        return gettext("Passkey")

    def _host(self) -> str:
        return urlsplit(f"//{context.request.get_host()}").hostname or ""

    def _get_site_name(self) -> str:
        return f"Partnership readiness, {settings.COUNCIL_NAME}"
