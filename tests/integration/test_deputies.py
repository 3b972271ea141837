"""A manager's deputy: for the days that were named, in their own name, and never against the separation of duties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actions.deputies import end_deputyship, name_deputy
from accounts.models import Deputyship, RoleGrant, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions import SeparationError
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Confirmation, Event, Participant, Treatment
from partnerships.selectors.worklist import waiting_on
from partnerships.snapshot import snapshot_of
from tests import days, factories
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")

CONCERN = "customers-consulted"
DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def deputy(manager: User, outsider: User, today: date) -> User:
    """Oscar stands in for Mary today and tomorrow."""
    name_deputy(by=manager, deputy=outsider, first_on=today, last_on=today + DAY)
    return outsider


@pytest.fixture
def case(assessment: Assessment, legal: User) -> Assessment:
    """In review, with one concern and every confirmation."""
    factories.answer_all(assessment, leave=[CONCERN])
    factories.save(assessment, CONCERN, "no", reason="There was no time.")
    factories.confirm_all(assessment, legal)
    return factories.submit(assessment)


class TestWhatADeputyMay:
    def test_does_what_the_manager_may_in_their_own_name(
        self, case: Assessment, deputy: User, auditor: User, sign_in: SignIn, today: date
    ) -> None:
        client = sign_in(deputy)
        work = client.get("/").content.decode()
        assert "You stand in for Mary Manager today." in work
        assert f"/assessments/{case.pk}/review/" in work
        assert client.get(f"/assessments/{case.pk}/review/").status_code == 200
        assert client.get("/flags/").status_code == 200
        factories.justify(case, CONCERN, deputy)
        case = actions.endorse(assessment=case, by=deputy)
        assert Treatment.objects.get().treated_by == deputy
        assert Confirmation.objects.get(question=None).confirmed_by_name() == "Oscar Outsider, for Mary Manager"
        names = Event.objects.filter(recorded_by=deputy).values_list("recorded_by_name", flat=True)
        assert set(names) == {"Oscar Outsider, for Mary Manager"}
        assert "Oscar Outsider, for Mary Manager" in sign_in(auditor).get("/audit/").content.decode()
        content = snapshot_of(case, made_on=today)
        assert str(content).count("Oscar Outsider, for Mary Manager") >= 2

    def test_a_case_that_goes_back_says_for_whom(
        self, case: Assessment, deputy: User, owner: User, sign_in: SignIn
    ) -> None:
        factories.give_back(case, deputy, {"": "Say more."})
        page = sign_in(owner).get(f"/assessments/{case.pk}/").content.decode()
        assert "Oscar Outsider, for Mary Manager" in page

    @pytest.mark.parametrize(("first", "last"), [(1, 2), (0, 0)])
    def test_for_those_days_alone(
        self, first: int, last: int, case: Assessment, manager: User, outsider: User, today: date, sign_in: SignIn
    ) -> None:
        named = name_deputy(by=manager, deputy=outsider, first_on=today + first * DAY, last_on=today + last * DAY)
        client = sign_in(outsider)
        page = f"/assessments/{case.pk}/review/"
        assert client.get(page).status_code == (404 if first else 200)
        end_deputyship(by=manager, deputyship=named)
        assert client.get(page).status_code == 404
        assert "You stand in" not in client.get("/").content.decode()

    def test_what_they_could_do_anyway_is_for_nobody(
        self, case: Assessment, manager: User, service: Any, today: date
    ) -> None:
        second = factories.person("Mona Manager", Role.MANAGER, service=service)
        name_deputy(by=manager, deputy=second, first_on=today, last_on=today)
        factories.justify(case, CONCERN, second)
        assert Treatment.objects.get().treated_by_name() == "Mona Manager"
        assert Event.objects.latest("pk").recorded_by_name == "Mona Manager"

    def test_a_manager_who_has_left_has_no_deputy(self, case: Assessment, manager: User, deputy: User) -> None:
        RoleGrant.objects.filter(user=manager).update(revoked_at=timezone.now())
        assert {grant.role for grant in RoleGrant.objects.grants_of(deputy)} == {Role.OFFICER}

    def test_starts_and_leads_nothing_by_it(self, manager: User, secretary: User, today: date, sign_in: SignIn) -> None:
        """It ends with the absence: a case of theirs would then be nobody's."""
        name_deputy(by=manager, deputy=secretary, first_on=today, last_on=today)
        page = sign_in(secretary).get("/partnerships/new/").content.decode()
        assert "Adult Care" not in page


class TestSeparationOfDuties:
    def test_a_deputy_reviews_no_case_that_they_wrote(
        self, case: Assessment, manager: User, contributor: User, today: date, sign_in: SignIn
    ) -> None:
        name_deputy(by=manager, deputy=contributor, first_on=today, last_on=today)
        client = sign_in(contributor)
        assert client.get(f"/assessments/{case.pk}/endorse/").status_code == 403
        assert [pile.title for pile in waiting_on(contributor, RoleGrant.objects.grants_of(contributor))] == []
        with pytest.raises(SeparationError):
            factories.justify(case, CONCERN, contributor)

    def test_nor_one_that_the_manager_wrote(
        self, manager: User, outsider: User, service: Any, today: date, sign_in: SignIn
    ) -> None:
        """Mary leads it, so she could not review it either; Oscar reads it for her."""
        own = factories.start(manager, service)
        factories.answer_all(own, leave=[CONCERN])
        factories.save(own, CONCERN, "no", reason="There was no time.", by=manager)
        factories.submit(own)
        name_deputy(by=manager, deputy=outsider, first_on=today, last_on=today)
        client = sign_in(outsider)
        assert client.get(f"/assessments/{own.pk}/review/").status_code == 200
        for page in ("endorse", "return"):
            assert client.get(f"/assessments/{own.pk}/{page}/").status_code == 403
        assert waiting_on(outsider, RoleGrant.objects.grants_of(outsider)) == []
        with pytest.raises(SeparationError, match="for whom you stand in"):
            factories.justify(own, CONCERN, outsider)

    @pytest.mark.parametrize("is_elsewhere", [False, True])
    def test_of_two_managers_one_of_whom_wrote_it(
        self,
        is_elsewhere: bool,
        case: Assessment,
        deputy: User,
        service: Any,
        other_service: Any,
        today: date,
        sign_in: SignIn,
    ) -> None:
        """Oscar stands in for Mary, who could review it, and for Wanda, who could not: he does it for Mary."""
        wanda = factories.person("Wanda Writer", Role.MANAGER, service=other_service if is_elsewhere else service)
        writes = {"partnership": case.partnership, "user": wanda, "capacity": Capacity.AUTHOR, "added_by": wanda}
        Participant.objects.create(**writes)
        name_deputy(by=wanda, deputy=deputy, first_on=today, last_on=today)
        client = sign_in(deputy)
        for page in ("return", "endorse"):
            assert client.get(f"/assessments/{case.pk}/{page}/").status_code != 403
        assert waiting_on(deputy, RoleGrant.objects.grants_of(deputy))
        factories.justify(case, CONCERN, deputy)
        actions.endorse(assessment=case, by=deputy)
        assert Confirmation.objects.get(question=None).confirmed_for == "Mary Manager"

    def test_a_restricted_case_is_for_those_who_are_named(
        self, deputy: User, owner: User, service: Any, sign_in: SignIn
    ) -> None:
        secret = factories.start(owner, service, is_restricted=True)
        assert sign_in(deputy).get(f"/assessments/{secret.pk}/").status_code == 404


class TestEmails:
    def test_go_to_the_deputy_too(
        self,
        assessment: Assessment,
        manager: User,
        deputy: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        factories.answer_all(assessment)
        with django_capture_on_commit_callbacks(execute=True):
            factories.submit(assessment)
        told = {to for message in mail.outbox for to in message.to}
        assert {manager.email, deputy.email} <= told

    def test_but_not_of_a_case_that_the_deputy_wrote(
        self,
        assessment: Assessment,
        manager: User,
        contributor: User,
        today: date,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        name_deputy(by=manager, deputy=contributor, first_on=today, last_on=today)
        factories.answer_all(assessment)
        with django_capture_on_commit_callbacks(execute=True):
            factories.submit(assessment)
        assert contributor.email not in {to for message in mail.outbox for to in message.to}


class TestNaming:
    def send(self, client: Client, deputy: str, first: date, last: date) -> Any:
        boxes = {**days.boxes("first_on", first), **days.boxes("last_on", last)}
        return client.post("/account/deputy/", {"deputy": deputy, **boxes})

    def test_a_manager_names_one_and_ends_it(self, manager: User, outsider: User, today: date, sign_in: SignIn) -> None:
        client = sign_in(manager)
        assert "/account/deputy/" in client.get("/").content.decode()
        assert self.send(client, outsider.email, today, today + DAY).status_code == 302
        page = client.get("/account/deputy/").content.decode()
        assert "Oscar Outsider" in page
        [named] = Deputyship.objects.all()
        assert "Oscar Outsider" in client.get(f"/account/deputy/{named.pk}/end/").content.decode()
        assert client.post(f"/account/deputy/{named.pk}/end/").status_code == 302
        assert client.get(f"/account/deputy/{named.pk}/end/").status_code == 404
        assert not Deputyship.objects.standing().exists()

    def test_what_is_wrong_is_said_beside_its_field(
        self, manager: User, outsider: User, today: date, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        said: list[tuple[str, date, date, str, str]] = [
            (manager.email, today, today, "deputy", "You cannot stand in for yourself"),
            ("nobody@marlshire.example", today, today, "deputy", "Nobody with this address can sign in."),
            (outsider.email, today - DAY, today, "first_on", "The first day must be today or later"),
            (outsider.email, today + DAY, today, "last_on", "The last day must not be before the first"),
            (outsider.email, today, today + 400 * DAY, "last_on", "Name a deputy for a year at most."),
        ]
        for email, first, last, field, sentence in said:
            page = self.send(client, email, first, last)
            assert page.status_code == 422
            assert sentence in page.context["form"].errors[field][0]
            assert email in page.content.decode()
        self.send(client, outsider.email, today, today + DAY)
        again = self.send(client, outsider.email, today + DAY, today + 2 * DAY)
        assert "You have a deputy for some of these days." in again.context["form"].errors["first_on"][0]

    def test_who_stands_in_passes_it_on_to_nobody(
        self, deputy: User, contributor: User, today: date, sign_in: SignIn
    ) -> None:
        assert sign_in(deputy).get("/account/deputy/").status_code == 403
        with pytest.raises(ValidationError, match="Only a manager"):
            name_deputy(by=deputy, deputy=contributor, first_on=today, last_on=today)

    def test_the_database_keeps_it_as_it_was(self, deputy: User, manager: User, auditor: User, today: date) -> None:
        rows = Deputyship.objects.all()
        for write in (
            lambda: rows.update(last_on=today + 30 * DAY),
            lambda: rows.update(deputy=auditor),
            lambda: rows.delete(),
            lambda: rows.create(manager=manager, deputy=manager, first_on=today, last_on=today, named_by=manager),
            lambda: rows.create(manager=manager, deputy=deputy, first_on=today, last_on=today - DAY, named_by=manager),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                write()


def test_the_lists_cost_no_query_more(
    case: Assessment, manager: User, outsider: User, today: date, sign_in: SignIn
) -> None:
    """The deputy's list is the manager's, in as many queries."""
    name_deputy(by=manager, deputy=outsider, first_on=today, last_on=today)
    counts = []
    for person in (manager, outsider):
        client = sign_in(person)
        client.get("/flags/")
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/flags/")
        assert case.partnership.reference in page.content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]
