"""Whoever changes somebody's email address can sign in as them: so those concerned are told, and the two do not go together."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.actions.leaving import close_account, open_account
from accounts.actions.people import invite
from accounts.emails import send_account_mail
from accounts.models import AddressChange, User
from accounts.roles import Role
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

NEW = "adams.own@marlshire.example"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


@pytest.fixture
def access(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


@pytest.fixture
def change(access: Client, django_capture_on_commit_callbacks: Any) -> Any:
    """Change somebody's address in the administration."""

    def change(person: User, address: str = NEW) -> None:
        path = f"/admin/accounts/user/{person.pk}/change/"
        typed = fields_of(access.get(path).content.decode(), path) | {"email": address}
        with django_capture_on_commit_callbacks(execute=True):
            assert access.post(path, typed).status_code == 302

    return change


def sent() -> dict[str, str]:
    """Return the subjects of the emails by their addresses."""
    return {message.to[0]: str(message.subject) for message in mail.outbox}


def has_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person).exists()


@pytest.fixture
def beth() -> User:
    """An administrator with a second factor."""
    beth = factories.person("Beth Boss", Role.ADMIN)
    Authenticator.objects.create(user=beth, type="totp", data={"secret": "-"})
    return beth


class TestANewAddress:
    def test_is_told_at_both_addresses_and_to_the_other_administrators(
        self, beth: User, admin: User, change: Any, sign_in: SignIn
    ) -> None:
        other, theirs, before = factories.person("Cara Chief", Role.ADMIN), sign_in(beth), beth.email
        change(beth)
        own = "Your email address for Partnership readiness was changed"
        assert sent() == {before: own, NEW: own, other.email: "The email address of Beth Boss was changed"}
        assert all(f"{admin.full_name} changed the email address" in str(message.body) for message in mail.outbox)
        assert all(before in message.body and NEW in message.body for message in mail.outbox)
        assert theirs.get("/account/").status_code == 302

    def test_stands_on_the_page_of_the_person(self, beth: User, admin: User, access: Client, change: Any) -> None:
        before = beth.email
        change(beth)
        change(beth, before)
        page = one_spaced(access.get(f"/people/{beth.pk}/").content.decode())
        assert f"{before} until" in page
        assert f"when {admin.full_name} changed it to {NEW}" in page
        assert AddressChange.objects.filter(user=beth).count() == 2

    def test_of_ones_own_ends_not_the_session_in_which_it_is_changed(
        self, admin: User, access: Client, change: Any
    ) -> None:
        change(admin)
        assert access.get("/account/").status_code == 200

    def test_after_the_account_was_closed_and_opened_is_told_at_that_of_before_too(
        self, beth: User, admin: User, change: Any
    ) -> None:
        """An administrator alone would else get the account of somebody who cannot sign in any more."""
        User.objects.filter(pk=beth.pk).update(last_login=timezone.now())
        close_account(by=admin, user=beth)
        beth.refresh_from_db()
        open_account(by=admin, user=beth)
        before = beth.email
        change(beth)
        assert sent()[before] == "Your email address for Partnership readiness was changed"
        assert sent()[NEW] == "You are invited to Partnership readiness"

    def test_another_name_tells_nobody(self, beth: User, access: Client) -> None:
        path = f"/admin/accounts/user/{beth.pk}/change/"
        access.post(path, fields_of(access.get(path).content.decode(), path) | {"full_name": "Beth Bold"})
        assert not AddressChange.objects.exists()


class TestTheSecondFactor:
    def test_stays_for_some_days(self, beth: User, admin: User, access: Client, change: Any) -> None:
        change(beth)
        path = f"/people/{beth.pk}/second-factor/"
        assert access.get(path).status_code == 409
        refused = access.post(path)
        assert refused.status_code == 409
        assert "Their email address was changed in the last 7 days." in one_spaced(refused.content.decode())
        assert has_factor(beth)
        with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
            access.force_login(admin)
            assert access.post(path).status_code == 302
        assert not has_factor(beth)

    def test_that_is_taken_away_on_the_server_is_told_at_the_address_of_before(
        self, beth: User, admin: User, change: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        before = beth.email
        change(beth)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remove_second_factor", NEW, verbosity=0)
        assert set(sent()) == {before, NEW, admin.email}
        assert sent()[admin.email] == "The second factor of Beth Boss was taken away"


class TestAnInvitation:
    @pytest.fixture
    def mistyped(self, admin: User, django_capture_on_commit_callbacks: Any) -> User:
        with django_capture_on_commit_callbacks(execute=True):
            return invite(by=admin, email="j.smith@marlshire.example", full_name="Jo Smyth")

    def test_to_a_mistyped_address_ends_when_that_is_corrected(self, mistyped: User, change: Any) -> None:
        [first] = LINK.findall(str(mail.outbox[0].body))
        change(mistyped, "j.smyth@marlshire.example")
        assert Client().get(first, follow=True).status_code == 410
        assert "j.smith@marlshire.example" not in [message.to[0] for message in mail.outbox[1:]]
        invitation = next(message for message in mail.outbox[1:] if message.to == ["j.smyth@marlshire.example"])
        [second] = LINK.findall(str(invitation.body))
        assert Client().get(second, follow=True).status_code == 200

    @pytest.mark.parametrize("kind", ["invitation", "password_reset"])
    def test_or_another_link_that_waits_for_the_mail_server_is_not_sent_to_it(
        self, mistyped: User, change: Any, kind: str, django_capture_on_commit_callbacks: Any
    ) -> None:
        change(mistyped, "j.smyth@marlshire.example")
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            send_account_mail.enqueue(kind, "j.smith@marlshire.example", mistyped.pk)
        assert mail.outbox == []

    def test_of_an_account_that_was_closed_is_not_sent(
        self, mistyped: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        User.objects.filter(pk=mistyped.pk).update(is_active=False)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            send_account_mail.enqueue("invitation", mistyped.email, mistyped.pk)
        assert mail.outbox == []
