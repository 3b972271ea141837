"""The secrets of second factors as the database keeps them: whoever has a copy of it alone makes no codes."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User

# What the keys are made for. Other words make other keys: nothing that was sealed before could be opened.
PURPOSE = "accounts.second_factor"
# Where the row of each kind has its secret. A passkey has none: what is kept of it is public.
SECRETS = {Authenticator.Type.TOTP.value: "secret", Authenticator.Type.RECOVERY_CODES.value: "seed"}


def seal(text: str) -> str:
    """Return the secret as it is kept: under SECRET_KEY."""
    return _box().encrypt(text.encode()).decode()


def opened(sealed: str) -> str | None:
    """Return a secret that is kept; None when neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS opens it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def has_unreadable_secret(user: User, kinds: Iterable[str] = SECRETS) -> bool:
    """Whether the person has an app or recovery codes of which nobody can tell any more whether a code is right."""
    rows = Authenticator.objects.filter(user=user, type__in=list(kinds))
    return any(opened(row.data[SECRETS[row.type]]) is None for row in rows)


@transaction.atomic
def seal_anew() -> tuple[int, int]:
    """Keep every secret under SECRET_KEY, so that those of before can be forgotten; return how many, and how many cannot be read."""
    renewed = unreadable = 0
    for row in Authenticator.objects.select_for_update().filter(type__in=list(SECRETS)).order_by("pk"):
        secret = opened(row.data[SECRETS[row.type]])
        if secret is None:
            unreadable += 1
            continue
        row.data[SECRETS[row.type]] = seal(secret)
        row.save(update_fields=["data"])
        renewed += 1
    return renewed, unreadable


def _box() -> MultiFernet:
    """Return what encrypts with SECRET_KEY, and decrypts with those of before too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(PURPOSE, "encryption", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
