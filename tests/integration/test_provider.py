"""Signing in by the council's own sign-in, with a real provider on this machine: whose account it is, and what is refused."""

from __future__ import annotations

import re
import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.actions.addresses import RESTS
from accounts.actions.leaving import close_account, open_account
from accounts.actions.people import invite, invite_again
from accounts.models import User
from accounts.roles import Role
from config.provider import Provider
from tests import factories
from tests.integration.came import START, come, go, said
from tests.integration.codes import PASSWORD, enter, is_in, made, set_up
from tests.providers import CLIENT, SECRET, RunningProvider

pytestmark = pytest.mark.django_db
NIA = "nia.new@marlshire.example"
BELIEVED = "What Marlshire account answered cannot be used."


class TestWhoseAccount:
    def test_a_new_person_gets_one_without_a_role(self, idp: RunningProvider) -> None:
        client, answer = come(idp, "Nia New")
        assert "You have no role here yet" in said(client, answer)
        nia = User.objects.get(email=NIA)
        assert (nia.full_name, nia.role_grants.count(), nia.has_usable_password()) == ("Nia New", 0, False)
        assert SocialAccount.objects.get(user=nia).provider == idp.url
        # Nothing is kept with which one could ask the provider more.
        assert not SocialToken.objects.exists()

    def test_they_come_back_to_it_whatever_their_address_is_then(self, idp: RunningProvider) -> None:
        come(idp, "Nia New")
        idp.tell(claims={"email": "somebody.else@marlshire.example", "email_verified": False})
        client, _answer = come(idp, "Nia New")
        assert "nia.new@marlshire.example" in client.get("/account/").content.decode()
        assert User.objects.filter(full_name="Nia New").count() == 1

    def test_an_account_with_the_proven_address_is_linked_and_told(
        self, idp: RunningProvider, django_capture_on_commit_callbacks: Any
    ) -> None:
        nia = factories.person("Nia New", Role.OFFICER)
        with django_capture_on_commit_callbacks(execute=True):
            client, _answer = come(idp, "Nia New")
        assert SocialAccount.objects.get().user == nia
        assert is_in(client)
        assert nia.role_grants.current().get().role == Role.OFFICER
        assert [email.to for email in mail.outbox] == [[NIA]]
        assert "council’s own sign-in for the first time" in mail.outbox[0].body
        with django_capture_on_commit_callbacks(execute=True):
            come(idp, "Nia New")
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize("proven", [False, "true", None, 1])
    @pytest.mark.parametrize("is_known", [True, False])
    def test_an_address_that_is_not_proven_leads_nowhere(
        self, idp: RunningProvider, proven: Any, is_known: bool
    ) -> None:
        before = factories.person("Nia New") if is_known else None
        idp.tell(claims={"email_verified": proven})
        client, answer = come(idp, "Nia New")
        assert f"does not say that {NIA} is proven to be your address" in said(client, answer)
        assert not is_in(client)
        assert not SocialAccount.objects.exists()
        assert list(User.objects.filter(email=NIA)) == [before] * is_known

    def test_an_administrator_may_say_that_the_provider_proves_addresses(
        self, idp: RunningProvider, settings: Any
    ) -> None:
        settings.OIDC = Provider(idp.url, CLIENT, SECRET, "Marlshire account", is_email_verified=True)
        idp.tell(without=["email_verified"])
        assert is_in(come(idp, "Nia New")[0])

    def test_without_an_address_nobody_comes_in(self, idp: RunningProvider) -> None:
        idp.tell(claims={"email": "not an address"})
        client, answer = come(idp, "Nia New")
        assert "Marlshire account names no email address of yours" in said(client, answer)

    def test_the_address_may_come_from_userinfo(self, idp: RunningProvider) -> None:
        idp.tell(without=["email", "email_verified"])
        assert is_in(come(idp, "Nia New")[0])
        assert User.objects.filter(email=NIA).exists()

    def test_an_account_that_somebody_else_signs_in_to_is_not_linked_again(self, idp: RunningProvider) -> None:
        come(idp, "Nia New")
        idp.tell(claims={"email": NIA})
        client, answer = come(idp, "Zed Zealous")
        assert f"Somebody else of Marlshire account signs in here as {NIA} already" in said(client, answer)
        assert not is_in(client)

    def test_a_closed_account_stays_closed(self, idp: RunningProvider) -> None:
        ada = factories.person("Ada Admin", Role.ADMIN)
        first, _answer = come(idp, "Nia New")
        nia = User.objects.get(email=NIA)
        close_account(by=ada, user=nia)
        assert not is_in(first)
        client, answer = come(idp, "Nia New")
        assert "Your account here is closed." in said(client, answer)
        assert not is_in(client)
        nia.refresh_from_db()
        assert not nia.is_active
        assert SocialAccount.objects.get().user == nia

    def test_a_closed_account_that_was_never_linked_stays_closed(self, idp: RunningProvider) -> None:
        ada, nia = factories.person("Ada Admin", Role.ADMIN), factories.person("Nia New")
        close_account(by=ada, user=nia)
        client, answer = come(idp, "Nia New")
        assert "Your account here is closed." in said(client, answer)

    def test_an_account_that_is_opened_again_is_linked_anew(self, idp: RunningProvider) -> None:
        """Whoever came to an account that was not theirs does not keep it."""
        ada = factories.person("Ada Admin", Role.ADMIN)
        come(idp, "Nia New")
        nia = User.objects.get(email=NIA)
        open_account(by=ada, user=close_account(by=ada, user=nia))
        assert not SocialAccount.objects.exists()
        assert is_in(come(idp, "Nia New")[0])
        assert SocialAccount.objects.get().user == nia

    def test_an_account_with_a_second_factor_and_a_new_address_is_not_linked(self, idp: RunningProvider) -> None:
        """Else whoever may change addresses would come in as that person, without the second factor."""
        nia = made("Nia New", Role.OFFICER)
        set_up(enter(nia)[0])
        nia.address_changes.create(
            before="nia.neu@marlshire.example", after=NIA, changed_by=factories.person("Ada Admin")
        )
        client, answer = come(idp, "Nia New")
        assert "Your address here was changed lately" in said(client, answer)
        assert not is_in(client)
        nia.address_changes.update(changed_at=timezone.now() - RESTS)
        assert is_in(come(idp, "Nia New")[0])

    def test_a_refused_sign_in_is_none(self, idp: RunningProvider) -> None:
        come(idp, "Nia New")
        before = SocialAccount.objects.values("last_login", "extra_data").get()
        close_account(by=factories.person("Ada Admin", Role.ADMIN), user=User.objects.get(email=NIA))
        come(idp, "Nia New")
        assert SocialAccount.objects.values("last_login", "extra_data").get() == before

    def test_who_has_come_is_not_invited_again(self, idp: RunningProvider) -> None:
        ada = factories.person("Ada Admin", Role.ADMIN)
        come(idp, "Nia New")
        nia = User.objects.get(email=NIA)
        with pytest.raises(ValidationError, match="has come by Marlshire account already"):
            invite_again(by=ada, user=nia)
        nia.refresh_from_db()
        assert nia.invited_at is None

    def test_who_was_invited_has_come(self, idp: RunningProvider) -> None:
        ada = factories.person("Ada Admin", Role.ADMIN)
        nia = invite(by=ada, email=NIA, full_name="Nia New")
        come(idp, "Nia New")
        nia.refresh_from_db()
        assert (nia.invited_at, nia.has_usable_password()) == (None, False)


class TestWhatIsRefused:
    def test_a_state_of_another_browser(self, idp: RunningProvider) -> None:
        back = idp.back("Nia New", go(Client()))
        for client in (Client(), self._began()):
            answer = client.get(back)
            assert "begun too long ago, in another browser, or is over already" in said(client, answer)
            assert not is_in(client)

    def test_a_state_that_was_changed(self, idp: RunningProvider) -> None:
        client = Client()
        back = re.sub("state=[^&]+", "state=other", idp.back("Nia New", go(client)))
        assert "in another browser" in said(client, client.get(back))
        assert not is_in(client)

    def test_a_nonce_that_is_not_that_of_the_browser(self, idp: RunningProvider) -> None:
        client = Client()
        sent = re.sub("nonce=[^&]+", "nonce=other", go(client))
        answer = client.get(idp.back("Nia New", sent))
        assert BELIEVED in said(client, answer)
        assert not is_in(client)

    def test_a_code_that_was_used(self, idp: RunningProvider) -> None:
        client = Client()
        back = idp.back("Nia New", go(client))
        client.get(back)
        # By the same browser, whose state is over; and with the state of another sign-in.
        other = Client()
        assert "is over already" in said(other, other.get(back))
        state = parse_qs(urlsplit(go(other)).query)["state"][0]
        answer = other.get(re.sub("state=[^&]+", f"state={state}", back))
        assert BELIEVED in said(other, answer)
        assert not is_in(other)

    def test_a_code_without_its_verifier(self, idp: RunningProvider) -> None:
        client = Client()
        asked = parse_qs(urlsplit(go(client)).query)
        assert asked["code_challenge_method"] == ["S256"]
        thief = Client()
        state = parse_qs(urlsplit(go(thief)).query)["state"][0]
        back = re.sub("state=[^&]+", f"state={state}", idp.back("Nia New", go(client)))
        assert BELIEVED in said(thief, thief.get(back))

    @pytest.mark.parametrize(
        "told",
        [
            {"claims": {"aud": "another-application"}},
            {"claims": {"aud": [CLIENT, "another-application"]}},
            {"claims": {"azp": "another-application"}},
            {"claims": {"iss": "https://another.example"}},
            {"claims": {"exp": 1_700_000_000}},
            {"claims": {"nbf": 9_700_000_000}},
            {"claims": {"sub": ""}},
            {"claims": {"sub": "x" * 192}},
            {"claims": {"sub": 7}},
            {"without": ["nonce"]},
            {"without": ["sub"]},
            {"without": ["exp"]},
            {"without": ["aud"]},
            {"signed": "none"},
            {"signed": "secret"},
            {"signed": "other key"},
            {"error": 500},
        ],
        ids=str,
    )
    def test_a_token_that_is_not_for_us(self, idp: RunningProvider, told: Any) -> None:
        factories.person("Nia New", Role.ADMIN)
        idp.tell(**told)
        client, answer = come(idp, "Nia New")
        assert BELIEVED in said(client, answer)
        assert not is_in(client)
        assert not SocialAccount.objects.exists()

    def test_what_was_cancelled_there(self, idp: RunningProvider) -> None:
        client = Client()
        state = parse_qs(urlsplit(go(client)).query)["state"][0]
        answer = client.get(f"{START}callback/?error=access_denied&state={state}")
        assert "You did not sign in with Marlshire account" in said(client, answer)
        state = parse_qs(urlsplit(go(client)).query)["state"][0]
        answer = client.get(f"{START}callback/?error=server_error&error_description=<b>&state={state}")
        assert "Marlshire account did not let you sign in." in said(client, answer)

    @staticmethod
    def _began() -> Client:
        client = Client()
        go(client)
        return client


class TestTheBrowser:
    def test_gets_another_session(self, idp: RunningProvider) -> None:
        client = Client()
        sent = go(client)
        before = client.cookies["sessionid"].value
        client.get(idp.back("Nia New", sent))
        assert client.cookies["sessionid"].value != before
        assert not is_in(Client(headers={"Cookie": f"sessionid={before}"}))

    @pytest.mark.parametrize(
        ("onward", "leads"),
        [
            ("/privacy/", "/privacy/"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example", "/"),
            ("javascript:alert(1)", "/"),
        ],
    )
    def test_is_led_on_within_this_site(self, idp: RunningProvider, onward: str, leads: str) -> None:
        _client, answer = come(idp, "Nia New", address=f"{START}?next={onward}")
        assert answer["Location"] == leads

    def test_is_not_sent_there_by_another_site(self, idp: RunningProvider) -> None:
        client = Client()
        answer = client.get(f"{START}?next=/privacy/", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer["Location"] == "/sign-in/?next=/privacy/"
        assert "sessionid" not in client.cookies

    def test_says_nothing_to_the_provider_that_an_address_asks_for(self, idp: RunningProvider) -> None:
        asked = parse_qs(urlsplit(go(Client(), f"{START}?scope=all&auth_params=prompt%3Dnone&process=connect")).query)
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
        assert "prompt" not in asked
        assert asked["redirect_uri"] == ["http://testserver/sign-in/council/callback/"]

    def test_of_somebody_else_is_theirs_no_more(self, idp: RunningProvider) -> None:
        client, _answer = come(idp, "Nia New")
        assert client.get(START)["Location"] == "/"
        sent = go(Client())
        assert "another browser" in said(client, client.get(idp.back("Zed Zealous", sent)))
        assert NIA in client.get("/account/").content.decode()

    def test_is_told_that_only_this_site_is_left(self, idp: RunningProvider) -> None:
        client, _answer = come(idp, "Nia New")
        assert "may still be signed in with Marlshire account" in client.get("/sign-out/").content.decode()
        answer = client.post("/sign-out/")
        assert "You may still be signed in with Marlshire account" in said(client, answer)
        assert not is_in(client)


class TestTheProvider:
    def test_may_sign_with_another_key_from_one_moment_to_the_next(self, idp: RunningProvider) -> None:
        come(idp, "Nia New")
        idp.rotate()
        assert is_in(come(idp, "Nia New")[0])

    def test_that_is_away_leaves_passwords(self, idp: RunningProvider, settings: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        self._check_away(settings, f"http://127.0.0.1:{port}")

    def test_that_never_answers_leaves_passwords(self, idp: RunningProvider, settings: Any) -> None:
        settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.5
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self._check_away(settings, f"http://127.0.0.1:{silent.getsockname()[1]}")

    def test_that_goes_away_in_between(self, idp: RunningProvider, settings: Any) -> None:
        client = Client()
        back = idp.back("Nia New", go(client))
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        state = client.session["socialaccount_states"]
        [(name, (kept, at, _issuer))] = state.items()
        settings.OIDC = Provider(f"http://127.0.0.1:{port}", CLIENT, SECRET, "Marlshire account")
        session = client.session
        session["socialaccount_states"] = {name: (kept, at, settings.OIDC.issuer)}
        session.save()
        assert "Marlshire account cannot be reached now." in said(client, client.get(back))

    @pytest.mark.parametrize(
        "metadata",
        [
            {"issuer": "https://another.example"},
            {"issuer": None},
            {"token_endpoint": "https://another.example/"},
            {"jwks_uri": 7},
            {"authorization_endpoint": "javascript:alert(1)"},
        ],
        ids=str,
    )
    def test_that_publishes_something_else_is_not_asked(self, idp: RunningProvider, metadata: Any) -> None:
        idp.tell(metadata=metadata)
        client = Client()
        assert BELIEVED in said(client, client.get(START))

    @staticmethod
    def _check_away(settings: Any, url: str) -> None:
        settings.OIDC = Provider(url, CLIENT, SECRET, "Marlshire account")
        client, olive = Client(), made("Olive Officer", Role.OFFICER)
        answer = client.get(f"{START}?next=/privacy/")
        assert answer["Location"] == "/sign-in/?next=/privacy/"
        assert "Marlshire account cannot be reached now." in said(client, answer)
        client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
        assert is_in(client)


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in/council/",
        "/sign-in/council/callback/",
        "/account/confirm/council/",
        "/people/groups/",
        "/people/1/emergency/",
        "/people/1/unlink/",
    ],
)
def test_without_a_provider_nothing_of_it_is_there(address: str, settings: Any) -> None:
    assert settings.OIDC is None
    assert Client().get(address).status_code == 404
    page = Client().get("/sign-in/").content.decode()
    assert "Or with a password" not in page
    assert "/sign-in/council/" not in page
