"""Owners of mitigations and conditions: a role in words, or somebody who signs in, who is told and reads of it in their work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from partnerships import actions, emails
from partnerships.actions import InvalidError
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.models import Assessment, Condition, Event, Treatment
from tests import boards, days, factories
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")

CONCERN = "customers-consulted"
TEXT = "Ask three hundred customers."


@pytest.fixture
def case(assessment: Assessment) -> Assessment:
    """In review, with one concern."""
    factories.answer_all(assessment, leave=[CONCERN])
    factories.save(assessment, CONCERN, "no", reason="There was no time.")
    return factories.submit(assessment)


def mitigate(case: Assessment, by: User, owner: str) -> Treatment:
    return actions.treat(
        assessment=case,
        question=factories.question(CONCERN),
        by=by,
        kind=TreatmentKind.MITIGATION,
        text=TEXT,
        owner=owner,
        due_on=timezone.localdate() + timedelta(days=30),
    )


def test_somebody_who_is_named_is_told_and_reads_what_they_need(
    case: Assessment,
    manager: User,
    other_officer: User,
    owner: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Otto is of another service, and the case is none of his: his work says all that he needs."""
    with django_capture_on_commit_callbacks(execute=True):
        mitigate(case, manager, f" {other_officer.email.upper()} ")
    [message] = mail.outbox
    assert (message.to, message.subject) == ([other_officer.email], "PR-0001: you are to see to something")
    assert TEXT not in message.body
    row = Treatment.objects.get()
    assert (row.owner, row.owner_user) == ("Otto Other", other_officer)
    page = sign_in(other_officer).get("/").content.decode()
    assert TEXT in page
    assert "it becomes a condition if the partnership is approved" in page
    assert f"mailto:{owner.email}" in page
    assert sign_in(other_officer).get(f"/assessments/{case.pk}/").status_code == 404
    assert TEXT not in sign_in(manager).get("/").content.decode()


def test_the_same_owner_is_told_once(
    case: Assessment,
    manager: User,
    other_officer: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            mitigate(case, manager, other_officer.email)
    assert len(mail.outbox) == 1


def test_a_role_in_words_is_as_before(case: Assessment, manager: User) -> None:
    row = mitigate(case, manager, "Head of commissioning")
    assert (row.owner, row.owner_user) == ("Head of commissioning", None)


@pytest.mark.parametrize("address", ["nobody@marlshire.example", "head@office@here"])
def test_an_address_of_nobody_is_refused_beside_the_field(
    address: str, case: Assessment, manager: User, sign_in: SignIn
) -> None:
    page = f"/assessments/{case.pk}/questions/{CONCERN}/treat/"
    due = days.boxes("due_on", timezone.localdate())
    sent = sign_in(manager).post(page, {"kind": "mitigation", "done": TEXT, "owner": address, **due})
    assert "Nobody with this address can sign in." in sent.content.decode()
    assert address in sent.content.decode()
    assert sent.status_code in (409, 422)
    with pytest.raises(InvalidError, match="Nobody with this address"):
        mitigate(case, manager, address)


def test_the_condition_has_the_owner_of_the_mitigation_and_another_can_be_named(
    case: Assessment,
    manager: User,
    legal: User,
    secretary: User,
    other_officer: User,
    outsider: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    mitigate(case, manager, other_officer.email)
    factories.confirm_all(case, legal)
    issue = boards.issue(actions.endorse(assessment=case, by=manager), secretary)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        boards.decide(issue, secretary, Result.APPROVED_WITH_CONDITIONS)
    assert other_officer.email in {to for message in mail.outbox for to in message.to}
    condition = Condition.objects.get()
    assert (condition.owner, condition.owner_user) == ("Otto Other", other_officer)
    work = sign_in(other_officer).get("/").content.decode()
    assert work.count(TEXT) == 1
    assert "Condition of the decision" in work
    given: dict[str, Any] = {"due_on": condition.due_on, "reason": "Otto has left the project."}
    actions.amend_condition(condition=condition, by=manager, owner=outsider.email, **given)
    assert TEXT in sign_in(outsider).get("/").content.decode()
    assert TEXT not in sign_in(other_officer).get("/").content.decode()
    event = Event.objects.latest("pk")
    assert (event.old, event.new["owner"]) == ({"owner": "Otto Other"}, "Oscar Outsider")


def test_owners_are_reminded(
    case: Assessment, manager: User, legal: User, secretary: User, other_officer: User
) -> None:
    mitigate(case, manager, other_officer.email)
    factories.confirm_all(case, legal)
    issue = boards.issue(actions.endorse(assessment=case, by=manager), secretary)
    boards.decide(issue, secretary, Result.APPROVED_WITH_CONDITIONS)
    due_on = Condition.objects.get().due_on
    assert emails.remind(today=due_on - timedelta(days=3)) > 0
    assert other_officer.notices.filter(kind="owner_due", path="/").count() == 1
    emails.remind(today=due_on - timedelta(days=3))
    assert other_officer.notices.filter(kind="owner_due").count() == 1
