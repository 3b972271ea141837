"""Endorsing a case: only when nothing stands in the way, and what stood on the page is what is endorsed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.domain.answers import TreatmentKind
from partnerships.models import Assessment, Confirmation
from tests import factories, people
from tests.integration.reviewing import SignIn, send, submitted


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """In review and confirmed, with one concern."""
    case = submitted(people.draft(), alternatives="still_preferred")
    factories.confirm_all(case, people.person("legal"))


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def address(case: Assessment) -> str:
    return f"/assessments/{case.pk}/endorse/"


def mitigate(case: Assessment, manager: User) -> None:
    actions.treat(
        assessment=case,
        question=factories.question("alternatives"),
        by=manager,
        kind=TreatmentKind.MITIGATION,
        text="Compare again.",
        owner="Head of care",
        due_on=timezone.localdate() + timedelta(days=30),
    )


def test_with_conditions(
    case: Assessment,
    manager: User,
    secretary: User,
    sign_in: SignIn,
    mailoutbox: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    mitigate(case, manager)
    client = sign_in(manager)
    page = client.get(address(case)).content.decode()
    for words in ("Ready with conditions", "Compare again.", "Head of care", "The board secretaries get an email"):
        assert words in page
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, address(case)).status_code == 302
    case.refresh_from_db()
    assert case.state == "endorsed"
    assert Confirmation.objects.get(question=None).confirmed_by == manager
    assert [secretary.email] in [mail.to for mail in mailoutbox]
    assert "Endorsed by Mary Manager" in client.get(f"/assessments/{case.pk}/review/").content.decode()


def test_an_open_concern_stands_in_the_way(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    page = client.get(address(case)).content.decode()
    assert "The case cannot be endorsed yet" in page
    assert "The review is not finished. This question has an open concern: G3." in page
    assert "Endorse the case</button>" not in page
    response = send(client, address(case))
    assert response.status_code == 409
    assert not Confirmation.objects.filter(question=None).exists()


def test_a_case_that_changed_meanwhile(case: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.justify(case, "alternatives", manager)
    client = sign_in(manager)
    version_token = client.get(address(case)).context["form"].version_token
    mitigate(case, manager)
    response = client.post(address(case), {"version_token": version_token})
    assert response.status_code == 409
    assert "The case has changed since you opened this page" in response.content.decode()
    assert client.post(address(case), {"version_token": response.context["form"].version_token}).status_code == 302


def test_a_second_click_endorses_once(case: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.justify(case, "alternatives", manager)
    client = sign_in(manager)
    version_token = client.get(address(case)).context["form"].version_token
    assert client.post(address(case), {"version_token": version_token}).status_code == 302
    again = client.post(address(case), {"version_token": version_token})
    assert again.status_code == 409
    assert "The case is now “Endorsed”" in again.content.decode()
    assert Confirmation.objects.filter(question=None).count() == 1


def test_who_may_endorse(case: Assessment, owner: User, legal: User, other_manager: User, sign_in: SignIn) -> None:
    assert sign_in(owner).post(address(case)).status_code == 403
    assert sign_in(legal).get(address(case)).status_code == 403
    assert sign_in(other_manager).get(address(case)).status_code == 404
