"""Who may know about a case: the WHERE clause of the lists and the rule of the domain are one rule."""

from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import RoleGrant, Service, User
from accounts.roles import COUNCIL_WIDE, Role
from partnerships.actions.trail import record
from partnerships.domain.access import can_foresee, can_see
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import BEFORE_ISSUED, Phase, State
from partnerships.guards import relation_to
from partnerships.models import Assessment, Flag, Participant, Partnership, Passage
from partnerships.models.trail import EventKind
from tests import boards, factories, people

# A capacity on the case, whether the person has left it since.
STANDINGS = [(None, False), *product(Capacity, (False, True))]


@pytest.fixture(scope="module", autouse=True)
def _cases(made_once: None) -> None:
    """A case in every state, open and restricted, of which the monitoring officers were told or not."""
    owner, service = people.person("owner"), people.service()
    made = []
    for number, (state, is_restricted, was_told) in enumerate(product(State, (False, True), (False, True)), start=1):
        partnership = Partnership.objects.create(
            number=number, name="x", service=service, lead=owner, created_by=owner, is_restricted=is_restricted
        )
        made.append(
            Assessment.objects.create(
                partnership=partnership,
                version=factories.published(),
                state=state,
                state_changed_by=owner,
                created_by=owner,
            )
        )
        if was_told:
            record(EventKind.OFFICER_TOLD, by=owner, assessment=made[-1])
    Flag.objects.bulk_create(
        Flag(
            assessment=case,
            partnership=case.partnership,
            service=service,
            question=factories.question("purpose-and-need"),
            question_key="purpose-and-need",
            question_position=1,
            severity="concern",
            severity_rank=2,
            is_negative=True,
            case_state=case.state,
        )
        for case in made
    )


@pytest.fixture
def cases(db: None) -> list[Assessment]:
    return list(Assessment.objects.with_partnership().order_by("pk"))


@pytest.mark.parametrize("roles", [[role] for role in Role] + [["officer", "secretary"], ["manager", "legal"], []])
def test_the_lists_show_the_cases_that_the_domain_lets_see(
    roles: list[str], cases: list[Assessment], service: Service, other_service: Service, owner: User
) -> None:
    seen_by_any = 0
    relations = product((service, other_service, None), STANDINGS)
    for number, (scope, (capacity, has_left)) in enumerate(relations):
        user = factories.person(f"Person {number}")
        held = [role for role in roles if scope is None or role not in COUNCIL_WIDE]
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, service=scope) for role in held)
        left = {"left_at": cases[0].created_at, "left_by": owner} if has_left else {}
        if capacity is not None:
            Participant.objects.bulk_create(
                Participant(partnership=case.partnership, user=user, capacity=capacity, added_by=owner, **left)
                for case in cases
            )
        if capacity is Capacity.MONITORING and Role.MONITORING in held:
            # Of each four, which differ in what the other rules look at, they acted in all or none.
            for place, case in enumerate(cases):
                if place // 4 % 2:
                    record(EventKind.REFERRAL_DECLINED, by=user, assessment=case)
        grants = RoleGrant.objects.grants_of(user)
        expected = {
            case.pk for case in Assessment.objects.for_case(user, grants) if can_see(relation_to(case, user, grants))
        }
        where = (roles, scope, capacity, has_left)
        assert set(Assessment.objects.visible_to(user, grants).values_list("pk", flat=True)) == expected, where
        assert set(Flag.objects.visible_to(user, grants).values_list("assessment", flat=True)) == expected, where
        names = [way.filter(kind=1) for way in Passage.objects.each_visible_to(user, grants)]
        assert _together(names, "assessment") == expected, where
        assert _together(Assessment.objects.each_visible_to(user, grants), "pk") == expected, where
        assert _together(Flag.objects.each_visible_to(user, grants, list(Phase)), "assessment") == expected, where
        drafts = {case.pk for case in cases if case.state == State.DRAFT}
        assert (
            _together(Flag.objects.each_visible_to(user, grants, [Phase.DRAFT]), "assessment") == expected & drafts
        ), where
        seen_by_any += len(expected)
    assert (seen_by_any > 0) is bool({*roles} - {Role.EDITOR, Role.ADMIN})


@pytest.mark.parametrize("role", Role)
def test_what_a_secretary_foresees_is_what_the_domain_lets_them(
    role: Role, cases: list[Assessment], service: Service, other_service: Service, owner: User
) -> None:
    meeting = boards.meeting(factories.person("Sam Secretary", Role.SECRETARY))
    going = Assessment.objects.filter(state__in=BEFORE_ISSUED)
    going.update(meeting=meeting)
    for scope in (service, other_service, None):
        user = factories.person(f"Person of {scope}")
        if scope is None or role not in COUNCIL_WIDE:
            RoleGrant.objects.create(user=user, role=role, service=scope)
        grants = RoleGrant.objects.grants_of(user)
        expected = {case.pk for case in going.for_case(user, grants) if can_foresee(relation_to(case, user, grants))}
        assert set(Assessment.objects.foreseen_by(grants).values_list("pk", flat=True)) == expected
        assert bool(expected) is (role is Role.SECRETARY and scope != other_service)
    going.update(meeting=None)
    assert not Assessment.objects.foreseen_by(grants).exists()


def _together(parts: Iterable[QuerySet[Any]], field: str) -> set[int]:
    """Return the cases of all parts; no case is in two."""
    found = [key for part in parts for key in part.values_list(field, flat=True)]
    assert len(found) == len(set(found))
    return set(found)


def test_a_role_for_one_service_and_another_for_all(
    cases: list[Assessment], service: Service, other_service: Service, owner: User
) -> None:
    """The ways do not overlap, whatever is granted together."""
    user = factories.person("Wanda Ways", Role.LEGAL)
    for role, scope in ((Role.MANAGER, service), (Role.AUDITOR, service), (Role.SECRETARY, other_service)):
        RoleGrant.objects.create(user=user, role=role, service=scope)
    Participant.objects.create(partnership=cases[1].partnership, user=user, capacity=Capacity.AUTHOR, added_by=owner)
    grants = RoleGrant.objects.grants_of(user)
    assert _together(Assessment.objects.each_visible_to(user, grants), "pk") == {case.pk for case in cases}
    assert _together(Flag.objects.each_visible_to(user, grants, list(Phase)), "assessment") == {
        case.pk for case in cases
    }


def test_who_entered_a_partnership_without_a_case_still_sees_what_they_manage(
    cases: list[Assessment], service: Service, owner: User
) -> None:
    """They are named as monitoring officer on a case of their service, in which they did nothing."""
    user = factories.person("Moira Manager", Role.MONITORING)
    RoleGrant.objects.create(user=user, role=Role.MANAGER, service=service)
    named = cases[0].partnership
    Participant.objects.create(partnership=named, user=user, capacity=Capacity.MONITORING, added_by=owner)
    entered = Partnership.objects.create(number=900, name="x", service=service, lead=owner, created_by=owner)
    record(EventKind.EXISTING_ENTERED, by=user, partnership=entered)
    grants = RoleGrant.objects.grants_of(user)
    expected = {
        case.pk for case in Assessment.objects.for_case(user, grants) if can_see(relation_to(case, user, grants))
    }
    assert cases[0].pk in expected
    assert _together(Assessment.objects.each_visible_to(user, grants), "pk") == expected
    names = [way.filter(kind=1) for way in Passage.objects.each_visible_to(user, grants)]
    # The partnership without a case has the names of no round.
    assert _together(names, "assessment") == expected | {None}
