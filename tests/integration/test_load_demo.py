"""The demonstration council: what a stranger finds after the first `make run`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships.actions import ActionError
from partnerships.domain.access import Capacity
from partnerships.models import Answer, Assessment, Event, Participant, Partnership, ReturnReason, Treatment

PEOPLE = "officer contributor manager legal secretary editor editor2 auditor admin officer2 manager2".split()
ROLES = {"contributor": Role.OFFICER, "officer2": Role.OFFICER, "manager2": Role.MANAGER, "editor2": Role.EDITOR}


def load(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_demo")
    return capsys.readouterr().out.strip()


def case(reference: int) -> Assessment:
    return Assessment.objects.select_related("partnership").get(partnership__number=reference)


def flags(reference: int, **lookup: Any) -> list[str]:
    return [flag.question.code for flag in case(reference).flags.filter(**lookup).select_related("question")]


@pytest.fixture(scope="class")
def council(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The council, loaded once for all tests that read it."""
    folder = tmp_path_factory.mktemp("evidence")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=str(folder)):
            call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("council")
class TestCouncil:
    @pytest.fixture(autouse=True)
    def _leave_as_found(self, council: None) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    @pytest.mark.parametrize("name", PEOPLE)
    def test_each_person_signs_in_with_the_password_and_has_their_role(self, name: str) -> None:
        user = User.objects.get(email=f"{name}@marlshire.example")
        assert user.check_password("readiness-demo")
        assert RoleGrant.objects.get(user=user).role == ROLES.get(name, name)

    def test_the_first_person_signs_in_through_the_page(self) -> None:
        answer = Client().post("/sign-in/", {"username": "officer@marlshire.example", "password": "readiness-demo"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")

    def test_the_cases_stand_where_the_product_says(self) -> None:
        found = Assessment.objects.order_by("partnership__number").values_list(
            "partnership__number", "partnership__significance", "state", "outcome"
        )
        assert list(found) == [
            (1, "high", "in_review", "not_ready"),
            (2, "medium", "endorsed", "ready_with_conditions"),
            (3, "low", "draft", "not_ready"),
            (4, "medium", "endorsed", "ready_with_conditions"),
            (5, "medium", "returned", "review_not_finished"),
        ]

    def test_the_joint_equipment_service_has_one_blocker_and_it_is_legal(self) -> None:
        assert flags(1, severity="blocker") == ["L1"]
        assert flags(1, severity="concern", state="open") == ["G7"]
        states = case(1).flags.filter(severity="concern").exclude(state="open").values_list("state", flat=True)
        assert set(states) == {"mitigation", "justified", "cleared"}
        assert list(case(1).evidence.values_list("kind", flat=True).order_by("kind").distinct()) == ["file", "link"]

    def test_the_volunteer_network_fails_the_screening_and_is_partly_answered(self) -> None:
        network = case(3)
        assert "no" in network.screening.values()
        assert 0 < network.answered < 18
        assert network.partnership.service == RoleGrant.objects.get(user__email="officer2@marlshire.example").service

    def test_a_condition_is_overdue(self) -> None:
        due = Treatment.objects.get(assessment=case(4), kind="mitigation").due_on
        assert due is not None
        assert due < timezone.localdate() - timedelta(days=14)

    def test_the_returned_draft_has_three_reasons_and_one_is_put_right(self) -> None:
        reasons = ReturnReason.objects.filter(assessment=case(5))
        right = [
            reason
            for reason in reasons
            if Answer.objects.get(assessment=case(5), question=reason.question).saved_at > reason.returned_at
        ]
        assert (len(reasons), len(right)) == (3, 1)

    def test_the_officer_sees_all_five_and_no_manager_wrote_any(self) -> None:
        officer = Participant.objects.filter(user__email="officer@marlshire.example", capacity=Capacity.AUTHOR)
        assert officer.count() == 5
        managers = Participant.objects.filter(user__role_grants__role=Role.MANAGER)
        assert {person.capacity for person in managers} == {Capacity.REVIEWER}

    def test_no_placeholder_of_a_date_is_left(self) -> None:
        texts = [*Answer.objects.values_list("reason", flat=True), *Answer.objects.values_list("finding", flat=True)]
        facts = [value for found in Answer.objects.values_list("facts", flat=True) for value in found.values()]
        assert not [text for text in texts + facts if "{" in text]

    def test_loading_twice_changes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        User.objects.filter(email="officer@marlshire.example").update(full_name="Hannah Renamed")
        before = [Event.objects.count(), Answer.objects.count(), User.objects.count(), Participant.objects.count()]
        assert load(capsys) == "The demonstration council is loaded already; nothing was changed."
        assert [
            Event.objects.count(),
            Answer.objects.count(),
            User.objects.count(),
            Participant.objects.count(),
        ] == before
        assert User.objects.get(email="officer@marlshire.example").full_name == "Hannah Renamed"


@pytest.mark.django_db
@pytest.mark.parametrize("fixture", ["owner", "service"])
def test_a_database_in_use_is_left_alone(
    request: pytest.FixtureRequest, fixture: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request.getfixturevalue(fixture)
    assert "in use" in load(capsys)
    assert not Partnership.objects.exists()


def test_production_refuses_it(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("load_demo")
    assert not Service.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "a-file" / "evidence")
    (tmp_path / "a-file").write_text("no folder")
    with pytest.raises(ActionError, match="could not be stored"):
        call_command("load_demo")
    assert not User.objects.exists()
