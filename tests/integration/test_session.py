"""How long somebody stays signed in: as long as they use the service, and never longer than the longest time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import BACKEND_SESSION_KEY
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


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still unless a test moves it."""
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as clock:
        yield clock


@pytest.fixture
def officer(sign_in: SignIn, owner: User) -> Client:
    """A client in which somebody has signed in and opened a page."""
    client = sign_in(owner)
    assert client.get("/").status_code == 200
    return client


def outlive_its_row() -> None:
    """Let the row of the session stay for another day: whether it has ended is then said by what it holds."""
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))


def time_left(client: Client) -> float:
    expires = Session.objects.get(pk=client.session.session_key).expire_date
    return (expires - timezone.now()).total_seconds()


def test_use_makes_it_last(officer: Client, clock: time_machine.Traveller) -> None:
    for _hour in range(5):
        clock.shift(HOUR)
        assert officer.get("/").status_code == 200
        assert time_left(officer) == 2 * HOUR
    assert officer.cookies["sessionid"]["max-age"] == 2 * HOUR


def test_it_ends_when_it_is_not_used(officer: Client, clock: time_machine.Traveller) -> None:
    clock.shift(2 * HOUR + 1)
    assert officer.get("/")["Location"] == "/sign-in/?next=/"


def test_it_ends_after_the_longest_time_however_it_is_used(officer: Client, clock: time_machine.Traveller) -> None:
    key = officer.session.session_key
    for _hour in range(11):
        clock.shift(HOUR)
        assert officer.get("/").status_code == 200
    assert time_left(officer) == HOUR
    clock.shift(HOUR - 1)
    assert officer.get("/").status_code == 200
    assert time_left(officer) == 1
    clock.shift(1)
    outlive_its_row()
    assert officer.get("/")["Location"] == "/sign-in/?next=/"
    assert not Session.objects.filter(pk=key).exists()


def test_what_was_typed_then_comes_back(officer: Client, owner: User, clock: time_machine.Traveller) -> None:
    clock.shift(12 * HOUR)
    outlive_its_row()
    sent = officer.post("/partnerships/new/", {"name": "Half typed", "typed_by": str(owner.pk)})
    assert sent["Location"] == "/sign-in/?next=/partnerships/new/"
    assert [draft["fields"]["name"] for draft in officer.session["drafts"]] == [["Half typed"]]


def test_a_session_of_the_version_before_keeps_what_was_typed(officer: Client, owner: User) -> None:
    """It names what let the person in by another name. They sign in again, and go on."""
    session = officer.session
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    sent = officer.post("/partnerships/new/", {"name": "Half typed", "typed_by": str(owner.pk)})
    assert sent["Location"] == "/sign-in/?next=/partnerships/new/"
    officer.force_login(owner)
    assert "Half typed" in officer.get("/partnerships/new/").content.decode()


def test_a_person_who_was_closed_meanwhile_is_not_signed_in(officer: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert officer.get("/")["Location"] == "/sign-in/?next=/"


def test_using_it_again_at_once_writes_nothing(officer: Client, clock: time_machine.Traveller) -> None:
    before = officer.session["used_at"]
    clock.shift(59)
    officer.get("/")
    assert officer.session["used_at"] == before
    clock.shift(1)
    officer.get("/")
    assert officer.session["used_at"] == before + 60


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
