"""Nobody issues a case on which they act in another capacity, and an issue changes by no path: action, admin, SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions.trail import last_link
from partnerships.models import Assessment, IssueEdition, Referral, ReportIssue
from tests import factories, people
from tests.conftest import SignIn

WHO = ["owner", "contributor", "manager", "legal"]


pytestmark = pytest.mark.usefixtures("laid_out_once")


@contextmanager
def refused(match: str) -> Iterator[None]:
    with pytest.raises((IntegrityError, DatabaseError), match=match), transaction.atomic():
        yield


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """Endorsed; and author, contributor, reviewer and legal adviser of it are board secretaries too."""
    case = people.endorsed()
    for person in User.objects.filter(participations__partnership=case.partnership):
        RoleGrant.objects.create(user=person, role=Role.SECRETARY)


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def row(case: Assessment, by: User, **other: Any) -> ReportIssue:
    """An issue as SQL by hand would write it."""
    position, link = last_link(case.partnership)
    seen = {"trail_position": position, "trail_link": link, "public_digest_shown": "f" * 64}
    given = {"number": 1, "issued_at": timezone.now(), **seen, **other}
    return ReportIssue.objects.create(partnership=case.partnership, assessment=case, issued_by=by, **given)


class TestWhoIssues:
    @pytest.mark.parametrize("who", WHO)
    def test_a_secretary_in_another_capacity_is_refused_by_the_page(
        self, who: str, case: Assessment, request: pytest.FixtureRequest, sign_in: SignIn
    ) -> None:
        client = sign_in(request.getfixturevalue(who))
        for response in (client.get(f"/assessments/{case.pk}/issue/"), client.post(f"/assessments/{case.pk}/issue/")):
            assert response.status_code == 403
            assert "The same person cannot also be its board secretary" in response.content.decode()

    @pytest.mark.parametrize("who", WHO)
    def test_and_by_the_action(self, who: str, case: Assessment, request: pytest.FixtureRequest) -> None:
        person = request.getfixturevalue(who)
        with pytest.raises(actions.SeparationError, match="cannot also act as board secretary"):
            factories.issue(case, person)
        assert not ReportIssue.objects.exists()

    @pytest.mark.parametrize("who", [*WHO, "outsider"])
    def test_and_by_the_database(self, who: str, case: Assessment, request: pytest.FixtureRequest) -> None:
        with refused("does not act on this case in the capacity"):
            row(case, request.getfixturevalue(who))

    def test_whoever_left_the_case_is_refused_too(self, case: Assessment, owner: User, contributor: User) -> None:
        person = case.partnership.participants.get(user=contributor)
        person.left_at, person.left_by = timezone.now(), owner
        person.save()
        with pytest.raises(actions.SeparationError):
            factories.issue(case, contributor)

    def test_a_secretary_cannot_become_a_reviewer_of_what_they_issued(
        self, case: Assessment, secretary: User, service: Any
    ) -> None:
        factories.issue(case, secretary)
        RoleGrant.objects.create(user=secretary, role=Role.MANAGER, service=service)
        with pytest.raises(actions.SeparationError):
            actions.reopen(assessment=case, by=secretary, reason="I would rather.")

    def test_only_a_reviewer_asks_for_a_referral(
        self, assessment: Assessment, owner: User, legal: User, secretary: User
    ) -> None:
        factories.submit(assessment)
        with pytest.raises(actions.SeparationError):
            actions.ask_referral(assessment=assessment, by=owner, reason="Because.")
        for person in (owner, legal, secretary):
            with refused("does not act on this case in the capacity"):
                Referral.objects.create(assessment=assessment, recorded_by=person, request="Because.")


class TestTheDatabaseKeepsTheOrder:
    def test_no_number_is_left_out_and_none_is_given_twice(
        self, case: Assessment, manager: User, secretary: User
    ) -> None:
        actions.declare_interest(assessment=case, by=secretary, has_interest=False, text="")
        with refused("numbered one after another"):
            row(case, secretary, number=2)
        factories.issue(case, secretary)
        factories.reopen(case, manager)
        factories.submit(case)
        actions.endorse(assessment=case, by=manager)
        for number in (1, 3):
            with refused("numbered one after another|UNIQUE|unique"):
                row(case, secretary, number=number)

    def test_the_trail_that_it_names_is_there(self, case: Assessment, secretary: User) -> None:
        actions.declare_interest(assessment=case, by=secretary, has_interest=False, text="")
        with refused("numbered one after another"):
            row(case, secretary, trail_link="f" * 64)

    def test_a_case_is_issued_with_an_issue_alone(self, case: Assessment) -> None:
        with refused("without the record"):
            Assessment.objects.filter(pk=case.pk).update(state="issued")

    def test_an_old_issue_does_not_do_for_a_new_endorsement(
        self, case: Assessment, manager: User, secretary: User
    ) -> None:
        factories.issue(case, secretary)
        factories.reopen(case, manager)
        factories.submit(case)
        actions.endorse(assessment=case, by=manager)
        with refused("without the record"):
            Assessment.objects.filter(pk=case.pk).update(state="issued")

    def test_a_case_is_referred_with_a_confirmed_referral_alone(self, assessment: Assessment, manager: User) -> None:
        factories.submit(assessment)
        factories.ask_referral(assessment, manager)
        with refused("without the record"):
            Assessment.objects.filter(pk=assessment.pk).update(state="referred")


CHANGES: list[tuple[type[Model], dict[str, Any]]] = [
    (ReportIssue, {"number": 7}),
    (ReportIssue, {"issued_at": timezone.now()}),
    (ReportIssue, {"trail_link": "f" * 64}),
    (IssueEdition, {"pdf": b"other"}),
    (IssueEdition, {"snapshot": b"{}"}),
    (IssueEdition, {"digest": "f" * 64}),
    (IssueEdition, {"is_signed": True}),
]


def test_an_issue_changes_and_goes_by_no_path(
    case: Assessment, owner: User, secretary: User, admin: User, sign_in: SignIn
) -> None:
    made = factories.issue(case, secretary)
    for model, change in CHANGES:
        with refused("cannot be changed"):
            model._default_manager.update(**change)
    for model in (IssueEdition, ReportIssue):
        with refused("(?i)cannot be deleted|foreign key"):
            model._default_manager.all()._raw_delete(using="default")
    with refused("Only an endorsed or referred assessment"):
        IssueEdition.objects.create(issue=made, edition="full", snapshot=b"", digest="", pdf=b"", is_signed=False)
    for gone in (secretary, owner, case.partnership.service, case.version, case):
        with pytest.raises(ProtectedError):
            gone.delete()
    access: Client = sign_in(admin)
    for name in ("reportissue", "issueedition", "editionsummary", "assessment", "referral"):
        assert access.get(f"/admin/partnerships/{name}/").status_code == 404
    connection.check_constraints()
    assert made.editions.count() == 2
