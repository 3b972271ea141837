"""A query that is written once a process gives what the ORM gives, for each person and on each day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.actions.deputies import name_deputy
from accounts.models import Deputyship, RoleGrant, Service, User
from accounts.prepared import Parameter, PreparedQuery, PreparedRows, key
from accounts.roles import Grant, Role
from partnerships.domain.board import Result
from partnerships.models import Assessment, Condition, Participant, Partnership
from partnerships.selectors import flags, lists
from partnerships.selectors.access import cases_known_to
from tests import boards, factories, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> list[User]:
    return [people.person(name) for name in people.PEOPLE]


def test_roles_are_those_that_the_orm_finds(everybody: list[User], manager: User, outsider: User) -> None:
    today = timezone.localdate()
    name_deputy(by=manager, deputy=outsider, first_on=today, last_on=today)
    for user in everybody:
        absent = Deputyship.objects.standing().filter(deputy=user).values("manager")
        rows = RoleGrant.objects.current().filter(Q(user=user) | Q(user__in=absent, role=Role.MANAGER))
        expected = {
            Grant(Role(row.role), row.service_id)
            if row.user_id == user.pk
            else Grant(Role(row.role), row.service_id, row.user_id, row.user.full_name)
            for row in rows
        }
        found = RoleGrant.objects.grants_of(user)
        assert set(found) == expected
        assert len(found) == len(expected)
    assert any(not grant.is_own for grant in RoleGrant.objects.grants_of(outsider))


@pytest.mark.parametrize("state", ["draft", "restricted", "issued"])
def test_cases_are_those_that_the_orm_finds(
    state: str, everybody: list[User], manager: User, outsider: User, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    name_deputy(by=manager, deputy=outsider, first_on=today, last_on=today)
    case = boards.bring_first().assessment if state == "issued" else people.draft()
    Partnership.objects.update(is_restricted=state == "restricted")
    found = 0
    for user in everybody:
        grants = RoleGrant.objects.grants_of(user)
        rows = Assessment.objects.visible_to(user, grants).for_case(user, grants).filter(pk=case.pk)
        cases_known_to(user, grants, "pk", case.pk)
        with django_assert_max_num_queries(1):
            known = [_read(row) for row in cases_known_to(user, grants, "pk", case.pk)]
        assert known == [_read(row) for row in rows]
        assert known == [
            _read(row) for row in cases_known_to(user, grants, "partnership__number", case.partnership.number)
        ]
        found += len(known)
    assert 0 < found < len(everybody)


def _read(row: Any) -> tuple[Any, ...]:
    """Return what the guards read of a case, and its details of kinds that a database keeps in its own way."""
    annotated = (row.capacity, row.left_at, row.absent_acts_otherwise, row.was_told, row.has_acted)
    partnership = row.partnership
    names = (partnership.service.name, partnership.lead.full_name, row.version.checklist.title, row.meeting)
    return row.pk, row.state, row.screening, partnership.is_restricted, partnership.created_at, *annotated, *names


def test_who_has_no_role_or_asks_for_an_impossible_number_finds_nothing(admin: User, owner: User) -> None:
    case = people.draft()
    assert cases_known_to(admin, (), "pk", case.pk) == []
    grants = RoleGrant.objects.grants_of(owner)
    for number in (-1, 2**31, 2**63, 10**400):
        assert cases_known_to(owner, grants, "pk", number) == []
        assert cases_known_to(owner, grants, "partnership__number", number) == []


def test_the_day_is_that_of_the_call(manager: User, outsider: User, monkeypatch: Any) -> None:
    """A server writes the query on one day and asks it on the next."""
    today = timezone.localdate()
    name_deputy(by=manager, deputy=outsider, first_on=today, last_on=today)
    assert any(not grant.is_own for grant in RoleGrant.objects.grants_of(outsider))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: today + timedelta(days=1))
    assert all(grant.is_own for grant in RoleGrant.objects.grants_of(outsider))


def test_it_is_written_once() -> None:
    written = []

    def write() -> models.QuerySet[User, Any]:
        written.append(1)
        name = Parameter("name", models.CharField())
        return User.objects.filter(full_name=name).order_by().values_list("full_name")

    query = PreparedQuery(write)
    people.person("owner")
    people.person("legal")
    assert query.rows(name="Olive Owner") == [("Olive Owner",)]
    assert query.rows(name="Laura Legal") == [("Laura Legal",)]
    assert query.rows(name="' OR 1=1 --") == []
    assert written == [1]


def test_rows_are_those_of_the_row_that_is_given(django_assert_num_queries: Any) -> None:
    case, other = people.draft(), people.draft()
    query = PreparedRows(lambda: Participant.objects.filter(partnership=key("partnership", Partnership)))
    for partnership in (case.partnership, other.partnership):
        with django_assert_num_queries(1):
            found = query.rows(partnership=partnership)
            assert found
            assert all(row.partnership is partnership for row in found)
        assert found == list(partnership.participants.all())


def test_values_of_any_kind_are_those_that_the_orm_returns() -> None:
    case = people.draft()
    names = ("pk", "screening", "state_changed_at", "is_current", "partnership__annual_cost")
    query: PreparedRows[tuple[Any, ...]] = PreparedRows(
        lambda: Assessment.objects.filter(pk=key("case", Assessment)).values_list(*names)
    )
    for _asked in range(2):
        assert query.rows(case=case.pk) == list(Assessment.objects.filter(pk=case.pk).values_list(*names))
    assert query.rows(case=case.pk + 1) == []


def test_a_list_is_written_once_and_each_persons_own(service: Service, monkeypatch: Any) -> None:
    """Of two officers with the same roles, each has their own cases in the list; the day is that of the call."""
    officers = [factories.person(name, Role.OFFICER, service=service) for name in ("Ann Officer", "Bert Officer")]
    cases = [factories.start(officer, service, name=f"Led by {officer}") for officer in officers]
    for officer, case in zip(officers, cases, strict=True):
        grants = RoleGrant.objects.grants_of(officer)
        page = lists.partnerships(officer, grants, lists.PartnershipFilter()).page(1, "reference")
        assert [row.record for row in page.rows] == [case]
        assert page.total == 1
        flagged = flags.flags(officer, grants, flags.FlagFilter(case=flags.ALL)).page(1, "severity")
        assert {row.record.assessment for row in flagged.rows} == {case}
        counted = flags.counts_of(officer, grants, flags.FlagFilter(case=flags.ALL))
        assert counted is not None
        assert counted["state"][""] == flagged.total
    made = boards.bring_first(mitigated="decision-makers")
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS)
    condition = Condition.objects.get()
    owner, found = people.person("owner"), []
    for day in (condition.due_on, condition.due_on + timedelta(days=1)):
        monkeypatch.setattr("partnerships.selectors.lists.timezone.localdate", lambda day=day: day)
        page = lists.partnerships(owner, RoleGrant.objects.grants_of(owner), lists.PartnershipFilter()).page(1, "since")
        found.append(sum(row.text["overdue_conditions"] for row in page.rows))
    assert found == [0, 1]


def test_what_somebody_searches_for_is_kept_in_no_list(owner: User) -> None:
    people.draft()
    grants, kept = RoleGrant.objects.grants_of(owner), (lists._partnerships, flags._flags, flags._counted)
    before = [each.cache_info().currsize for each in kept]
    lists.partnerships(owner, grants, lists.PartnershipFilter(text="Whitlock")).page(1, "reference")
    for typed in (flags.FlagFilter(text="Whitlock"), flags.FlagFilter(lead="Whitlock")):
        flags.flags(owner, grants, typed).page(1, "severity")
        flags.counts_of(owner, grants, typed)
    assert [each.cache_info().currsize for each in kept] == before


def test_a_value_that_is_missing_is_an_error() -> None:
    name = Parameter("name", models.CharField())
    with pytest.raises(KeyError):
        PreparedQuery(lambda: User.objects.filter(full_name=name).values_list("pk")).rows(nom="Olive Owner")


def test_a_column_that_the_model_would_convert_is_refused() -> None:
    with pytest.raises(TypeError, match="not returned as the model would have it"):
        PreparedQuery(lambda: Assessment.objects.values_list("screening")).rows()
