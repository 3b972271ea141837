"""The page of the trail of accounts: who reads it, its filters, its exports, and what it costs."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.deputies import name_deputy
from accounts.actions.roles import grant_role, withdraw_roles
from accounts.actions.trail import note, note_failure
from accounts.models import AccountEventKind, Service, User
from accounts.roles import Role
from tests import factories
from tests.addresses import addresses
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

PAGE = "/people/trail/"


@pytest.fixture
def nora() -> User:
    return factories.person("Nora New")


def shown(client: Client, query: str = "") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return one_spaced(response.content.decode())


def rows(client: Client, query: str = "") -> int:
    return shown(client, query).count('class="app-under"> event ')


class TestWhatIsSaid:
    def test_of_a_role(self, admin: User, nora: User, service: Service, sign_in: SignIn) -> None:
        last = timezone.localdate() + timedelta(days=30)
        grant = grant_role(by=admin, user=nora, role=Role.OFFICER, service=service, ends_on=last)
        withdraw_roles(by=admin, grants=[grant])
        page = shown(sign_in(admin), f"?person={nora.pk}")
        assert page.count(f"Officer, {service}, until {last.day} {last:%B %Y}") == 2
        assert page.index("Role withdrawn <") < page.index("Role granted <")
        assert page.count('data-label="About"> Nora New </td>') == 2

    def test_of_a_deputy(self, admin: User, manager: User, nora: User, sign_in: SignIn) -> None:
        today = timezone.localdate()
        name_deputy(by=manager, deputy=nora, first_on=today, last_on=today)
        day = f"{today.day} {today:%B %Y}"
        assert f"for {manager}, {day} to {day}" in shown(sign_in(admin))

    def test_of_signing_in(self, admin: User, nora: User, sign_in: SignIn) -> None:
        note(AccountEventKind.SIGNED_IN, by=nora, about=nora, ways=["password", "webauthn"])
        page = shown(sign_in(admin))
        assert "password, passkey" in page
        assert 'data-label="About"> – </td>' in page

    def test_of_a_failure(self, admin: User, nora: User, sign_in: SignIn) -> None:
        note_failure(AccountEventKind.WRONG_PASSWORD, about=nora, is_signed_in=True)
        note(AccountEventKind.FAILURES_LEFT_OUT, by=None, has_account=False)
        note(AccountEventKind.FAILURES_LEFT_OUT, by=None, has_account=True)
        note(AccountEventKind.ACCOUNT_MADE, by=None, about=nora)
        page = shown(sign_in(admin))
        assert page.count("Somebody who is not known") == 3
        assert page.count("The command line") == 1
        for said in ("while signed in", "for addresses of no account", "for accounts"):
            assert said in page

    def test_of_places_and_packs(self, admin: User, nora: User, sign_in: SignIn) -> None:
        note(AccountEventKind.SESSIONS_ENDED, by=nora, about=nora, places=2)
        issues = ["PR-0001, issue 1", "PR-0002, issue 1"]
        note(AccountEventKind.DOWNLOADED, by=nora, file="agenda-pack-full.pdf", meeting=1, issues=issues)
        page = shown(sign_in(admin))
        assert "in 2 places" in page
        assert "PR-0001, issue 1; PR-0002, issue 1" in page
        assert "agenda-pack-full.pdf" in page


class TestWhoReadsIt:
    def test_an_auditor_of_all_services(self, auditor: User, sign_in: SignIn) -> None:
        client = sign_in(auditor)
        assert "Nothing matches" in shown(client)
        assert PAGE in client.get("/people/access/").content.decode()
        assert PAGE in client.get("/audit/").content.decode()

    def test_an_auditor_of_one_service_does_not(self, service: Service, sign_in: SignIn) -> None:
        client = sign_in(factories.person("Audrey Auditor", Role.AUDITOR, service=service))
        for path in (PAGE, "/people/trail.csv", "/people/trail.jsonl"):
            refused = client.get(path)
            assert refused.status_code == 403
            assert "for auditors of all services, and for administrators" in refused.content.decode()
        for path in ("/people/access/", "/audit/"):
            assert PAGE not in client.get(path).content.decode()

    def test_an_administrator_from_the_page_of_a_person(self, admin: User, nora: User, sign_in: SignIn) -> None:
        client = sign_in(admin)
        link = f"{PAGE}?person={nora.pk}"
        assert link in client.get(f"/people/{nora.pk}/").content.decode()
        assert client.get(link).status_code == 200


def test_filters(admin: User, auditor: User, nora: User, sign_in: SignIn) -> None:
    note(AccountEventKind.SIGNED_IN, by=nora, about=nora, ways=["password"])
    note(AccountEventKind.INVITED, by=admin, about=nora)
    note(AccountEventKind.EXPORTED, by=admin, file="register.csv")
    client, today = sign_in(auditor), timezone.localdate()
    before = today - timedelta(days=1)
    written, yesterday = f"{today.day}/{today.month}/{today.year}", f"{before.day}/{before.month}/{before.year}"
    wanted = {
        "": 3,
        "?kind=invited": 1,
        f"?person={nora.pk}": 2,
        f"?person={admin.pk}": 2,
        f"?first_on={written}": 3,
        f"?last_on={yesterday}": 0,
        f"?first_on={yesterday}&last_on={written}&kind=signed_in": 1,
    }
    assert {query: rows(client, query) for query in wanted} == wanted
    for path in (PAGE, "/people/trail.csv", "/people/trail.jsonl"):
        refused = client.get(f"{path}?first_on={written}&last_on={yesterday}")
        assert refused.status_code == 422
        assert "“To” must not be before “From”" in refused.content.decode()


def test_pages_go_on_where_the_last_ended(auditor: User, nora: User, sign_in: SignIn) -> None:
    for _each in range(60):
        note(AccountEventKind.SIGNED_IN, by=nora, about=nora, ways=["password"])
    client = sign_in(auditor)
    assert rows(client) == 50
    assert "before=11" in shown(client)
    assert rows(client, "?before=11") == 10


def link_of(line: dict[str, Any]) -> str:
    """Work a link out from the line of an export, as docs/operations.md says."""
    covered = {name: line[name] for name in ("position", "at", "kind", "by", "about", "data", "previous")}
    text = json.dumps(
        {"format": 1, "trail": "accounts", **covered}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.streaming
    content: Iterable[bytes] = response.streaming_content  # type: ignore[attr-defined]
    return b"".join(content).decode("utf-8-sig")


class TestExports:
    @pytest.fixture
    def client(self, admin: User, auditor: User, nora: User, service: Service, sign_in: SignIn) -> Client:
        """An auditor at their browser; three things were done."""
        grant_role(by=admin, user=nora, role=Role.OFFICER, service=service)
        note(AccountEventKind.SIGNED_IN, by=nora, about=nora, ways=["password", "totp"])
        note_failure(AccountEventKind.WRONG_PASSWORD, about=None)
        return sign_in(auditor)

    def test_as_json_lines_can_be_worked_out_again(self, client: Client) -> None:
        lines = [json.loads(line) for line in text_of(client, "/people/trail.jsonl").splitlines()]
        # The export itself is the last: it was noted before it was sent.
        assert [line["kind"] for line in lines] == ["role_granted", "signed_in", "wrong_password", "exported"]
        assert [line["link"] for line in lines] == [link_of(line) for line in lines]
        assert [line["previous"] for line in lines] == ["0" * 64, *(line["link"] for line in lines[:-1])]
        assert lines[0]["about_name"] == "Nora New"

    def test_as_a_spreadsheet_too(self, client: Client) -> None:
        found = list(csv.DictReader(StringIO(text_of(client, "/people/trail.csv"))))
        assert len(found) == 4
        for line in found:
            numbers = {name: int(line[name]) if line[name] else None for name in ("position", "by", "about")}
            assert link_of({**line, **numbers, "data": json.loads(line["data"])}) == line["link"]

    def test_hold_what_matches(self, client: Client) -> None:
        assert len(text_of(client, "/people/trail.jsonl?kind=signed_in").splitlines()) == 1


def test_the_cost_does_not_grow_with_the_events(auditor: User, admin: User, service: Service, sign_in: SignIn) -> None:
    client = sign_in(auditor)

    def grow(number: int) -> None:
        for place in range(number):
            person = factories.person(f"Person {number} {place}")
            grant_role(by=admin, user=person, role=Role.OFFICER, service=service)

    def queries(ask: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    asked: list[Callable[[], object]] = [
        lambda: client.get(PAGE),
        lambda: text_of(client, "/people/trail.csv"),
        lambda: text_of(client, "/people/trail.jsonl"),
    ]
    grow(2)
    for ask in asked:
        ask()
    before = [queries(ask) for ask in asked]
    grow(60)
    assert [queries(ask) for ask in asked] == before


# Addresses that hand out files under the limit of exports of which no event is written, and why.
OTHER_FILES = {
    "report-docx": "a draft of one case, which is in its trail once it is issued",
    "paper-docx": "the same",
    "blank-docx": "a checklist without answers",
    "preview-blank-docx": "the same",
    "issue-docx": "the guard of editions notes the full one",
    "issue-paper-docx": "the same",
    "decision-notice-docx": "the same",
}


def test_every_export_is_noted() -> None:
    limited = {address.name: address.view for address in addresses() if getattr(address.view, "limit", "") == "exports"}
    noted = {name for name, view in limited.items() if is_noted(view)}
    assert limited.keys() - noted == OTHER_FILES.keys()
    assert "register-sheet" in noted


def is_noted(view: Any) -> bool:
    """Whether the view, or what it wraps, notes the files that it hands out."""
    while view is not None:
        if getattr(view, "is_export", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False
