"""The council's own sign-in by OpenID Connect: what of django-allauth is done in this project's own way.

allauth checks the state and the code's PKCE; audience, issuer and expiry of a token it checks without the signature, and
it sends no nonce. Here the signature is verified, by the keys that the provider publishes now, and the nonce is that of
the browser. See docs/decisions/0094-the-councils-own-sign-in.md.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from requests import RequestException

from accounts import limits
from accounts.actions.acting import ActionError
from accounts.actions.provider import Identity, Matched, admit, owner_of
from accounts.actions.trail import note_failure
from accounts.guards import SHOWN_AT, came_by_provider, user_of
from accounts.models import AccountEventKind, User
from accounts.models.people import GROUP_LENGTH
from accounts.text import normal

LOGGER = logging.getLogger(__name__)
# Those by which a token may be signed: with a key that the provider alone has. "none" is not among them, nor are those
# with a secret that both have, for which a public key could be taken.
ALGORITHMS = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA".split()
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# Seconds by which the clocks of the provider and of this machine may differ.
LEEWAY = 60
# As long as allauth keeps what the provider calls somebody.
SUBJECT_LENGTH = 191
# What reading an answer raises that is not what OpenID Connect says.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)


class TokenError(OAuth2Error):
    """The answer of the provider is not to be believed. The message is for the log."""


class VerifiedLogin(SocialLogin):
    """Somebody who comes from the provider, and what the verified token says of them."""

    claims: dict[str, Any]

    def lookup(self) -> None:
        """Read whose account it is. allauth's writes what is kept of it too, before anything is checked."""
        self._did_authenticate_by_email = None
        link = SocialAccount.objects.filter(provider=self.account.provider, uid=self.account.uid)
        if found := link.select_related("user").first():
            self.account, self.user = found, found.user


class CouncilSignIn(OpenIDConnectOAuth2Adapter):
    """What is asked of the provider, by address, and what is believed of its answers."""

    # What was kept in the session when the browser was sent there.
    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, str]:
        """Return what the provider publishes of itself; TokenError when it is another one, or has addresses without https."""
        try:
            found: dict[str, Any] = super().openid_config
            used = [found[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
            used += [found["userinfo_endpoint"]] if "userinfo_endpoint" in found else []
            schemes = {urlsplit(address).scheme for address in used}
            issuer = str(found["issuer"])
        except UNREADABLE as fault:
            raise TokenError("what the provider publishes of itself cannot be read") from fault
        if issuer.rstrip("/") != settings.OIDC.issuer or schemes != {urlsplit(settings.OIDC.issuer).scheme}:
            raise TokenError("the provider publishes another issuer, or addresses without https")
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address to which the provider sends the browser back."""
        return str(build_absolute_uri(request, reverse("provider-callback")))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> VerifiedLogin:
        """Return who signed in; TokenError when their token is not to be believed."""
        keys = self._fetched(self.openid_config["jwks_uri"])
        claims = verified_claims(kwargs["response"].get("id_token"), keys=keys, nonce=self.state["data"]["nonce"])
        if not claims.get("email") and "userinfo_endpoint" in self.openid_config:
            claims = self._with_userinfo(claims, token.token)
        provider = ProviderAdapter(request).get_provider(request, settings.OIDC.issuer)
        return provider.sociallogin_from_response(request, claims)

    def _with_userinfo(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """Add what the provider says elsewhere of the same person; what the token says stands."""
        more = self._fetched(self.openid_config["userinfo_endpoint"], Authorization=f"Bearer {access_token}")
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise TokenError("what the provider says of the person is about somebody else")
        # Of two sources each, whether an address is proven would be said of another one.
        return more | {name: value for name, value in claims.items() if not name.startswith("email")}

    def _fetched(self, address: str, **headers: str) -> Any:
        with ProviderAdapter(self.request).get_requests_session() as session:  # type: ignore[no-untyped-call]  # allauth has no types
            response = session.get(address, headers=headers, allow_redirects=False)
            response.raise_for_status()
            return response.json()


class CallbackView(OAuth2CallbackView):
    """Takes whoever comes back from the provider."""

    adapter: CouncilSignIn

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        """Return what was kept when they were sent there, once; or the answer when there is nothing."""
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


class CouncilProvider(OpenIDConnectProvider):
    """The provider of the settings. Where it sends people is not what an address of ours says, as it is with allauth's."""

    oauth2_adapter_class = CouncilSignIn
    pkce_enabled_default = True

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider, where people who confirm that it is them are asked for all they have."""
        kept = {"nonce": secrets.token_urlsafe(32), "asked_at": int(time.time())}
        params = {"nonce": kept["nonce"]}
        if process == AuthProcess.REDIRECT:
            params |= {"prompt": "login", "max_age": "0"}
        return cast(HttpResponse, super().redirect(request, process, next_url, kept, auth_params=params))

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> VerifiedLogin:
        """Return who signed in, not looked up yet."""
        account = SocialAccount(provider=settings.OIDC.issuer, uid=response["sub"])
        login = VerifiedLogin(provider=self, account=account, user=User())
        login.claims = response
        return login


class ProviderAdapter(DefaultSocialAccountAdapter):
    """One provider, that of the settings; who comes from it is admitted by `accounts.actions.provider`."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the provider of the settings; those that allauth can keep in the database are not read."""
        ours = settings.OIDC
        if ours is None:
            return []
        app = SocialApp(provider="openid_connect", provider_id=ours.issuer, name=ours.name, client_id=ours.client_id)
        app.secret, app.settings = ours.client_secret, {"server_url": ours.issuer}
        return [app]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CouncilProvider:
        """Return the provider of the settings."""
        return CouncilProvider(request, app=self.get_app(request, provider=provider))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Admit them, or see that somebody who is signed in is the same person still."""
        login = cast(VerifiedLogin, sociallogin)
        if login.state["process"] == AuthProcess.REDIRECT:
            _confirm(request, login)
            return
        identity = identity_of(login.claims)
        try:
            account, matched = admit(identity)
        except ActionError as refused:
            LOGGER.warning("somebody whom the provider let in was refused")
            self._note_refused(request, identity)
            _refuse(request, login.state, str(refused))
        login.account, login.user = account, account.user
        # What is kept while the second factor is asked for needs neither of them.
        login.token, login.state["data"] = None, {"auth_time": _auth_time(login.claims)}
        _tell(request, matched, has_too_many=account.extra_data["groups"] == "too many")

    def _note_refused(self, request: HttpRequest, identity: Identity) -> None:
        """Note it, of each person at the provider so often a day: else one could use up what is noted of all."""
        try:
            limits.use("refused", request, about=identity.subject, by_all=True)
        except limits.LimitReachedError:
            return
        note_failure(AccountEventKind.PROVIDER_REFUSED, about=owner_of(identity))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """Lead back to where somebody can try again, and say there what was wrong."""
        state = (extra_context or {}).get("state")
        _refuse(request, state or {}, _sentence(error, exception, is_known=bool(state)))


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor of whoever has one, after the provider only where the settings say so."""

    def _should_handle(self, request: HttpRequest) -> bool:
        came = "sociallogin" in (self.login.signal_kwargs or {})
        if came and not (settings.OIDC and settings.OIDC.asks_second_factor):
            return False
        return bool(super()._should_handle(request))


def verified_claims(token: Any, *, keys: Any, nonce: str) -> dict[str, Any]:
    """Return what a token says that one of the keys signed, for us, for this browser and lately; TokenError otherwise."""
    provider = settings.OIDC
    try:
        named = jwt.get_unverified_header(token).get("kid")
        published = jwt.PyJWKSet.from_dict(keys).keys
        [key] = [key for key in published if key.key_id == named and key.public_key_use in (None, "sig")]
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=[provider.issuer, f"{provider.issuer}/"],
            leeway=LEEWAY,
            options={"require": NEEDED},
        )
    except (jwt.PyJWTError, *UNREADABLE) as fault:
        raise TokenError(f"the token is not to be believed: {type(fault).__name__}") from fault
    if not constant_time_compare(str(claims["nonce"]), nonce):
        raise TokenError("the token is for another browser")
    is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_shared else provider.client_id) != provider.client_id:
        raise TokenError("the token is for another application")
    if not 0 < len(claims["sub"]) <= SUBJECT_LENGTH or not claims["sub"].isprintable():
        raise TokenError("the token does not name anybody")
    return claims


def identity_of(claims: dict[str, Any]) -> Identity:
    """Return who signed in, of what a verified token says, without what could not be kept."""
    provider = settings.OIDC
    email = User.objects.normalize_email(str(claims.get("email") or ""))
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    groups = claims.get(provider.groups_claim)
    has_too_many = provider.groups_claim in (claims.get("_claim_names") or ()) or bool(claims.get("hasgroups"))
    return Identity(
        issuer=provider.issuer,
        subject=claims["sub"],
        email=email,
        # The words "true" and "false" are not what OpenID Connect says: the one proves nothing either.
        is_email_verified=bool(email) and (provider.is_email_verified or claims.get("email_verified") is True),
        full_name=normal(str(claims.get("name") or ""), is_line=True)[:200],
        groups=None if has_too_many else _groups_in(groups),
        has_too_many=has_too_many,
    )


def _groups_in(named: Any) -> tuple[str, ...] | None:
    """Return the groups that a claim names, None when it is no list."""
    if isinstance(named, str):
        named = [named]
    if not isinstance(named, list):
        return None
    # As administrators type them, and as they are kept.
    written = {normal(one, is_line=True) for one in named if isinstance(one, str)}
    return tuple(sorted(one for one in written if 0 < len(one) <= GROUP_LENGTH))


def refused_by(request: HttpRequest, fault: Exception, state: dict[str, Any]) -> HttpResponse:
    """Answer where the provider cannot be asked, or answers what is not to be believed: as on_authentication_error does."""
    try:
        _refuse(request, state, _sentence(None, fault, is_known=True))
    except ImmediateHttpResponse as refusal:
        return refusal.response


def _auth_time(claims: dict[str, Any]) -> float:
    """Return when the person showed the provider who they are, in seconds; 0 when the token does not say, as if long ago."""
    told = claims.get("auth_time")
    return min(float(told), time.time()) if isinstance(told, int | float) and told > 0 else 0


def _confirm(request: HttpRequest, login: VerifiedLogin) -> None:
    """Note that whoever is signed in by the provider has shown it again who they are."""
    name, state = settings.OIDC.name, login.state
    if not (came_by_provider(request) and login.is_existing and login.user == user_of(request)):
        _refuse(request, state, _("You did not sign in with %(name)s as the same person as here.") % {"name": name})
    shown_at = _auth_time(login.claims)
    if shown_at < state["data"]["asked_at"] - LEEWAY:
        refusal = _(
            "%(name)s does not say that you have just shown who you are. Try again. If it stays so, ask %(contact)s: the "
            "claim auth_time may be missing."
        )
        _refuse(request, state, refusal % {"name": name, "contact": settings.CONTACT_EMAIL})
    request.session[SHOWN_AT] = shown_at


def _refuse(request: HttpRequest, state: dict[str, Any], sentence: str) -> NoReturn:
    """Lead to where somebody can try again, and on from there to where they wanted to go."""
    is_confirming = state.get("process") == AuthProcess.REDIRECT and request.user.is_authenticated
    messages.error(request, sentence)
    onward = redirect_to_login(
        state.get("next") or "/", reverse("provider-confirm" if is_confirming else "account_login")
    )
    raise ImmediateHttpResponse(onward)


def _sentence(error: str | None, exception: Exception | None, *, is_known: bool) -> str:
    """Return what is said of an error to whoever wants to sign in; what they need not know stands in the log."""
    words = {"name": settings.OIDC.name, "contact": settings.CONTACT_EMAIL}
    if isinstance(exception, RequestException):
        LOGGER.warning("the provider cannot be reached: %s", type(exception).__name__)
        return _("%(name)s cannot be reached now. Try again in some minutes, or write to %(contact)s.") % words
    if exception:
        reason = str(exception) if isinstance(exception, TokenError) else type(exception).__name__
        LOGGER.warning("the answer of the provider was refused: %s", reason)
        return _("What %(name)s answered cannot be used. Try again. If it stays so, write to %(contact)s.") % words
    if error == AuthError.CANCELLED:
        return _("You did not sign in with %(name)s, or it did not let you in here.") % words
    if is_known:
        return _("%(name)s did not let you sign in. Try again. If it stays so, write to %(contact)s.") % words
    return _("That sign-in was begun too long ago, in another browser, or is over already. Begin again.")


def _tell(request: HttpRequest, matched: Matched, *, has_too_many: bool) -> None:
    """Say to the person which roles they have no more, and why none of their groups counted."""
    words = {"name": settings.OIDC.name, "contact": settings.CONTACT_EMAIL}
    if has_too_many:
        said = _("You are in more groups than %(name)s can name, so none of them gives you a role. Ask %(contact)s.")
        messages.warning(request, said % words)
    if matched.withdrawn:
        lost = ", ".join(sorted({grant.get_role_display() for grant in matched.withdrawn}))
        said = _(
            "%(name)s does not name the groups any more that gave you these roles, which you no longer have: %(lost)s."
        )
        messages.warning(request, said % (words | {"lost": lost}))
    if matched.kept:
        said = _("Your groups no longer make you an administrator, but you are the last one. Make somebody else one.")
        messages.warning(request, said)
