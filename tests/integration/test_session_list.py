"""Everybody sees where they are signed in, and ends what they do not know."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.selectors import browser_name
from tests import factories
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"


@pytest.fixture
def olive() -> User:
    user = factories.person("Olive Officer")
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user: User, header: str = FIREFOX, address: str = "203.0.113.7") -> Client:
    client = Client(headers={"User-Agent": header}, REMOTE_ADDR=address)
    assert client.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 302
    client.get("/account/")
    return client


def page(client: Client) -> str:
    return one_spaced(client.get("/account/sessions/").content.decode())


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_each_is_named_with_its_browser_and_address(olive: User) -> None:
    here, there = signed_in(olive), signed_in(olive, PHONE, "198.51.100.1")
    shown = page(here)
    assert "Firefox, Windows (this browser)" in shown
    assert "Safari, iPhone" in shown
    assert ", from 198.51.100.1. Last used on" in shown
    assert shown.count("End this session") == 1
    assert is_in(there)


def test_one_is_ended(olive: User) -> None:
    here, there, third = signed_in(olive), signed_in(olive, PHONE), signed_in(olive, EDGE)
    row = UserSession.objects.get(session_key=there.session.session_key)
    done = here.post("/account/sessions/", {"only": row.pk}, follow=True)
    assert "You were signed out in 1 place." in done.content.decode()
    assert [is_in(client) for client in (here, there, third)] == [True, False, True]


def test_all_others_are_ended(olive: User) -> None:
    clients = [signed_in(olive) for _each in range(3)]
    done = clients[0].post("/account/sessions/", follow=True)
    assert "You were signed out in 2 places." in done.content.decode()
    assert [is_in(client) for client in clients] == [True, False, False]


def test_one_that_the_list_lacks_ends_too(olive: User) -> None:
    """As those from before the list was kept."""
    here, there = signed_in(olive), signed_in(olive, PHONE)
    UserSession.objects.filter(session_key=there.session.session_key).delete()
    here.post("/account/sessions/")
    assert [is_in(client) for client in (here, there)] == [True, False]


def test_a_new_password_takes_the_others_off_the_list(olive: User) -> None:
    here, _there = signed_in(olive), signed_in(olive, PHONE)
    assert (
        here.post("/account/password/", {"oldpassword": PASSWORD, "password1": "staple wagon harbour"}).status_code
        == 302
    )
    assert "Safari, iPhone" not in page(here)
    assert is_in(here)


def test_nobody_ends_that_of_somebody_else_or_their_own_here(olive: User) -> None:
    other = factories.person("Carl Contributor")
    other.set_password(PASSWORD)
    other.save()
    here, theirs = signed_in(olive), signed_in(other)
    for row in UserSession.objects.all():
        here.post("/account/sessions/", {"only": row.pk})
    assert is_in(here)
    assert is_in(theirs)


def test_what_is_kept_of_a_session_goes_with_it(olive: User) -> None:
    signed_in(olive)
    lasting = signed_in(olive)
    Session.objects.exclude(pk=lasting.session.session_key).delete()
    assert page(lasting).count("govuk-heading-s") == 1
    call_command("run_daily", verbosity=0)
    assert [row.session_key for row in UserSession.objects.all()] == [lasting.session.session_key]


@pytest.mark.parametrize(
    ("header", "name"),
    [(FIREFOX, "Firefox, Windows"), (EDGE, "Edge, Windows"), (PHONE, "Safari, iPhone"), ("", "another browser")],
)
def test_names_of_browsers(header: str, name: str) -> Any:
    assert browser_name(header) == name
