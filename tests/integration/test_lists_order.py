"""My work lists the first of the cases in several states: those that stand first among all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.lookups import PkAmong
from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import WHEN, State
from partnerships.models import Assessment, Confirmation, Flag
from partnerships.selectors.pictures import flags_by_service, flags_counted
from partnerships.selectors.worklist import MOST, NEXT, waiting_on
from partnerships.selectors.worklist_others import AWAITED, waiting_on_others
from tests import factories

# So many that legal advisers are to confirm more cases than are shown.
SEEDED = 180

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture(scope="module")
def seeded(made_once: None) -> None:
    call_command("seed_portfolio", str(SEEDED), "--reports", "none", "--yes", stdout=StringIO())
    # Many changed at the same time: then the keys decide.
    same = Assessment.objects.order_by("-state_changed_at").values_list("state_changed_at", flat=True)[SEEDED // 2]
    keys = [pk for pk in Assessment.objects.values_list("pk", flat=True) if pk % 3 == 0]
    Assessment.objects.filter(pk__in=keys).update(state_changed_at=same)


def test_lists_of_several_states_are_in_one_order() -> None:
    manager, legal = factories.person("Una Ustinov", Role.MANAGER), factories.person("Lena Law", Role.LEGAL)
    awaiting = set(Flag.objects.to_confirm().values_list("assessment", flat=True))
    waits = [
        case
        for case in seen_by(manager)
        if case.state in (State.RETURNED, *AWAITED) or (case.state == State.IN_REVIEW and case.pk in awaiting)
    ]
    longest = sorted(waits, key=lambda case: (case.state_changed_at, case.pk))[:NEXT]
    found = {row.assessment.pk for row in waiting_on_others(manager, RoleGrant.objects.grants_of(manager))}
    assert found == {case.pk for case in longest}
    assert len(found) == NEXT

    of_legal = set(
        Flag.objects.to_confirm().filter(question__confirm_role=Role.LEGAL).values_list("assessment", flat=True)
    )
    to_confirm = [case for case in seen_by(legal) if case.state in WHEN[Permission.CONFIRM] and case.pk in of_legal]
    latest = sorted(to_confirm, key=lambda case: (case.state_changed_at, case.pk), reverse=True)
    [pile] = waiting_on(legal, RoleGrant.objects.grants_of(legal))
    assert [line.assessment.pk for line in pile.lines] == [case.pk for case in latest[:MOST]]
    assert pile.has_more
    assert len(states_of(longest)) > 1
    assert len(states_of(latest[:MOST])) > 1


def test_flags_by_service_are_those_that_the_pictures_count() -> None:
    manager = factories.person("Una Ustinov", Role.MANAGER)
    of_one = factories.person("Sam Service", Role.MANAGER, service=Service.objects.order_by("pk")[0])
    for person in (manager, of_one):
        grants = RoleGrant.objects.grants_of(person)
        found = flags_by_service(person, grants)
        assert found == flags_counted(person, grants).by_service
        assert len({service for _kind, service in found}) == (1 if person is of_one else Service.objects.count())


def test_keys_are_found_among_those_of_a_subquery() -> None:
    cases = Assessment.objects.order_by("-pk")
    newest = [case.pk for case in cases[:3]]

    def among(keys: Any) -> list[int]:
        return [case.pk for case in cases.filter(PkAmong(keys))]

    assert among(cases.values("pk")[:3]) == newest
    # No case goes to a meeting here: each key is missing.
    assert among(cases.values("meeting")) == []
    assert among(Confirmation.objects.filter(pk=0).values("assessment")) == []
    assert among(cases.none().values("pk")) == []


def seen_by(user: User) -> list[Assessment]:
    """Return the current rounds that the person may see, in no order."""
    return list(Assessment.objects.visible_to(user, RoleGrant.objects.grants_of(user)).current().order_by())


def states_of(cases: Iterable[Assessment]) -> set[str]:
    return {case.state for case in cases}
