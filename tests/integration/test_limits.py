"""What one person or one address may ask for in a time: who is refused, who is not, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import drafts
from accounts.models import LimitUse, User
from config.limits import Rate
from config.proxies import trusted_proxies
from partnerships.models import Assessment, Evidence
from tests.addresses import addresses
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
CLIENT, ELSEWHERE = "203.0.113.7", "198.51.100.1"
# It ends in 2033: no test is run over the end of a period.
ENDLESS = 1_000_000_000
WAIT = "then try again"


def allow(settings: Any, **most: int) -> None:
    """Set these limits, for a period that does not end."""
    settings.LIMITS = {**settings.LIMITS, **{name: Rate(number, ENDLESS) for name, number in most.items()}}


def text_of(response: Any) -> str:
    return one_spaced(response.content.decode())


def expect_refusal(response: Any) -> None:
    assert response.status_code == 429
    assert WAIT in text_of(response)
    assert 0 < int(response["Retry-After"]) <= ENDLESS


class TestSignIn:
    @pytest.fixture
    def olive(self) -> User:
        return User.objects.create_user("olive@marlshire.example", PASSWORD, full_name="Olive Officer")

    def enter(self, client: Client, user: User, password: str, forwarded: str) -> int:
        typed = {"login": user.email, "password": password}
        return client.post("/sign-in/", typed, headers={"X-Forwarded-For": forwarded}).status_code

    def test_ten_wrong_passwords_through_a_proxy_lock_nobody_out_elsewhere(
        self, client: Client, olive: User, settings: Any
    ) -> None:
        settings.TRUSTED_PROXIES = trusted_proxies(["127.0.0.0/8"])
        allow(settings, sign_in_account=10)
        # The attacker writes another address into the header each time; the proxy adds the true one.
        tries = [self.enter(client, olive, "wrong", f"192.0.2.{number}, {CLIENT}") for number in range(10)]
        assert tries == [422] * 10
        assert self.enter(client, olive, PASSWORD, CLIENT) == 429
        assert self.enter(Client(), olive, PASSWORD, ELSEWHERE) == 302

    def test_without_a_trusted_proxy_the_header_changes_nothing(
        self, client: Client, olive: User, settings: Any
    ) -> None:
        allow(settings, sign_in_account=9)
        tries = [self.enter(client, olive, "wrong", f"192.0.2.{number}") for number in range(10)]
        assert tries[-1] == self.enter(client, olive, PASSWORD, "192.0.2.99") == 429

    def test_wrong_passwords_for_many_accounts_are_counted_by_address(
        self, client: Client, olive: User, settings: Any
    ) -> None:
        allow(settings, sign_in=3)
        typed = [{"login": f"person{number}@marlshire.example", "password": "wrong"} for number in range(3)]
        assert [client.post("/sign-in/", each).status_code for each in typed] == [422] * 3
        refused = client.post("/sign-in/", {"login": olive.email, "password": PASSWORD})
        expect_refusal(refused)
        assert PASSWORD not in text_of(refused)
        other = client.post("/sign-in/", {"login": olive.email, "password": PASSWORD}, REMOTE_ADDR=ELSEWHERE)
        assert other.status_code == 302

    def test_wrong_passwords_from_many_networks_warn_the_owner_once(
        self, olive: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        allow(settings, wrong_passwords=3)
        with django_capture_on_commit_callbacks(execute=True):
            for number in range(6):
                client = Client(REMOTE_ADDR=f"203.0.113.{number}")
                assert client.post("/sign-in/", {"login": olive.email, "password": "wrong"}).status_code == 422
        assert [message.to for message in mail.outbox] == [[olive.email]]
        assert "Many wrong passwords were tried" in mail.outbox[0].subject
        assert Client().post("/sign-in/", {"login": olive.email, "password": PASSWORD}).status_code == 302

    def test_whoever_has_signed_in_here_before_does_not_wait_for_others_of_the_network(
        self, client: Client, olive: User, settings: Any
    ) -> None:
        typed = {"login": olive.email, "password": PASSWORD}
        assert client.post("/sign-in/", typed).status_code == 302
        client.post("/sign-out/")
        allow(settings, sign_in_account=1, sign_in=1)
        guest, wrong = Client(), typed | {"password": "wrong"}
        assert [guest.post("/sign-in/", wrong).status_code for _each in range(2)] == [422, 429]
        assert guest.post("/sign-in/", typed).status_code == 429
        assert client.post("/sign-in/", typed).status_code == 302
        client.post("/sign-out/")
        # It is no way round the limit of the account, nor one for others.
        assert [client.post("/sign-in/", wrong).status_code for _each in range(2)] == [422, 429]
        other = {"login": "other@marlshire.example", "password": "wrong"}
        assert client.post("/sign-in/", other).status_code == 429

    def test_whoever_is_refused_for_one_account_uses_nothing_up_for_others(
        self, client: Client, olive: User, settings: Any
    ) -> None:
        allow(settings, sign_in_account=1, sign_in=2)
        wrong = {"login": olive.email, "password": "wrong"}
        assert [client.post("/sign-in/", wrong).status_code for _each in range(4)] == [422, 429, 429, 429]
        assert client.post("/sign-in/", {"login": "other@marlshire.example", "password": "wrong"}).status_code == 422

    def test_who_signs_in_rightly_uses_nothing_up(self, olive: User, settings: Any) -> None:
        allow(settings, sign_in=1)
        typed = {"login": olive.email, "password": PASSWORD}
        assert [Client().post("/sign-in/", typed).status_code for _each in range(3)] == [302] * 3


class TestSignedOutDrafts:
    """What is kept of forms of people whose session has ended."""

    def type(self, text: str, user: User, address: str = CLIENT) -> Any:
        typed = {"reason": text, "typed_by": str(user.pk)}
        return Client(REMOTE_ADDR=address).post("/partnerships/new/", typed)

    def test_are_bounded_in_number_by_address_and_shown_when_refused(self, owner: User, settings: Any) -> None:
        allow(settings, drafts=2)
        assert [self.type(f"text {number}", owner).status_code for number in range(2)] == [302, 302]
        refused = self.type("an hour of typing", owner)
        expect_refusal(refused)
        assert "an hour of typing" in text_of(refused)
        assert "Copy what you need" in text_of(refused)
        assert Session.objects.count() == 2
        assert self.type("text", owner, ELSEWHERE).status_code == 302

    def test_are_bounded_in_size_by_address(self, owner: User, settings: Any) -> None:
        allow(settings, draft_characters=10_000)
        assert [self.type("x" * 4_000, owner).status_code for _each in range(3)] == [302, 302, 429]
        # What was refused used nothing up.
        assert self.type("x" * 1_000, owner).status_code == 302

    def test_one_that_is_too_long_to_be_kept_is_shown(self, owner: User) -> None:
        long = "too long " * (drafts.LIMIT // 8)
        refused = self.type(long, owner)
        assert refused.status_code == 403
        assert long in refused.content.decode()
        assert "what you typed is too long to be kept" in text_of(refused)
        assert not Session.objects.exists()

    def test_who_has_one_ipv6_address_has_its_neighbours_too(self, owner: User, settings: Any) -> None:
        allow(settings, drafts=1)
        assert self.type("text", owner, "2001:db8::1").status_code == 302
        assert self.type("text", owner, "2001:db8::2:3:4:5").status_code == 429
        assert self.type("text", owner, "2001:db8:0:1::1").status_code == 302

    def test_expired_ones_and_counts_of_the_past_go_with_the_daily_command(self, owner: User) -> None:
        self.type("yesterday", owner)
        past = timezone.now() - timedelta(days=1)
        Session.objects.update(expire_date=past)
        LimitUse.objects.update(ends_at=past)
        self.type("today", owner)
        call_command("run_daily", verbosity=0)
        assert Session.objects.count() == 1
        assert set(LimitUse.objects.values_list("limit", "amount")) == {("drafts", 1), ("draft_characters", 11)}

    def test_no_address_is_stored(self, owner: User) -> None:
        self.type("text", owner)
        assert all(
            CLIENT not in whose and len(whose) == 64 for whose in LimitUse.objects.values_list("whose", flat=True)
        )


class TestSignedIn:
    def test_exports_are_counted_by_person(self, auditor: User, manager: User, sign_in: SignIn, settings: Any) -> None:
        allow(settings, exports=2)
        client = sign_in(auditor)
        paths = ("/register.csv", "/audit.csv", "/audit.jsonl")
        assert [client.get(path).status_code for path in paths] == [200, 200, 429]
        expect_refusal(client.get("/register.csv"))
        # Colleagues come from the same address.
        assert sign_in(manager).get("/register.csv").status_code == 200

    def test_who_may_not_read_uses_nothing_up(self, editor: User, sign_in: SignIn) -> None:
        assert sign_in(editor).get("/audit.csv").status_code == 403
        assert not LimitUse.objects.exists()

    def test_uploads_are_counted_and_what_was_typed_is_shown(
        self, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
    ) -> None:
        allow(settings, uploads=1)
        client, path = sign_in(owner), f"/assessments/{assessment.pk}/questions/skills/evidence/"

        def attach(title: str) -> Any:
            file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 plan")
            return client.post(path, {"kind": "file", "title": title, "file": file})

        assert attach("The plan").status_code == 302
        refused = attach("The other plan")
        expect_refusal(refused)
        assert "The other plan" in text_of(refused)
        link = {"kind": "link", "title": "A link", "url": "https://marlshire.example/"}
        assert client.post(path, link).status_code == 302
        assert list(Evidence.objects.values_list("title", flat=True)) == ["The plan", "A link"]

    def test_every_export_is_limited(self) -> None:
        made = ("-csv", "-jsonl", "-docx", "-sheet")
        exports = [address for address in addresses() if address.name.endswith(made)]
        assert len(exports) >= 11
        assert {getattr(address.view, "limit", None) for address in exports} == {"exports"}


def test_verifying_is_counted_by_address_and_by_person(
    client: Client, owner: User, sign_in: SignIn, settings: Any
) -> None:
    allow(settings, verify=1)
    typed = {"by": "typed", "reference": "PR-0001", "fingerprint": "9f2a-41c0-77be-03d1"}
    assert client.post("/verify/", typed).status_code == 200
    refused = client.post("/verify/", typed)
    expect_refusal(refused)
    assert "9f2a-41c0-77be-03d1" in text_of(refused)
    assert refused.content.count(b"<textarea") == 2
    assert client.get("/verify/").status_code == 200
    assert sign_in(owner).post("/verify/", typed).status_code == 200


def test_who_was_refused_stands_in_the_log(client: Client, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    allow(settings, verify=0)
    settings.TRUSTED_PROXIES = trusted_proxies(["1"])
    client.post("/verify/", {"by": "typed"}, headers={"X-Forwarded-For": f"{ELSEWHERE}, {CLIENT}"})
    assert f"limit of verify reached by {CLIENT}" in caplog.text
