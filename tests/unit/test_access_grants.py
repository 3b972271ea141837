"""What roles allow beyond one permission on one case: how far grants reach, deputies, and who confirms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.roles import Grant, Role
from partnerships.domain.access import (
    DeniedError,
    can_author,
    check_confirm,
    check_standing_in,
    confirming_roles,
    grants_for,
)
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity, Relation
from partnerships.domain.workflow import State

LEGAL = Relation(grants=frozenset({Role.LEGAL.value}), state=State.IN_REVIEW)
MANAGER = replace(LEGAL, grants=frozenset({Role.MANAGER.value}))
LEAD = Relation(
    grants=frozenset({Role.OFFICER.value}),
    capacity=Capacity.AUTHOR,
    is_current_author=True,
    is_lead=True,
    state=State.IN_REVIEW,
)


def test_a_grant_reaches_no_further_than_its_services() -> None:
    here, everywhere = Grant(Role.MANAGER, service_id=1), Grant(Role.AUDITOR)
    assert grants_for(Permission.TREAT, [here, everywhere]) == [here]
    assert grants_for(Permission.SEE, [here, everywhere]) == [here, everywhere]


def test_who_stands_in_for_a_manager_is_no_author_by_that() -> None:
    assert can_author([Grant(Role.MANAGER, service_id=1)])
    assert not can_author([Grant(Role.MANAGER, service_id=1, absent_id=2, absent_name="Mona"), Grant(Role.AUDITOR)])


def test_a_deputy_of_somebody_in_another_capacity_reviews_nothing() -> None:
    deputy = replace(MANAGER, stands_in=True)
    check_standing_in(deputy)
    with pytest.raises(DeniedError, match="acts on this case in another capacity"):
        check_standing_in(replace(deputy, absent_acts_otherwise=True))


def test_an_answer_is_confirmed_by_its_role_alone() -> None:
    assert confirming_roles(LEGAL) == {Role.LEGAL}
    assert confirming_roles(LEAD) == frozenset()
    with pytest.raises(DeniedError, match="It is confirmed by a monitoring officer"):
        check_confirm(LEGAL, role=Role.MONITORING.value)
