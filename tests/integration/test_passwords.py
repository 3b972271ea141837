"""A new password by email, and changing one's own: nobody learns who has an account, and a link works once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions.passwords import takes_key
from accounts.emails import RETRIES, delay_after
from accounts.models import User
from config.limits import Rate
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

OLD, NEW = "correct horse battery", "staple wagon harbour"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


@pytest.fixture
def olive() -> User:
    user = factories.person("Olive Officer")
    user.set_password(OLD)
    user.save()
    return user


@pytest.fixture
def ask(django_capture_on_commit_callbacks: Any) -> Any:
    """Ask for an email, which is sent once what was done is committed."""

    def ask(address: str, client: Client | None = None, **more: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return (client or Client()).post("/password/", {"email": address}, **more)

    return ask


def link_in(message: Any) -> str:
    [path] = LINK.findall(message.body)
    return str(path)


def can_sign_in(user: User, password: str) -> bool:
    return Client().post("/sign-in/", {"login": user.email, "password": password}).status_code == 302


class TestByEmail:
    def test_the_link_lets_choose_a_password_once_and_ends_sessions(
        self, olive: User, ask: Any, sign_in: SignIn, django_capture_on_commit_callbacks: Any
    ) -> None:
        elsewhere = sign_in(olive)
        assert ask(f" {olive.email.upper()} ")["Location"] == "/password/sent/"
        [message] = mail.outbox
        assert message.to == [olive.email]
        path, client = link_in(message), Client()
        page = client.get(path, follow=True)
        # The key is in no address that is logged, nor in one while the password is typed.
        assert path.partition("?")[0] == "/password/link/"
        assert page.redirect_chain[-1][0].endswith("-set-password/")
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(page.redirect_chain[-1][0], {"password1": NEW}, follow=True)
        assert done.redirect_chain == [("/sign-in/", 302)]
        assert "Your password was changed." in done.content.decode()
        assert not can_sign_in(olive, OLD)
        assert can_sign_in(olive, NEW)
        assert elsewhere.get("/account/").status_code == 302
        assert mail.outbox[-1].subject == "Your password for Partnership readiness was changed"
        assert "does not work any more" in Client().get(path).content.decode()
        # Nobody has further addresses, by which they could be found.
        assert not EmailAddress.objects.exists()

    @pytest.mark.parametrize("is_closed", [False, True])
    def test_the_page_is_the_same_for_whoever_has_no_account(self, olive: User, ask: Any, is_closed: bool) -> None:
        User.objects.filter(pk=olive.pk).update(is_active=not is_closed)
        answers = [ask("nobody@marlshire.example", follow=True), ask(olive.email, follow=True)]
        pages = [one_spaced(answer.content.decode()) for answer in answers]
        assert pages[0] == pages[1]
        assert [len(LINK.findall(str(message.body))) for message in mail.outbox] == [0, 0 if is_closed else 1]
        assert "Nobody signs in with this address" in mail.outbox[0].body

    def test_an_address_that_is_none_is_said_beside_the_field(self, ask: Any) -> None:
        page = ask("olive")
        assert page.status_code == 422
        assert '<a href="#id_email">Enter an email address in the correct format' in page.content.decode()

    @pytest.mark.parametrize(("typed", "said"), [("short", "too short"), ("", "Enter a new password")])
    def test_a_bad_password_is_said_beside_the_field(self, olive: User, ask: Any, typed: str, said: str) -> None:
        ask(olive.email)
        client = Client()
        page = client.get(link_in(mail.outbox[0]), follow=True)
        refused = client.post(page.redirect_chain[-1][0], {"password1": typed})
        assert refused.status_code == 422
        assert said in refused.content.decode()
        assert can_sign_in(olive, OLD)

    @pytest.mark.parametrize(
        "path",
        ["/password/1-no-such-key/", "/password/zzzz-set-password/", "/password/link/?key=1-none", "/password/link/"],
    )
    def test_a_link_that_is_none_leads_to_another(self, olive: User, path: str) -> None:
        assert "Ask for another email" in Client().get(path).content.decode()

    def test_whose_password_it_is_stands_on_the_page(self, olive: User, ask: Any) -> None:
        ask(olive.email)
        page = Client().get(link_in(mail.outbox[0]), follow=True)
        assert "For the account of Olive Officer." in one_spaced(page.content.decode())

    def test_of_somebody_else_signs_nobody_out_before_it_is_used(self, olive: User, ask: Any, sign_in: SignIn) -> None:
        ask(olive.email)
        client = sign_in(factories.person("Carl Contributor"))
        page = client.get(link_in(mail.outbox[0]), follow=True)
        assert "For the account of Olive Officer." in one_spaced(page.content.decode())
        assert client.get("/account/").status_code == 200
        client.post(page.redirect_chain[-1][0], {"password1": NEW})
        assert client.get("/account/").status_code == 302
        assert can_sign_in(olive, NEW)

    def test_chooses_one_password_though_two_are_sent_at_once(self, olive: User, ask: Any, monkeypatch: Any) -> None:
        ask(olive.email)
        first, second = Client(), Client()
        pages = [client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0] for client in (first, second)]

        def meanwhile(**given: Any) -> bool:
            monkeypatch.undo()
            assert first.post(pages[0], {"password1": NEW}).status_code == 302
            return takes_key(**given)

        monkeypatch.setattr("accounts.views.sign_in.takes_key", meanwhile)
        refused = second.post(pages[1], {"password1": "another good password"})
        assert "does not work any more" in refused.content.decode()
        assert can_sign_in(olive, NEW)

    def test_of_somebody_whose_invitation_is_over_is_none(self, olive: User, ask: Any) -> None:
        long_ago = timezone.now() - timedelta(days=999)
        User.objects.filter(pk=olive.pk).update(password="!", invited_at=long_ago, invited_by=olive)
        assert ask(olive.email)["Location"] == "/password/sent/"
        assert mail.outbox[0].subject == "Your invitation to Partnership readiness is over"
        assert LINK.findall(str(mail.outbox[0].body)) == []

    def test_a_key_in_a_path_is_not_taken(self, olive: User, ask: Any) -> None:
        ask(olive.email)
        key = link_in(mail.outbox[0]).partition("?key=")[2]
        assert "does not work any more" in Client().get(f"/password/{key}/").content.decode()

    def test_is_old_after_the_time_of_the_setting(self, olive: User, ask: Any, settings: Any) -> None:
        ask(olive.email)
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert "does not work any more" in Client().get(link_in(mail.outbox[0])).content.decode()

    def test_the_link_leads_to_the_address_of_the_setting_alone(self, olive: User, ask: Any, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        ask(olive.email, headers={"Host": "elsewhere.example"})
        assert "elsewhere.example" not in mail.outbox[0].body

    @pytest.mark.parametrize("address", ["nobody@marlshire.example", "olive.officer@marlshire.example"])
    def test_is_asked_for_so_often_and_no_more(self, olive: User, ask: Any, settings: Any, address: str) -> None:
        settings.LIMITS = {**settings.LIMITS, "resets_account": Rate(most=2, seconds=1_000_000_000)}
        assert [ask(address).status_code for _each in range(3)] == [302, 302, 429]

    def test_and_no_more_from_many_networks(self, olive: User, ask: Any, settings: Any) -> None:
        settings.LIMITS = {**settings.LIMITS, "resets_account": Rate(most=2, seconds=1_000_000_000)}
        clients = [Client(REMOTE_ADDR=address) for address in ("203.0.113.1", "203.0.113.2", "2001:db8::1")]
        assert [ask(olive.email, client).status_code for client in clients] == [302, 302, 429]

    def test_strangers_get_so_many_emails_and_the_page_is_the_same(self, ask: Any, settings: Any) -> None:
        settings.LIMITS = {**settings.LIMITS, "resets_unknown": Rate(most=2, seconds=1_000_000_000)}
        answers = [ask(f"nobody{number}@elsewhere.example") for number in range(3)]
        assert [answer["Location"] for answer in answers] == ["/password/sent/"] * 3
        assert len(mail.outbox) == 2

    def test_while_the_mail_server_is_down_the_page_is_the_same(self, olive: User, ask: Any, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        assert ask(olive.email)["Location"] == "/password/sent/"

    def test_while_it_is_down_a_worker_tries_for_a_day(self) -> None:
        delays = [delay_after(attempt) for attempt in range(RETRIES)]
        assert delays[:3] == [timedelta(minutes=minutes) for minutes in (1, 2, 4)]
        assert max(delays) == timedelta(hours=1)
        assert sum(delays, timedelta()) > timedelta(days=1)


class TestOnesOwn:
    def change(self, client: Client, old: str, new: str, **more: Any) -> Any:
        return client.post("/account/password/", {"oldpassword": old, "password1": new}, **more)

    def test_changes_and_ends_the_other_sessions(self, olive: User, sign_in: SignIn) -> None:
        here, there = sign_in(olive), sign_in(olive)
        done = self.change(here, OLD, NEW, follow=True)
        assert done.redirect_chain == [("/account/", 302)]
        assert "Your password was changed." in done.content.decode()
        assert there.get("/account/").status_code == 302
        assert can_sign_in(olive, NEW)

    def test_needs_the_password_of_now(self, olive: User, sign_in: SignIn) -> None:
        refused = self.change(sign_in(olive), "not it", NEW)
        assert refused.status_code == 422
        assert '<a href="#id_oldpassword">This is not your password now</a>' in refused.content.decode()
        assert NEW not in refused.content.decode()
        assert can_sign_in(olive, OLD)

    def test_is_guessed_so_often_and_no_more(self, olive: User, sign_in: SignIn, settings: Any) -> None:
        settings.LIMITS = {**settings.LIMITS, "sign_in_account": Rate(most=3, seconds=1_000_000_000)}
        client = sign_in(olive)
        assert [self.change(client, "not it", NEW).status_code for _each in range(3)] == [422] * 3
        assert self.change(client, OLD, NEW).status_code == 429
        assert can_sign_in(olive, OLD)

    def test_what_was_typed_is_not_kept_when_the_session_has_ended(self, olive: User) -> None:
        client = Client()
        assert self.change(client, OLD, NEW).status_code == 302
        assert "drafts" not in client.session

    def test_leads_nowhere_else(self, olive: User, sign_in: SignIn) -> None:
        client = sign_in(olive)
        done = client.post("/account/password/?next=https://elsewhere.example/", {"oldpassword": OLD, "password1": NEW})
        assert done["Location"] == "/account/"
