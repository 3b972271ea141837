"""A second factor beside the password, needed by some roles: codes of an app, recovery codes, and what is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.actions.deputies import name_deputy
from accounts.actions.passwords import choose_password
from accounts.models import AccountEventKind, RoleGrant, User
from accounts.roles import Role
from config.limits import Rate
from govuk import components
from tests.integration.codes import APP, CODES, PASSWORD, code_of, enter, is_in, made, set_up, wrong
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> User:
    return made("Olive Officer", Role.OFFICER)


class TestCodes:
    def test_are_asked_for_after_the_password(self, olive: User) -> None:
        secret = set_up(enter(olive)[0])
        client, answer = enter(olive)
        assert answer["Location"] == "/sign-in/code/"
        assert not is_in(client)
        refused = client.post("/sign-in/code/", {"code": wrong(secret)})
        assert refused.status_code == 422
        assert "This code is not right" in refused.content.decode()
        assert client.post("/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302
        assert is_in(client)

    def test_lead_on_to_the_page_that_was_asked_for(self, olive: User) -> None:
        secret, client = set_up(enter(olive)[0]), Client()
        client.post("/sign-in/?next=/privacy/", {"login": olive.email, "password": PASSWORD})
        assert client.post("/sign-in/code/", {"code": code_of(secret, 1)})["Location"] == "/privacy/"

    def test_open_once_however_they_are_written(self, olive: User) -> None:
        secret = set_up(enter(olive)[0])
        code = code_of(secret, 1)
        assert enter(olive)[0].post("/sign-in/code/", {"code": code}).status_code == 302
        for written in (code, f"{code[:3]}-{code[3:]}", f"{code[:3]} {code[3:]}", f"{code[0]}.{code[1:]}"):
            # As in another process, which has a cache of its own.
            cache.clear()
            again = enter(olive)[0].post("/sign-in/code/", {"code": written})
            assert again.status_code == 422
            assert "This code was used already." in again.content.decode()

    def test_open_nothing_after_a_later_one_or_when_they_have_set_up_the_app(self, olive: User) -> None:
        secret = set_up(enter(olive)[0])
        first = code_of(secret)
        assert enter(olive)[0].post("/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302
        cache.clear()
        assert enter(olive)[0].post("/sign-in/code/", {"code": first}).status_code == 422

    def test_open_once_over_midnight(self, olive: User) -> None:
        midnight = datetime(2027, 3, 2, tzinfo=UTC)
        with time_machine.travel(midnight - timedelta(seconds=20), tick=False):
            secret = set_up(enter(olive)[0])
            code = code_of(secret, 1)
            assert enter(olive)[0].post("/sign-in/code/", {"code": code}).status_code == 302
        cache.clear()
        with time_machine.travel(midnight + timedelta(seconds=5), tick=False):
            assert enter(olive)[0].post("/sign-in/code/", {"code": code}).status_code == 422

    def test_are_limited_by_person_from_wherever(self, olive: User, settings: Any) -> None:
        settings.LIMITS = {**settings.LIMITS, "sign_in_account": Rate(most=3, seconds=1_000_000_000)}
        secret = set_up(enter(olive)[0])
        tries = []
        for number in range(4):
            client = Client(REMOTE_ADDR=f"203.0.113.{number}")
            client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
            tries.append(client.post("/sign-in/code/", {"code": wrong(secret)}).status_code)
        assert tries == [422, 422, 422, 429]

    def test_of_which_too_many_are_wrong_the_person_is_warned_once(
        self, olive: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.LIMITS = {**settings.LIMITS, "sign_in_account": Rate(most=1, seconds=1_000_000_000)}
        secret = set_up(enter(olive)[0])
        client = enter(olive)[0]
        with django_capture_on_commit_callbacks(execute=True):
            tries = [client.post("/sign-in/code/", {"code": wrong(secret)}).status_code for _each in range(4)]
        assert tries == [422, 429, 429, 429]
        assert [(message.to, message.subject) for message in mail.outbox] == [
            ([olive.email], "Wrong codes were given for your account of Partnership readiness")
        ]

    def test_are_not_passed_by_a_new_password(self, olive: User, django_capture_on_commit_callbacks: Any) -> None:
        set_up(enter(olive)[0])
        with django_capture_on_commit_callbacks(execute=True):
            Client().post("/password/", {"email": olive.email})
        [path] = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[-1].body))
        client = Client()
        page = client.get(path, follow=True)
        client.post(page.redirect_chain[-1][0], {"password1": "staple wagon harbour"})
        assert not is_in(client)
        answer = client.post("/sign-in/", {"login": olive.email, "password": "staple wagon harbour"})
        assert answer["Location"] == "/sign-in/code/"

    def test_a_new_password_ends_a_sign_in_that_waits_for_one(self, olive: User) -> None:
        secret = set_up(enter(olive)[0])
        waiting = enter(olive)[0]
        choose_password(of=olive, password="staple wagon harbour", kind=AccountEventKind.PASSWORD_CHANGED)
        assert waiting.post("/sign-in/code/", {"code": code_of(secret, 1)})["Location"] == "/sign-in/"
        assert not is_in(waiting)

    def test_the_secret_is_kept_encrypted(self, olive: User) -> None:
        secret = set_up(enter(olive)[0])
        kept = Authenticator.objects.get(user=olive, type="totp").data["secret"]
        assert secret not in kept

    def test_an_app_is_removed_and_its_owner_told(self, olive: User, django_capture_on_commit_callbacks: Any) -> None:
        client = enter(olive)[0]
        set_up(client)
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(f"{APP}remove/", follow=True)
        assert "The app was removed." in done.content.decode()
        assert not Authenticator.objects.exists()
        assert mail.outbox[-1].subject == "Your second factor for Partnership readiness was changed"

    def test_nobody_comes_to_the_page_of_codes_without_a_password(self) -> None:
        assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"


class TestSettingUp:
    def test_ends_sessions_that_the_password_alone_has_opened(self, olive: User) -> None:
        elsewhere, here = enter(olive)[0], enter(olive)[0]
        assert is_in(elsewhere)
        set_up(here)
        assert [is_in(client) for client in (here, elsewhere)] == [True, False]

    def test_of_another_ends_none_that_has_shown_the_first(self, olive: User) -> None:
        Authenticator.objects.create(user=olive, type="webauthn", data={"name": "Key"})
        elsewhere, here = Client(), Client()
        for client in (elsewhere, here):
            client.force_login(olive)
        set_up(here)
        assert is_in(elsewhere)

    def test_asks_a_passkey_for_more_than_a_touch(self, olive: User) -> None:
        page = enter(olive)[0].get("/account/second-factor/passkeys/add/").content.decode()
        assert '"userVerification": "required"' in page

    @pytest.mark.parametrize(
        "sent", ["{}", "[]", "7", '{"id": "-", "rawId": "!", "type": "public-key", "response": {}}']
    )
    def test_refuses_what_is_no_passkey(self, olive: User, sent: str) -> None:
        client = enter(olive)[0]
        path = "/account/second-factor/passkeys/add/"
        client.get(path)
        assert client.post(path, {"name": "Key", "credential": sent}).status_code == 422
        assert not Authenticator.objects.exists()


class TestPasskeys:
    """Those that a browser has: `tests/e2e/test_second_factor.py`."""

    @pytest.fixture
    def key(self, olive: User) -> Any:
        return Authenticator.objects.create(user=olive, type="webauthn", data={"name": "Key"})

    @pytest.fixture(autouse=True)
    def _no_keys_are_read(self, monkeypatch: Any) -> None:
        """The row of the test has none that could be."""
        monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])

    def test_one_that_is_refused_is_told_on_the_page(self, olive: User, key: Any) -> None:
        client = enter(olive)[0]
        page = client.get("/sign-in/code/").content.decode()
        assert "Use a passkey" in page
        assert "was not accepted" not in page
        refused = client.post("/sign-in/code/", {"credential": "{}"})
        assert refused.status_code == 422
        assert "This passkey was not accepted." in refused.content.decode()
        assert not is_in(client)

    def test_one_that_is_refused_while_signed_in_is_told_on_the_page_and_leads_on_later(
        self, olive: User, key: Any, sign_in: Any
    ) -> None:
        client, path = sign_in(olive), f"/account/confirm/passkey/?next={CODES}"
        assert "was not accepted" not in client.get(path).content.decode()
        refused = client.post(path, {"credential": "{}", "next": CODES})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert "This passkey was not accepted." in page
        assert f'name="next" value="{CODES}"' in page

    @pytest.mark.parametrize(
        ("site", "host", "known"),
        [
            ("https://council.example", "council.example", "council.example"),
            ("https://council.example", "www.council.example", "council.example"),
            ("https://council.example", "elsewhere.example", "elsewhere.example"),
            ("https://council.example", "notcouncil.example", "notcouncil.example"),
            ("http://127.0.0.1:8000", "localhost:8000", "localhost"),
        ],
    )
    def test_are_added_under_the_name_of_the_site(
        self, olive: User, sign_in: Any, settings: Any, site: str, host: str, known: str
    ) -> None:
        settings.SITE_URL, settings.ALLOWED_HOSTS = site, ["*"]
        page = sign_in(olive).get("/account/second-factor/passkeys/add/", headers={"Host": host}).content.decode()
        assert f'"id": "{known}"' in page

    def test_whoever_has_none_is_offered_none(self, olive: User) -> None:
        set_up(enter(olive)[0])
        assert "Use a passkey" not in enter(olive)[0].get("/sign-in/code/").content.decode()

    def test_whoever_sits_at_the_computer_next_signs_in_as_themselves(self, olive: User) -> None:
        set_up(enter(olive)[0])
        client = enter(olive)[0]
        assert client.get("/sign-in/")["Location"] == "/sign-in/code/"
        client.post("/sign-out/")
        assert client.get("/sign-in/").status_code == 200


class TestRecoveryCodes:
    def test_each_opens_once_in_place_of_a_code(self, olive: User, django_capture_on_commit_callbacks: Any) -> None:
        client = enter(olive)[0]
        set_up(client)
        codes = re.findall(r"<li><code>(\w+)</code></li>", client.get(CODES).content.decode())
        assert len(codes) == 10
        with django_capture_on_commit_callbacks(execute=True):
            assert enter(olive)[0].post("/sign-in/code/", {"code": codes[0]}).status_code == 302
        assert mail.outbox[-1].subject == "A recovery code of your account of Partnership readiness was used"
        assert enter(olive)[0].post("/sign-in/code/", {"code": codes[0]}).status_code == 422
        again = one_spaced(client.get(CODES).content.decode())
        assert "You have 9 codes left that were not used." in again
        assert not [code for code in codes if code in again]
        assert client.post(f"{CODES}new/")["Location"] == CODES
        new = re.findall(r"<li><code>(\w+)</code></li>", client.get(CODES).content.decode())
        assert (len(new), set(new) & set(codes)) == (10, set())

    def test_is_in_no_component_that_is_kept_nor_is_the_secret_of_an_app(self, olive: User, monkeypatch: Any) -> None:
        """Components that look the same for everybody are kept in memory for the next page (`govuk.components`)."""
        kept: list[str] = []

        def note(name: str, params: Any) -> Any:
            kept.append(f"{name} {params.values}")
            return components._rendered(name, params)

        monkeypatch.setattr(components, "_kept", note)
        client = enter(olive)[0]
        secret = set_up(client)
        codes = re.findall(r"<li><code>(\w+)</code></li>", client.get(CODES).content.decode())
        typed = wrong(secret)
        assert enter(olive)[0].post("/sign-in/code/", {"code": typed}).status_code == 422
        assert "button" in " ".join(kept)
        assert len(codes) == 10
        assert not [text for text in kept for told in (secret, typed, PASSWORD, *codes) if told in text]

    def test_is_on_no_page_that_refuses_it(self) -> None:
        refused = Client(enforce_csrf_checks=True).post("/sign-in/code/", {"code": "12345678", "credential": "{-}"})
        assert refused.status_code == 403
        assert "12345678" not in refused.content.decode()
        assert "{-}" not in refused.content.decode()


class TestRequired:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.SECOND_FACTOR_ROLES = ["admin", "secretary"]

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.SECRETARY])
    def test_who_has_none_sets_it_up_first(self, role: Role) -> None:
        client = enter(made("Sam Somebody", role))[0]
        for path in ("/", "/account/", "/people/", "/account/sessions/"):
            assert client.get(path)["Location"] == "/account/second-factor/"
        page = client.get("/account/second-factor/")
        assert "Your role needs a second factor." in page.content.decode()
        set_up(client)
        assert client.get("/").status_code == 200

    def test_a_form_that_is_too_large_shows_no_page(self, settings: Any) -> None:
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
        client = enter(made("Sam Somebody", Role.ADMIN))[0]
        for path in ("/people/", "/", "/account/sessions/"):
            refused = client.post(path, {f"field-{number}": "x" for number in range(9)})
            assert refused["Location"] == "/account/second-factor/"

    def test_the_administration_pages_too(self) -> None:
        client = enter(made("Ada Admin", Role.ADMIN))[0]
        assert client.get("/admin/accounts/user/")["Location"] == "/account/second-factor/"

    def test_others_are_not_asked(self, olive: User) -> None:
        assert is_in(enter(olive)[0])

    def test_who_stands_in_for_somebody_who_needs_one_is(self, olive: User, settings: Any) -> None:
        settings.SECOND_FACTOR_ROLES = ["manager"]
        client, today = enter(olive)[0], timezone.localdate()
        assert is_in(client)
        name_deputy(by=made("Mary Manager", Role.MANAGER), deputy=olive, first_on=today, last_on=today)
        assert client.get("/")["Location"] == "/account/second-factor/"

    def test_from_the_moment_the_role_is_granted(self, olive: User) -> None:
        client = enter(olive)[0]
        RoleGrant.objects.create(user=olive, role=Role.SECRETARY)
        assert client.get("/")["Location"] == "/account/second-factor/"


class TestLost:
    def test_an_administrator_takes_it_away_and_sets_nothing(
        self, olive: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        theirs, admin = enter(olive)[0], enter(made("Ada Admin", Role.ADMIN))[0]
        set_up(theirs)
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post(f"/people/{olive.pk}/second-factor/").status_code == 302
        assert not is_in(theirs)
        assert is_in(enter(olive)[0])
        assert mail.outbox[-1].to == [olive.email]
        assert "was taken away" in mail.outbox[-1].subject

    def test_nobody_takes_their_own_away_so(self) -> None:
        ada = made("Ada Admin", Role.ADMIN)
        client = enter(ada)[0]
        set_up(client)
        assert client.post(f"/people/{ada.pk}/second-factor/").status_code == 409

    def test_the_last_administrator_asks_whoever_holds_the_server(self) -> None:
        ada = made("Ada Admin", Role.ADMIN)
        set_up(enter(ada)[0])
        call_command("remove_second_factor", ada.email, verbosity=0)
        assert is_in(enter(ada)[0])
        for address in (ada.email, "nobody@marlshire.example"):
            with pytest.raises(CommandError):
                call_command("remove_second_factor", address)
