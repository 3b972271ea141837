"""Whom to tell of a weakness, as RFC 9116 has it: what the settings say of it, checked when the application starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator, validate_email

VARIABLES = ("SECURITY_CONTACT", "SECURITY_EXPIRES", "SECURITY_POLICY_URL")
# RFC 9116, 2.5.5: less than a year ahead is recommended, so that nobody believes what is stale.
LONGEST = timedelta(days=365)
ADDRESS = "/.well-known/security.txt"


@dataclass(frozen=True)
class SecurityTxt:
    """What stands in the file. `contact` is a URI; `canonical` and `policy` are addresses, or ""."""

    contact: str
    expires_on: date
    canonical: str
    policy: str

    def text(self) -> str:
        """Return the file."""
        fields = {
            "Contact": self.contact,
            # The end of the day, in UTC.
            "Expires": f"{self.expires_on:%Y-%m-%d}T23:59:59Z",
            "Preferred-Languages": "en",
            "Canonical": self.canonical,
            "Policy": self.policy,
        }
        return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def security_txt_of(written: Mapping[str, str], *, site_url: str) -> SecurityTxt | None:
    """Return what the variables `VARIABLES` say; None without a contact.

    ImproperlyConfigured for what is no URI, and without a day on which it expires, or with one more than a year ahead.
    """
    contact, expires, policy = (written[name].strip() for name in VARIABLES)
    if not contact:
        return None
    if not (_is_mailto(contact) or _is_https(contact)):
        raise ImproperlyConfigured(
            "SECURITY_CONTACT must be mailto: and an email address, or an address that begins with https://."
        )
    if policy and not _is_https(policy):
        raise ImproperlyConfigured("SECURITY_POLICY_URL must begin with https://.")
    return SecurityTxt(
        contact=contact,
        expires_on=_expires_on(expires, today=datetime.now(UTC).date()),
        # RFC 9116, 2.5.2: nothing but https.
        canonical=f"{site_url}{ADDRESS}" if site_url.startswith("https://") else "",
        policy=policy,
    )


def _expires_on(written: str, *, today: date) -> date:
    try:
        found = date.fromisoformat(written)
    except ValueError as error:
        raise ImproperlyConfigured(
            "SECURITY_CONTACT needs SECURITY_EXPIRES too: until which day it holds, such as "
            f"{today + timedelta(days=180)}."
        ) from error
    if found - today >= LONGEST:
        raise ImproperlyConfigured(
            f"SECURITY_EXPIRES must be less than a year ahead, such as {today + timedelta(days=180)}: somebody must look "
            "every year whether the contact still holds."
        )
    return found


def _is_mailto(written: str) -> bool:
    scheme, _colon, address = written.partition(":")
    try:
        validate_email(address)
    except ValidationError:
        return False
    return scheme.lower() == "mailto" and written.isascii()


def _is_https(written: str) -> bool:
    try:
        URLValidator(schemes=["https"])(written)
    except ValidationError:
        return False
    return written.isascii()
