"""A typing mistake in a minute reference is corrected beside the decision, and both references are shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.models import Decision, Event, MinuteCorrection
from partnerships.snapshot import canonical, snapshot_of
from tests import boards, people
from tests.conftest import SignIn

PAGE = "/partnerships/PR-0001/issues/1/minute/"
WRONG, RIGHT, WHY = "CAB 14/2026", "CAB 41/2026", "Two digits were swapped."
BOTH = f"{RIGHT} (recorded as {WRONG})"


@pytest.fixture(scope="module", autouse=True)
def _decided(made_once: None) -> None:
    boards.decide(boards.bring_first(), people.person("secretary"), minute_reference=WRONG)


@pytest.fixture
def decision(db: None) -> Decision:
    return Decision.objects.get()


@pytest.fixture
def client(sign_in: SignIn, secretary: User) -> Client:
    return sign_in(secretary)


def correct(decision: Decision, by: User, **said: Any) -> MinuteCorrection:
    given = {"minute_reference": RIGHT, "reason": WHY, **said}
    return actions.correct_minute(decision=decision, by=by, **given)


def typed(**said: str) -> dict[str, str]:
    return {"version_token": WRONG, "minute_reference": RIGHT, "reason": WHY, **said}


def test_the_decision_stays_and_the_correction_stands_beside_it(decision: Decision, client: Client) -> None:
    before = {name: value for name, value in decision.__dict__.items() if name not in ("_state", "corrected_minute")}
    html = client.post(PAGE, typed(), follow=True).content.decode()
    assert BOTH in html
    assert WHY in html
    decision.refresh_from_db()
    assert {name: value for name, value in decision.__dict__.items() if name in before} == before
    assert (decision.minute, decision.current_minute) == (BOTH, RIGHT)
    event = Event.objects.get(kind="minute_corrected")
    assert (event.old, event.new) == ({"minute_reference": WRONG}, {"minute_reference": RIGHT, "reason": WHY})


@pytest.mark.parametrize(
    "address",
    ["/partnerships/PR-0001/", "/partnerships/", "/partnerships.csv", "/register/", "/register.csv"],
)
def test_both_are_shown_wherever_the_minute_is(
    address: str, decision: Decision, client: Client, secretary: User
) -> None:
    correct(decision, secretary)
    response = client.get(address, {"state": "decided"} if address.startswith("/partnerships") else {})
    text = b"".join(response) if response.streaming else response.content
    assert BOTH in text.decode()


def test_the_record_of_a_report_prints_both(decision: Decision, secretary: User) -> None:
    correct(decision, secretary)
    content = json.loads(canonical(snapshot_of(people.first_case(), made_on=timezone.localdate())))["content"]
    assert BOTH in json.dumps(content)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"minute_reference": WRONG}, "is recorded already"),
        ({"minute_reference": "PR-0777 4"}, "names another case"),
        ({"minute_reference": " "}, "Enter the minute reference"),
        ({"reason": " "}, "Say why the minute reference was wrong"),
    ],
)
def test_what_is_no_correction_is_said_beside_it(
    client: Client, decision: Decision, said: dict[str, str], sentence: str
) -> None:
    response = client.post(PAGE, typed(**said))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not MinuteCorrection.objects.exists()


def test_a_second_correction_is_shown_after_the_first_and_a_stale_one_refused(
    client: Client, decision: Decision, secretary: User
) -> None:
    correct(decision, secretary)
    late = client.post(PAGE, typed(minute_reference="CAB 42/2026"))
    assert late.status_code == 409
    assert "CAB 42/2026" in late.content.decode()
    html = client.post(PAGE, typed(version_token=RIGHT, minute_reference="CAB 42/2026"), follow=True).content.decode()
    assert f"CAB 42/2026 (recorded as {WRONG})" in html
    assert html.count(WHY) == 2


def test_nobody_else_corrects_it(decision: Decision, manager: User, owner: User, sign_in: SignIn) -> None:
    for person in (manager, owner):
        with pytest.raises(actions.SeparationError):
            correct(decision, person)
        assert sign_in(person).post(PAGE, typed()).status_code == 403


def test_the_database_refuses_other_paths(decision: Decision, manager: User, secretary: User) -> None:
    def create(by: User) -> MinuteCorrection:
        return MinuteCorrection.objects.create(decision=decision, minute_reference=RIGHT, reason=WHY, corrected_by=by)

    row = correct(decision, secretary)
    for change in (
        lambda: create(manager),
        lambda: Decision.objects.update(minute_reference=RIGHT),
        lambda: Decision.objects.update(corrected_minute="CAB 99"),
        lambda: Decision.objects.update(corrected_minute=""),
        lambda: MinuteCorrection.objects.update(minute_reference="CAB 99"),
        row.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert create(secretary).pk
