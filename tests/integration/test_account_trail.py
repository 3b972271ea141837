"""The trail of accounts: each kind of event is noted by what people really do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.deputies import name_deputy
from accounts.actions.people import invite
from accounts.actions.roles import grant_role, withdraw_ended
from accounts.models import AccountEvent, AccountEventKind, RoleGrant, Service, User
from accounts.roles import Role
from config.limits import Rate
from partnerships.actions.leaving import hand_over_and_close
from partnerships.selectors.leaving import leaving_of
from tests import days, factories, people
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.integration.came import PROVIDED
from tests.integration.codes import APP, CODES, PASSWORD, code_of, enter, made, set_up, wrong
from tests.integration.tampering import verify

pytestmark = pytest.mark.django_db

NEW = "staple wagon harbour"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")
A_DAY = 24 * 60 * 60
# What may be written in a transaction after the end of the trail was: rows of its own session and form, for which no other waits.
OWN_ROWS = ("accounts_accountevent", "accounts_accounttrail", "accounts_sentform")


@dataclass
class Scene:
    """An administrator at their browser, an officer with a password, and what tests need to act for them."""

    admin: User
    olive: User
    service: Service
    access: Client
    settings: Any
    on_commit: Any
    sign_in: SignIn

    def limit(self, **most: int) -> None:
        """Allow so much a day of these limits."""
        rates = {name: Rate(most=number, seconds=A_DAY) for name, number in most.items()}
        self.settings.LIMITS = self.settings.LIMITS | rates

    def link(self, act: Callable[[], object]) -> str:
        """Return the link of the email that is sent by the act."""
        with self.on_commit(execute=True):
            act()
        [path] = LINK.findall(str(mail.outbox[-1].body))
        return str(path)

    def change(self, **typed: str) -> None:
        """Change Olive's row in the administration."""
        path = f"/admin/accounts/user/{self.olive.pk}/change/"
        shown = fields_of(self.access.get(path).content.decode(), path)
        assert self.access.post(path, shown | typed).status_code == 302

    def page(self, end: str) -> str:
        """Return the address of a page about Olive."""
        return f"/people/{self.olive.pk}/{end}"


Said = tuple[User | None, User | None, dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None, laid_out_once: None) -> None:
    """Issue 1 of PR-0001."""
    people.issue(people.endorsed())
    assert not AccountEvent.objects.exists()


@pytest.fixture
def scene(
    admin: User, service: Service, sign_in: SignIn, settings: Any, django_capture_on_commit_callbacks: Any
) -> Scene:
    olive = made("Olive Other", Role.OFFICER)
    return Scene(admin, olive, service, sign_in(admin), settings, django_capture_on_commit_callbacks, sign_in)


def signed_in(scene: Scene) -> Said:
    enter(scene.olive)
    return scene.olive, scene.olive, {"ways": ["password"]}


def signed_out(scene: Scene) -> Said:
    enter(scene.olive)[0].post("/sign-out/")
    return scene.olive, scene.olive, {}


def sessions_ended(scene: Scene) -> Said:
    enter(scene.olive)
    enter(scene.olive)[0].post("/account/sessions/")
    return scene.olive, scene.olive, {"places": 1}


def wrong_password(scene: Scene) -> Said:
    Client().post("/sign-in/", {"login": scene.olive.email, "password": NEW})
    return None, scene.olive, {}


def wrong_code(scene: Scene) -> Said:
    secret = set_up(enter(scene.olive)[0])
    enter(scene.olive)[0].post("/sign-in/code/", {"code": wrong(secret)})
    return None, scene.olive, {}


def failures_left_out(scene: Scene) -> Said:
    scene.limit(failed_known=2)
    for _each in range(5):
        wrong_password(scene)
    return None, None, {"has_account": True}


def password_changed(scene: Scene) -> Said:
    enter(scene.olive)[0].post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    return scene.olive, scene.olive, {}


def password_reset(scene: Scene) -> Said:
    path = scene.link(lambda: Client().post("/password/", {"email": scene.olive.email}))
    client = Client()
    client.post(client.get(path, follow=True).redirect_chain[-1][0], {"password1": NEW})
    return scene.olive, scene.olive, {}


def name_changed(scene: Scene) -> Said:
    scene.change(full_name="Olive Oak")
    return scene.admin, scene.olive, {}


def address_changed(scene: Scene) -> Said:
    scene.change(email="oak@marlshire.example")
    return scene.admin, scene.olive, {"change": scene.olive.address_changes.get().pk}


def factor_added(scene: Scene) -> Said:
    set_up(enter(scene.olive)[0])
    return scene.olive, scene.olive, {"way": "totp"}


def factor_removed(scene: Scene) -> Said:
    client = enter(scene.olive)[0]
    set_up(client)
    client.post(f"{APP}remove/")
    return scene.olive, scene.olive, {"way": "totp"}


def factor_taken_away(scene: Scene) -> Said:
    set_up(enter(scene.olive)[0])
    scene.access.post(scene.page("second-factor/"))
    return scene.admin, scene.olive, {}


def codes_made(scene: Scene) -> Said:
    client = enter(scene.olive)[0]
    set_up(client)
    AccountEvent.objects.filter(kind="codes_made").get()
    client.post(f"{CODES}new/")
    return scene.olive, scene.olive, {"way": "recovery_codes"}


def invited(scene: Scene) -> Said:
    scene.access.post("/people/invite/", {"full_name": "Nia New", "email": "nia@marlshire.example"})
    return scene.admin, User.objects.get(email="nia@marlshire.example"), {}


def invited_again(scene: Scene) -> Said:
    nia = invite(by=scene.admin, email="nia@marlshire.example", full_name="Nia New")
    scene.access.post(f"/people/{nia.pk}/invite/")
    return scene.admin, nia, {}


def invitation_accepted(scene: Scene) -> Said:
    path = scene.link(lambda: invited(scene))
    client = Client()
    client.get(path, follow=True)
    client.post("/invitation/", {"password1": NEW})
    nia = User.objects.get(email="nia@marlshire.example")
    return nia, nia, {}


def account_made(_scene: Scene) -> Said:
    call_command("createsuperuser", interactive=False, email="first@marlshire.example", full_name="First", verbosity=0)
    return None, User.objects.get(email="first@marlshire.example"), {}


def account_closed(scene: Scene) -> Said:
    scene.access.post(scene.page("close/"), {"reason": "Has left."})
    return scene.admin, scene.olive, {}


def account_opened(scene: Scene) -> Said:
    account_closed(scene)
    scene.access.post(scene.page("open/"))
    return scene.admin, scene.olive, {}


def role_granted(scene: Scene) -> Said:
    last = timezone.localdate() + timedelta(days=30)
    typed = {"role": "manager", "service": scene.service.pk, **days.boxes("ends_on", last)}
    assert scene.access.post(scene.page("roles/grant/"), typed).status_code == 302
    return scene.admin, scene.olive, {"role": "manager", "service": scene.service.slug, "ends_on": last.isoformat()}


def role_withdrawn(scene: Scene) -> Said:
    grant = scene.olive.role_grants.get()
    scene.access.post(scene.page(f"roles/{grant.pk}/withdraw/"))
    return scene.admin, scene.olive, {"role": "officer", "service": None, "ends_on": None}


def deputy_named(scene: Scene) -> Said:
    today, manager = timezone.localdate(), people.person("manager")
    typed = {"deputy": scene.olive.email, **days.boxes("first_on", today), **days.boxes("last_on", today)}
    assert scene.sign_in(manager).post("/account/deputy/", typed).status_code == 302
    return manager, scene.olive, {"manager": manager.pk, "first_on": str(today), "last_on": str(today)}


def deputy_ended(scene: Scene) -> Said:
    today, manager = timezone.localdate(), people.person("manager")
    named = name_deputy(by=manager, deputy=scene.olive, first_on=today, last_on=today)
    scene.sign_in(manager).post(f"/account/deputy/{named.pk}/end/")
    return manager, scene.olive, {"manager": manager.pk, "first_on": str(today), "last_on": str(today)}


def downloaded(scene: Scene) -> Said:
    secretary = people.person("secretary")
    assert scene.sign_in(secretary).get("/partnerships/PR-0001/issues/1/full.pdf").status_code == 200
    said = {"file": "PR-0001-readiness-report-issue-1-full.pdf", "partnership": "PR-0001", "issue": 1}
    return secretary, None, said


def exported(scene: Scene) -> Said:
    assert scene.access.get("/people/access.csv").status_code == 200
    return scene.admin, None, {"file": f"access-{timezone.localdate()}.csv"}


KINDS = [kind for kind in AccountEventKind if kind not in PROVIDED]
ACTS: dict[AccountEventKind, Callable[[Scene], Said]] = {kind: globals()[kind.value] for kind in KINDS}


def writes_after_the_end(queries: list[dict[str, str]]) -> list[str]:
    """Return what a transaction changes or locks of others' rows after it has moved the end of the trail on."""
    depth, is_moved, found = 0, False, []
    for sql in (query["sql"] for query in queries):
        depth += sql.startswith("SAVEPOINT") - sql.startswith(("RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"))
        is_write = sql.startswith(("UPDATE", "DELETE")) or "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql
        if not depth:
            is_moved = False
        elif is_moved and is_write and not any(table in sql for table in OWN_ROWS):
            found.append(sql)
        elif sql.startswith('UPDATE "accounts_accounttrail"'):
            is_moved = True
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_noted_by_what_people_do(scene: Scene, kind: AccountEventKind) -> None:
    with CaptureQueriesContext(connection) as captured:
        by, about, data = ACTS[kind](scene)
    event = AccountEvent.objects.filter(kind=kind).order_by("-position")[0]
    assert (event.recorded_by, event.about, event.data) == (by, about, data)
    assert writes_after_the_end(captured.captured_queries) == []
    said, fails = verify()
    assert not fails, said
    kept = json.dumps(list(AccountEvent.objects.values("kind", "data")))
    assert not any(secret in kept for secret in (PASSWORD, NEW, "@", "Has left", "Olive", "Nia"))


class TestSigningIn:
    def test_says_by_which_ways(self, scene: Scene) -> None:
        secret = set_up(enter(scene.olive)[0])
        enter(scene.olive)[0].post("/sign-in/code/", {"code": code_of(secret, 1)})
        assert AccountEvent.objects.filter(kind="signed_in").last().data == {"ways": ["password", "totp"]}  # type: ignore[union-attr]

    def test_is_not_noted_before_the_second_factor_was_given(self, scene: Scene) -> None:
        set_up(enter(scene.olive)[0])
        enter(scene.olive)
        assert AccountEvent.objects.filter(kind="signed_in").count() == 1

    def test_costs_three_queries_more(self, scene: Scene) -> None:
        with CaptureQueriesContext(connection) as captured:
            enter(scene.olive)
        own = [query["sql"] for query in captured if "accounts_account" in query["sql"]]
        assert [sql.split()[0] for sql in own] == ["SELECT", "INSERT", "UPDATE"]


class TestFailures:
    def test_of_an_address_without_an_account_keep_nothing_of_it(self, scene: Scene) -> None:
        Client().post("/sign-in/", {"login": "stranger@elsewhere.example", "password": NEW})
        event = AccountEvent.objects.get()
        assert (event.kind, event.about, event.data) == ("wrong_password", None, {})

    def test_of_nobody_do_not_hide_those_of_accounts(self, scene: Scene) -> None:
        scene.limit(failed_unknown=1)
        for number in range(4):
            Client().post("/sign-in/", {"login": f"stranger{number}@elsewhere.example", "password": NEW})
        wrong_password(scene)
        noted = list(AccountEvent.objects.values_list("kind", "about", "data"))
        assert noted == [
            ("wrong_password", None, {}),
            ("failures_left_out", None, {"has_account": False}),
            ("wrong_password", scene.olive.pk, {}),
        ]

    def test_for_one_account_are_noted_as_often_as_they_are_counted(self, scene: Scene) -> None:
        scene.limit(wrong_passwords=2)
        for _each in range(4):
            wrong_password(scene)
        assert AccountEvent.objects.count() == 2

    def test_are_none_without_a_password_or_with_one_that_is_too_short(self, scene: Scene) -> None:
        Client().post("/sign-in/", {"login": scene.olive.email, "password": ""})
        client = enter(scene.olive)[0]
        client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "short"})
        assert not AccountEvent.objects.filter(kind="wrong_password").exists()
        client.post("/account/password/", {"oldpassword": NEW, "password1": NEW})
        assert AccountEvent.objects.get(kind="wrong_password").data == {"is_signed_in": True}

    def test_are_none_while_an_app_is_set_up(self, scene: Scene) -> None:
        client = enter(scene.olive)[0]
        client.get(APP)
        client.post(APP, {"code": "1"})
        assert not AccountEvent.objects.filter(kind="wrong_code").exists()


class TestRoles:
    def test_that_end_are_noted_by_the_daily_run(self, scene: Scene) -> None:
        grant_role(by=scene.admin, user=scene.olive, role=Role.LEGAL, ends_on=timezone.localdate())
        RoleGrant.objects.filter(role=Role.LEGAL, user=scene.olive).update(ends_on=timezone.localdate() - timedelta(1))
        assert withdraw_ended(by=User.objects.automatic()) == 1
        assert AccountEvent.objects.filter(kind="role_withdrawn", about=scene.olive).count() == 1

    def test_of_a_closed_account_are_noted_one_by_one(self, scene: Scene) -> None:
        today = timezone.localdate()
        name_deputy(by=people.person("manager"), deputy=scene.olive, first_on=today, last_on=today)
        account_closed(scene)
        kinds = list(AccountEvent.objects.filter(about=scene.olive).values_list("kind", flat=True))
        assert kinds == ["deputy_named", "role_withdrawn", "deputy_ended", "account_closed"]

    def test_of_a_closed_account_are_noted_last(self, scene: Scene) -> None:
        """Whoever signs in meanwhile does not wait for the cases that are handed over, nor do these for them."""
        factories.start(scene.olive, scene.service)
        successors = {item.key: people.person("owner") for item in leaving_of(scene.olive).handed_over}
        with CaptureQueriesContext(connection) as captured:
            hand_over_and_close(user=scene.olive, by=scene.admin, successors=successors, reason="Has left.")
        assert any(query["sql"].startswith('UPDATE "partnerships_') for query in captured)
        assert writes_after_the_end(captured.captured_queries) == []
        assert AccountEvent.objects.filter(kind="account_closed").exists()

    def test_of_an_account_that_could_not_be_closed_are_not_noted(self, scene: Scene) -> None:
        factories.start(scene.olive, scene.service)
        assert scene.access.post(scene.page("close/"), {"reason": "Has left."}).status_code == 422
        assert not AccountEvent.objects.exists()

    def test_made_at_the_command_line_have_nobody_who_did_it(self, scene: Scene) -> None:
        account_made(scene)
        event = AccountEvent.objects.get(kind="role_granted")
        assert (event.recorded_by, event.data["role"]) == (None, "admin")


def test_full_editions_have_a_limit_and_what_is_refused_is_not_noted(scene: Scene) -> None:
    scene.limit(downloads=1)
    client = scene.sign_in(people.person("secretary"))
    paths = ["/partnerships/PR-0001/issues/1/public.pdf", *["/partnerships/PR-0001/issues/1/full.pdf"] * 2]
    assert [client.get(path).status_code for path in paths] == [200, 200, 429]
    assert AccountEvent.objects.filter(kind=AccountEventKind.DOWNLOADED).count() == 1


def test_a_public_edition_and_a_page_are_not_noted(scene: Scene) -> None:
    client = scene.sign_in(people.person("secretary"))
    for path in ("public.pdf", "full/", "", "full.pdf"):
        client.head(f"/partnerships/PR-0001/issues/1/{path}")
    for path in ("public.pdf", "full/", ""):
        assert client.get(f"/partnerships/PR-0001/issues/1/{path}").status_code == 200
    assert not AccountEvent.objects.exists()
