"""People who sign in with a password and the codes of an app, and what the tests of both share."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests import factories

PASSWORD = "correct horse battery"
APP, CODES = "/account/second-factor/app/", "/account/second-factor/codes/"
SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")


def made(name: str, *roles: Role) -> User:
    user = factories.person(name, *roles)
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str, steps: int = 0) -> str:
    """Return the code that an app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def wrong(secret: str) -> str:
    right = {code_of(secret, steps) for steps in range(-2, 3)}
    return next(
        (code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in right), ""
    )


def enter(user: User, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post("/sign-in/", {"login": user.email, "password": PASSWORD})


def set_up(client: Client) -> str:
    """Set up an app; return its secret."""
    [secret] = SECRET.findall(client.get(APP).content.decode())
    assert client.post(APP, {"code": code_of(secret)})["Location"] == CODES
    return str(secret)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200
