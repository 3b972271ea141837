"""SECRET_KEY is changed without locking anybody out, or says what to do."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions.sealing import seal
from accounts.models import User
from tests import factories
from tests.integration.codes import code_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
OLD = "the-key-of-before"


@pytest.fixture
def olive(settings: Any) -> User:
    """Somebody whose app was set up under the key of before."""
    olive = factories.person("Olive Officer")
    olive.set_password(PASSWORD)
    olive.save()
    settings.SECRET_KEY, new = OLD, settings.SECRET_KEY
    secret = generate_totp_secret()
    Authenticator.objects.create(user=olive, type="totp", data={"secret": seal(secret)})
    Authenticator.objects.create(user=olive, type="recovery_codes", data={"seed": seal("a seed"), "used_mask": 0})
    settings.SECRET_KEY = new
    olive.secret = secret  # type: ignore[attr-defined]
    return olive


def signs_in(olive: User) -> Any:
    cache.clear()
    client = Client()
    client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
    return client.post("/sign-in/code/", {"code": code_of(olive.secret)})  # type: ignore[attr-defined]


def renewed() -> str:
    said = StringIO()
    call_command("renew_secrets", stdout=said)
    return said.getvalue()


def test_the_one_of_before_opens_what_it_sealed(olive: User, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [OLD]
    assert signs_in(olive).status_code == 302


def test_what_is_renewed_needs_it_no_more(olive: User, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [OLD]
    assert renewed() == "Secrets kept under SECRET_KEY: 2.\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert signs_in(olive).status_code == 302


def test_without_it_a_code_is_refused_with_a_sentence(olive: User) -> None:
    refused = signs_in(olive)
    assert refused.status_code == 422
    assert "The codes of this account cannot be checked any more." in refused.content.decode()


def test_without_it_recovery_codes_are_made_anew(olive: User) -> None:
    client = Client()
    client.force_login(olive)
    assert client.get("/account/second-factor/codes/")["Location"] == "/account/second-factor/codes/new/"
    assert client.post("/account/second-factor/codes/new/")["Location"] == "/account/second-factor/codes/"
    assert client.get("/account/second-factor/codes/").content.decode().count("<li><code>") == 10


def test_what_no_key_opens_is_told(olive: User) -> None:
    TOTP.activate(factories.person("Carl Contributor"), generate_totp_secret())
    with pytest.raises(CommandError, match="no key opens: 2"):
        renewed()
