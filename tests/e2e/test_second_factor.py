"""A new password by email, a code of an app, and a passkey: what production asks for, in a browser."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.databases import Template
from tests.e2e.browser import Chromium, judge
from tests.e2e.conftest import Visit, visits
from tests.e2e.council import Council, Place, place
from tests.e2e.steps import follow, heading, press, sign_in

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

NEW = "staple wagon harbour"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/password/\S+)")


@pytest.fixture(scope="module")
def strict(people_only: Template, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A server that asks secretaries for a second factor, under a name for which browsers have passkeys."""
    asked = {"SECOND_FACTOR_ROLES": "secretary", "ALLOWED_HOSTS": "localhost,127.0.0.1"}
    with (
        place(tmp_path_factory.mktemp("strict"), people_only, static) as here,
        Place(here.folder, here.environment | asked).open() as council,
    ):
        yield Council(council.url.replace("127.0.0.1", "localhost"), council.folder)


@pytest.fixture
def enter(strict: Council, chromium: Chromium) -> Iterator[Visit]:
    with visits(strict, chromium, {}) as start:
        yield start


def code_of(secret: str) -> str:
    """Return a code that was not used yet: each half minute has one."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enter_code(page: Page, label: str, code: str, button: str) -> None:
    page.get_by_label(label).fill(code)
    press(page, button)


def test_a_forgotten_password(enter: Visit, strict: Council, js: bool) -> None:
    """The legal adviser has forgotten their password: an email brings a link, and they sign in with what they choose."""
    page = enter(None, "/sign-in/", js=js)
    follow(page, "I have forgotten my password")
    page.get_by_label("Email address").fill("legal@marlshire.example")
    press(page, "Send the email")
    heading(page, "Check your email")
    path = LINK.findall(strict.mails())[-1]
    page.goto(path)
    heading(page, "Choose a new password")
    assert path not in page.url
    page.get_by_label("New password", exact=True).fill(NEW)
    press(page, "Save the new password")
    expect(page.get_by_text("Your password was changed.")).to_be_visible()
    sign_in(page, "legal", NEW)
    heading(page, "My work")
    page.goto(path)
    heading(page, "This link does not work any more")


def test_a_role_that_needs_a_code(enter: Visit) -> None:
    """The secretary is led to set up an app, keeps the recovery codes, signs out, and is asked for a code."""
    page = enter(None, "/sign-in/")
    sign_in(page, "secretary")
    heading(page, "Your second factor")
    judge(page)
    follow(page, "Set up an app")
    judge(page)
    secret = page.locator("main code").inner_text()
    enter_code(page, "The code that the app shows now", code_of(secret), "Set it up")
    heading(page, "Your recovery codes")
    judge(page)
    codes = page.locator("main li code").all_inner_texts()
    press(page, "I have kept them")
    press(page, "Sign out")
    sign_in(page, "secretary")
    heading(page, "Sign in with your second factor")
    judge(page)
    enter_code(page, "The code from your app, or a recovery code", codes[0], "Sign in")
    heading(page, "My work")
    for path in (
        "/account/",
        "/account/second-factor/",
        "/account/second-factor/app/remove/",
        "/account/confirm/code/",
    ):
        page.goto(path)
        assert urlsplit(page.url).path == path
        judge(page)


def test_a_passkey(enter: Visit) -> None:
    """The officer adds a passkey (of a device that Chromium pretends to have), signs out, and signs in with it."""
    page = enter(None, "/sign-in/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, "officer")
    page.goto("/account/second-factor/passkeys/add/")
    page.get_by_label("A name for it").fill("My work laptop")
    press(page, "Add it")
    heading(page, "Your recovery codes")
    page.goto("/account/second-factor/")
    expect(page.get_by_text("My work laptop, added on")).to_be_visible()
    judge(page)
    page.goto("/account/confirm/passkey/")
    heading(page, "Confirm that it is you")
    judge(page)
    press(page, "Sign out")
    sign_in(page, "officer")
    press(page, "Use a passkey")
    heading(page, "My work")
    assert urlsplit(page.url).path == "/"
    trail = enter("auditor", "/people/trail/").locator("main")
    for what in ("Second factor added", "passkey"):
        expect(trail).to_contain_text(what)
