"""The council's own sign-in, by OpenID Connect: what the settings say of it, checked when the application starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
TEXTS = (*NEEDED, "OIDC_NAME", "OIDC_GROUPS_CLAIM")
SWITCHES = ("OIDC_EMAIL_IS_VERIFIED", "OIDC_ONLY", "OIDC_SECOND_FACTOR")
# http is for trying it on one machine.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# The longest issuer that django-allauth keeps beside an account.
LONGEST = 200


@dataclass(frozen=True)
class Provider:
    """Who signs people in, and what is believed of what it says.

    `issuer` is its address, which stands in its tokens too; `groups_claim` is the claim in which it names the groups of a
    person.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    groups_claim: str = "groups"
    is_email_verified: bool = False
    is_only: bool = False
    asks_second_factor: bool = False


def provider_of(texts: Mapping[str, str], switches: Mapping[str, bool], *, is_secure: bool) -> Provider | None:
    """Return what the variables `TEXTS` and `SWITCHES` say; None when none is set without which there is no provider.

    ImproperlyConfigured when one of these is missing, or the address is not https; http on this machine alone, with
    HTTPS=false.
    """
    if not any(texts[name] for name in NEEDED) and not switches["OIDC_ONLY"]:
        return None
    if missing := [name for name in NEEDED if not texts[name]]:
        raise ImproperlyConfigured(f"The council's own sign-in needs {', '.join(missing)} too.")
    return Provider(
        issuer=_issuer(texts["OIDC_SERVER_URL"], is_secure=is_secure),
        client_id=texts["OIDC_CLIENT_ID"],
        client_secret=texts["OIDC_CLIENT_SECRET"],
        name=texts["OIDC_NAME"] or "the council’s account",
        groups_claim=texts["OIDC_GROUPS_CLAIM"] or "groups",
        is_email_verified=switches["OIDC_EMAIL_IS_VERIFIED"],
        is_only=switches["OIDC_ONLY"],
        asks_second_factor=switches["OIDC_SECOND_FACTOR"],
    )


def _issuer(written: str, *, is_secure: bool) -> str:
    address = urlsplit(written)
    is_tried = address.scheme == "http" and address.hostname in LOOPBACK and not is_secure
    if not (address.scheme == "https" and address.hostname) and not is_tried:
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://, as people sign in there.")
    if address.query or address.fragment or "/.well-known/" in written or len(written) > LONGEST:
        raise ImproperlyConfigured(
            "OIDC_SERVER_URL is the issuer's address alone, of at most 200 characters: without /.well-known/ and what "
            "comes after it."
        )
    return written.rstrip("/")
