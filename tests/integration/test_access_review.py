"""The access review: who may see what, since when, by whom; and how much it costs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.roles import grant_role, withdraw_roles
from accounts.models import Deputyship, RoleGrant, Service, User
from accounts.roles import Role
from partnerships.models import Assessment
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

PAGE = "/people/access/"


def lines(client: Client) -> list[dict[str, str]]:
    """Return the lines of the file, by the headings."""
    response = client.get("/people/access.csv")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig"))))


def of(user: User, found: list[dict[str, str]]) -> list[dict[str, str]]:
    return [line for line in found if line["Email address"] == user.email]


def shown(client: Client, user: User) -> str:
    """Return what the row of that person says, in one line."""
    page = one_spaced(client.get(PAGE).content.decode())
    start = page.index(user.email)
    following = page.find('role="rowheader"', start)
    return page[start : None if following < 0 else following]


class TestWhatIsSaid:
    def test_a_role(self, admin: User, sign_in: SignIn, service: Service) -> None:
        person = factories.person("Nora New")
        last = timezone.localdate() + timedelta(days=30)
        grant_role(by=admin, user=person, role=Role.OFFICER, service=service, ends_on=last)
        access, today = sign_in(admin), timezone.localdate()
        row = shown(access, person)
        assert f"Officer, {service}" in row
        assert f"Since {today.day} {today:%B %Y}, by {admin}" in row
        assert f"Last day: {last.day} {last:%B %Y}" in row
        [line] = of(person, lines(access))
        assert line["Role or part"] == "Officer"
        assert line["Service"] == str(service)
        assert line["By"] == str(admin)
        assert line["Last day"] == str(last)
        assert line["Second factor"] == "No"

    def test_a_role_that_was_withdrawn_is_none(self, admin: User, sign_in: SignIn, service: Service) -> None:
        person = factories.person("Nora New", Role.LEGAL)
        withdraw_roles(by=admin, grants=list(RoleGrant.objects.filter(user=person).select_related("user", "service")))
        access = sign_in(admin)
        assert "Nothing: no role, no partnership" in shown(access, person)
        assert [line["Role or part"] for line in of(person, lines(access))] == ["Nothing"]

    def test_the_people_of_a_partnership(
        self, admin: User, sign_in: SignIn, assessment: Assessment, owner: User, contributor: User
    ) -> None:
        access = sign_in(admin)
        assert "Author of 1 partnership " in shown(access, contributor)
        found = lines(access)
        reference = assessment.partnership.reference
        parts = {
            user: [line["Role or part"] for line in of(user, found) if line["Partnership"] == reference]
            for user in (owner, contributor)
        }
        assert parts == {owner: ["Lead officer"], contributor: ["Author"]}
        assert assessment.partnership.name not in access.get("/people/access.csv").getvalue().decode()

    def test_who_stands_in(self, admin: User, sign_in: SignIn, manager: User, other_manager: User) -> None:
        today = timezone.localdate()
        Deputyship.objects.create(
            manager=manager, deputy=other_manager, first_on=today, last_on=today, named_by=manager
        )
        access = sign_in(admin)
        assert f"Deputy of {manager}" in shown(access, other_manager)
        assert f"Deputy of {manager}" in [line["Role or part"] for line in of(other_manager, lines(access))]

    def test_who_has_not_come_for_long(self, admin: User, sign_in: SignIn, manager: User, legal: User) -> None:
        User.objects.filter(pk=manager.pk).update(last_login=timezone.now() - timedelta(days=91))
        User.objects.filter(pk=legal.pk).update(last_login=timezone.now() - timedelta(days=89))
        access = sign_in(admin)
        assert "More than 90 days ago" in shown(access, manager)
        assert "More than 90 days ago" not in shown(access, legal)

    def test_a_closed_account_sees_nothing(self, admin: User, sign_in: SignIn) -> None:
        person = factories.person("Nora New")
        User.objects.filter(pk=person.pk).update(is_active=False)
        access = sign_in(admin)
        assert person.email not in access.get(PAGE).content.decode()
        assert not of(person, lines(access))

    def test_the_workbook(self, admin: User, sign_in: SignIn) -> None:
        response = sign_in(admin).get("/people/access.xlsx")
        assert response.getvalue().startswith(b"PK")
        assert f"access-{timezone.localdate()}.xlsx" in response["Content-Disposition"]


class TestWhoReadsIt:
    def test_an_auditor_reads_it_and_changes_nothing(self, auditor: User, sign_in: SignIn, manager: User) -> None:
        page = sign_in(auditor).get(PAGE).content.decode()
        assert manager.email in page
        assert f"/people/{manager.pk}/" not in page
        assert "Tell an administrator" in page

    def test_an_auditor_of_one_service_reads_of_its_people(
        self,
        sign_in: SignIn,
        assessment: Assessment,
        service: Service,
        other_service: Service,
        manager: User,
        other_manager: User,
        owner: User,
    ) -> None:
        limited = factories.person("Audrey Auditor", Role.AUDITOR, service=service)
        RoleGrant.objects.create(user=manager, role=Role.LEGAL, service=other_service)
        today = timezone.localdate()
        stands_in = factories.person("Dora Deputy", Role.MANAGER, service=other_service)
        for absent, deputy in ((other_manager, manager), (manager, stands_in)):
            Deputyship.objects.create(manager=absent, deputy=deputy, first_on=today, last_on=today, named_by=absent)
        access = sign_in(limited)
        page, found = access.get(PAGE).content.decode(), lines(access)
        assert owner.email in page
        assert other_manager.email not in page
        assert not of(other_manager, found)
        assert [line["Role or part"] for line in of(manager, found)] == ["Manager"]
        assert [line["Role or part"] for line in of(stands_in, found)] == [f"Deputy of {manager}"]


def test_the_cost_does_not_grow_with_the_people(admin: User, sign_in: SignIn, service: Service) -> None:
    access = sign_in(admin)

    def queries(ask: Callable[[], object]) -> int:
        ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    asked: list[Callable[[], object]] = [lambda: access.get(PAGE), lambda: lines(access)]
    before = [queries(ask) for ask in asked]
    for number in range(60):
        factories.person(f"Person {number}", Role.OFFICER, service=service)
    assert [queries(ask) for ask in asked] == before
    page = access.get(PAGE).content.decode()
    assert "Next page" in page
    assert "Previous page" in access.get(f"{PAGE}?page=2").content.decode()
