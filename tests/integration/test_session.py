"""How long somebody stays signed in: as long as they use the service, and never longer than the longest time."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.middleware import NOT_KEPT, PERMISSIONS
from accounts.models import User
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(autouse=True)
def _lengths(settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE, settings.SESSION_LONGEST = 2 * HOUR, 12 * HOUR


@pytest.fixture
def officer(sign_in: SignIn, owner: User) -> Client:
    """A client in which somebody has signed in and opened a page."""
    client = sign_in(owner)
    assert client.get("/").status_code == 200
    return client


def let_pass(client: Client, seconds: int) -> None:
    """Make the session so much older."""
    session = client.session
    session["signed_in_at"] -= seconds
    session["used_at"] -= seconds
    session.save()
    row = Session.objects.get(pk=session.session_key)
    row.expire_date -= timedelta(seconds=seconds)
    row.save()


def time_left(client: Client) -> float:
    expires = Session.objects.get(pk=client.session.session_key).expire_date
    return (expires - timezone.now()).total_seconds()


def test_use_makes_it_last(officer: Client) -> None:
    for _hour in range(5):
        let_pass(officer, HOUR)
        assert officer.get("/").status_code == 200
        assert time_left(officer) == pytest.approx(2 * HOUR, abs=60)
    assert officer.cookies["sessionid"]["max-age"] == 2 * HOUR


def test_it_ends_when_it_is_not_used(officer: Client) -> None:
    let_pass(officer, 2 * HOUR + 1)
    assert officer.get("/")["Location"] == "/sign-in/?next=/"


def test_it_ends_after_the_longest_time_however_it_is_used(officer: Client) -> None:
    key = officer.session.session_key
    for _hour in range(11):
        let_pass(officer, HOUR)
        assert officer.get("/").status_code == 200
    assert time_left(officer) == pytest.approx(HOUR, abs=60)
    let_pass(officer, HOUR - 30)
    assert officer.get("/").status_code == 200
    assert time_left(officer) == pytest.approx(30, abs=5)
    let_pass(officer, 30)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))
    assert officer.get("/")["Location"] == "/sign-in/?next=/"
    assert not Session.objects.filter(pk=key).exists()


def test_what_was_typed_then_comes_back(officer: Client, owner: User) -> None:
    let_pass(officer, 12 * HOUR)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))
    sent = officer.post("/partnerships/new/", {"name": "Half typed", "typed_by": str(owner.pk)})
    assert sent["Location"] == "/sign-in/?next=/partnerships/new/"
    assert [draft["fields"]["name"] for draft in officer.session["drafts"]] == [["Half typed"]]


def test_using_it_again_at_once_writes_nothing(officer: Client) -> None:
    before = officer.session["used_at"]
    let_pass(officer, 30)
    officer.get("/")
    assert officer.session["used_at"] == before - 30
    let_pass(officer, 31)
    officer.get("/")
    assert officer.session["used_at"] == pytest.approx(time.time(), abs=5)


@pytest.mark.parametrize(
    "path", ["/no-such-page/", "/partnerships/PR-9999/", "/partnerships", "/flags/?severity=grave"]
)
def test_answers_without_a_page_have_the_headers_too(officer: Client, path: str) -> None:
    response = officer.get(path)
    assert response.status_code != 200
    assert (response["Cache-Control"], response["Permissions-Policy"]) == (NOT_KEPT, PERMISSIONS)


def test_a_message_that_was_not_shown_yet_is_gone_when_somebody_signs_out(officer: Client) -> None:
    """Whoever sits down next would read on the sign-in page what the person had done last."""
    officer.post("/account/emails/", {"choice": "daily"})
    assert "messages" not in officer.cookies
    officer.post("/sign-out/")
    assert "Your choice was saved." not in officer.get("/sign-in/").content.decode()
