"""Who came by the council's own sign-in confirms there that it is them; a password is for emergencies where it is the only one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.actions.emergency import give_emergency_access
from accounts.actions.passwords import ask_for_password
from accounts.actions.people import send_invitation
from accounts.models import AccountEvent, EmergencyAccess, User
from accounts.roles import Role
from accounts.selectors import invitation_key
from config.provider import Provider
from tests import factories
from tests.conftest import SignIn
from tests.integration.came import START, come, go, said
from tests.integration.codes import PASSWORD, code_of, is_in, made, set_up
from tests.providers import CLIENT, SECRET, RunningProvider
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db
DECISIVE = "/account/second-factor/app/"


def later(minutes: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes))


@pytest.fixture
def only(idp: RunningProvider, settings: Any) -> RunningProvider:
    settings.OIDC = Provider(idp.url, CLIENT, SECRET, "Marlshire account", is_only=True)
    return idp


@pytest.fixture
def minutes(settings: Any) -> None:
    settings.CONFIRM_MINUTES = 30


class TestConfirming:
    def test_is_asked_of_the_provider_after_a_while(self, idp: RunningProvider, minutes: None) -> None:
        idp.tell(claims={"auth_time": 1_700_000_000})
        client, _answer = come(idp, "Nia New")
        asked = client.get(DECISIVE)
        assert asked["Location"] == f"/account/confirm/council/?next={DECISIVE}"
        page = client.get(asked["Location"]).content.decode()
        assert "Sign in with Marlshire account again" in page
        assert f"{START}?confirm=yes&amp;next=%2Faccount%2Fsecond-factor%2Fapp%2F" in page
        idp.tell()
        sent = go(client, f"{START}?confirm=yes&next={DECISIVE}")
        query = parse_qs(urlsplit(sent).query)
        assert (query["prompt"], query["max_age"]) == (["login"], ["0"])
        assert client.get(idp.back("Nia New", sent))["Location"] == DECISIVE
        assert client.get(DECISIVE).status_code == 200

    def test_is_not_asked_right_after_the_password_was_given_there(self, idp: RunningProvider, minutes: None) -> None:
        idp.sessions.clear()
        assert come(idp, "Nia New")[0].get(DECISIVE).status_code == 200

    @pytest.mark.parametrize("told", [{"without": ["auth_time"]}, {"claims": {"auth_time": 1_700_000_000}}], ids=str)
    def test_is_not_believed_of_a_provider_that_asked_for_nothing(
        self, idp: RunningProvider, minutes: None, told: Any
    ) -> None:
        idp.tell(**told)
        client, _answer = come(idp, "Nia New")
        answer = client.get(idp.back("Nia New", go(client, f"{START}?confirm=yes&next={DECISIVE}")))
        assert answer["Location"] == f"/account/confirm/council/?next={DECISIVE}"
        assert "does not say that you have just shown who you are" in said(client, answer)
        assert client.get(DECISIVE).status_code == 302

    def test_is_refused_to_somebody_else(self, idp: RunningProvider, minutes: None) -> None:
        idp.tell(claims={"auth_time": 1_700_000_000})
        come(idp, "Zed Zealous")
        client, _answer = come(idp, "Nia New")
        idp.tell()
        answer = client.get(idp.back("Zed Zealous", go(client, f"{START}?confirm=yes&next={DECISIVE}")))
        assert "You did not sign in with Marlshire account as the same person" in said(client, answer)
        assert client.get(DECISIVE).status_code == 302

    def test_takes_no_password_instead(self, idp: RunningProvider, minutes: None) -> None:
        made("Nia New", Role.OFFICER)
        idp.tell(claims={"auth_time": 1_700_000_000})
        client, _answer = come(idp, "Nia New")
        client.post("/account/confirm/", {"password": PASSWORD})
        assert client.get(DECISIVE).status_code == 302

    def test_is_of_no_use_to_who_signed_in_with_a_password(self, idp: RunningProvider, minutes: None) -> None:
        client, nia = Client(), made("Nia New", Role.OFFICER)
        client.post("/sign-in/", {"login": nia.email, "password": PASSWORD})
        assert client.get(f"{START}?confirm=yes&next=/privacy/")["Location"] == "/privacy/"
        assert client.get("/account/confirm/council/?next=/privacy/")["Location"] == "/account/confirm/?next=/privacy/"


class TestTheSecondFactor:
    def test_is_that_of_the_provider(self, idp: RunningProvider, settings: Any) -> None:
        settings.SECOND_FACTOR_ROLES = ["officer"]
        client, nia = Client(), made("Nia New", Role.OFFICER)
        client.post("/sign-in/", {"login": nia.email, "password": PASSWORD})
        assert client.get("/")["Location"] == "/account/second-factor/"
        assert come(idp, "Nia New")[0].get("/").status_code == 200
        set_up(client)
        again, answer = come(idp, "Nia New")
        assert answer["Location"] == "/"
        assert is_in(again)

    def test_is_ours_too_where_the_settings_say_so(self, idp: RunningProvider, settings: Any, minutes: None) -> None:
        settings.OIDC = Provider(idp.url, CLIENT, SECRET, "Marlshire account", asks_second_factor=True)
        settings.SECOND_FACTOR_ROLES = ["officer"]
        client, nia = Client(), made("Nia New", Role.OFFICER)
        made("Zed Zealous", Role.OFFICER)
        assert come(idp, "Zed Zealous")[0].get("/")["Location"] == "/account/second-factor/"
        client.post("/sign-in/", {"login": nia.email, "password": PASSWORD})
        secret = set_up(client)
        again, answer = come(idp, "Nia New")
        assert answer["Location"] == "/sign-in/code/"
        assert not is_in(again)
        again.post("/sign-in/code/", {"code": code_of(secret, 1)})
        assert is_in(again)
        assert "Marlshire account" in again.get("/account/").content.decode()
        with later(31):
            assert again.get(DECISIVE + "remove/")["Location"].startswith("/account/confirm/code/")

    def test_is_not_got_round_with_a_password_by_who_was_locked_there(self, idp: RunningProvider) -> None:
        nia = made("Nia New", Role.OFFICER)
        come(idp, "Nia New")
        client = Client()
        answer = client.post("/sign-in/", {"login": nia.email, "password": PASSWORD})
        assert "do not match an account here" in answer.content.decode()
        assert not is_in(client)
        give_emergency_access(by=None, user=nia)
        client.post("/sign-in/", {"login": nia.email, "password": PASSWORD})
        assert client.get("/")["Location"] == "/account/second-factor/"
        set_up(client)
        assert is_in(client)

    def test_of_before_counts_for_nobody_who_signs_in_with_a_password_then(self, idp: RunningProvider) -> None:
        client, _answer = come(idp, "Nia New")
        client.post("/sign-out/")
        olive = made("Olive Officer", Role.OFFICER)
        client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
        assert is_in(client)
        assert "Marlshire account" not in client.get("/account/").content.decode()


class TestTheOnlyWay:
    def test_a_password_lets_nobody_in(self, only: RunningProvider) -> None:
        client, olive = Client(), made("Olive Officer", Role.OFFICER)
        answer = client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
        assert answer.status_code == 422
        assert not is_in(client)
        # Nobody learns that a password is right: the page is that of a wrong one.
        wrong = client.post("/sign-in/", {"login": olive.email, "password": "x"})
        assert all("do not match an account here" in page.content.decode() for page in (answer, wrong))
        assert list(AccountEvent.objects.values_list("kind", "about")) == [("wrong_password", olive.pk)] * 2
        assert is_in(come(only, "Olive Officer")[0])

    def test_but_who_has_an_account_for_emergencies_with_a_second_factor(self, only: RunningProvider) -> None:
        client, olive = Client(), made("Olive Officer", Role.OFFICER)
        call_command("emergency_access", olive.email)
        client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
        assert client.get("/")["Location"] == "/account/second-factor/"
        set_up(client)
        assert client.get("/").status_code == 200
        call_command("emergency_access", olive.email, "--end")
        assert not is_in(client)
        client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
        assert not is_in(client)

    def test_the_command_says_what_it_cannot_do(self, only: RunningProvider) -> None:
        olive = made("Olive Officer")
        for arguments, sentence in (
            (["nobody@marlshire.example"], "Nobody signs in with this address"),
            ([olive.email, "--end"], "may not use a password in an emergency anyway"),
        ):
            with pytest.raises(CommandError, match=sentence):
                call_command("emergency_access", *arguments)
        call_command("emergency_access", olive.email)
        with pytest.raises(CommandError, match="already"):
            call_command("emergency_access", olive.email)

    def test_administrators_make_and_end_one_and_the_others_are_told(
        self, only: RunningProvider, sign_in: SignIn, django_capture_on_commit_callbacks: Any, settings: Any
    ) -> None:
        ada, olive = factories.person("Ada Admin", Role.ADMIN), made("Olive Officer")
        other = factories.person("Max Manager", Role.ADMIN)
        client, page = self._by_provider(only, "Ada Admin"), f"/people/{olive.pk}/emergency/"
        assert "asked to set one up before anything else" in one_spaced(client.get(page).content.decode())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page, {"was_given": "no"})
        assert [email.to for email in mail.outbox] == [[other.email]]
        assert EmergencyAccess.objects.current().get().given_by == ada
        # Somebody who had the page of before open does not end it unawares.
        assert client.post(page, {"was_given": "no"}).status_code == 409
        review = client.get("/people/access/").content.decode()
        assert "Password in an emergency" in review
        client.post(page, {"was_given": "yes"})
        assert EmergencyAccess.objects.get().ended_by == ada
        assert client.post(f"/people/{ada.pk}/emergency/", {"was_given": "no"}).status_code == 409

    @staticmethod
    def _by_provider(idp: RunningProvider, name: str) -> Client:
        return come(idp, name)[0]

    def test_who_asks_for_a_password_or_is_invited_is_sent_to_the_provider(
        self, only: RunningProvider, django_capture_on_commit_callbacks: Any
    ) -> None:
        ada, olive = factories.person("Ada Admin", Role.ADMIN), made("Olive Officer")
        nia = User.objects.create_user("nia.new@marlshire.example", full_name="Nia New")
        with django_capture_on_commit_callbacks(execute=True):
            ask_for_password(address=olive.email)
            send_invitation(by=ada, user=nia)
        asked, invited = mail.outbox
        assert "You need none: sign in with Marlshire account here:" in asked.body
        assert "Sign in with Marlshire account here:" in invited.body
        assert "key=" not in f"{asked.body} {invited.body}"
        assert "The link works once" not in invited.body
        # A link from before leads there too: a password would be of no use.
        assert Client().get(f"/invitation/?key={invitation_key(nia)}")["Location"] == "/sign-in/"
        assert is_in(come(only, "Nia New")[0])

    def test_the_sign_in_page_says_so(self, only: RunningProvider) -> None:
        page = one_spaced(Client().get("/sign-in/?next=/privacy/").content.decode())
        assert "In an emergency, with a password" in page
        assert "/sign-in/council/?next=%2Fprivacy%2F" in page
