"""Returning a case: a reason for each question or for the case as a whole."""

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from partnerships.models import Assessment, ReturnReason
from tests import factories, people
from tests.integration.reviewing import SignIn, send, submitted


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    submitted(people.draft(), alternatives="still_preferred")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def address(case: Assessment) -> str:
    return f"/assessments/{case.pk}/return/"


def test_reasons_for_questions_and_for_the_case(
    case: Assessment,
    manager: User,
    owner: User,
    sign_in: SignIn,
    mailoutbox: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    typed = {"on-alternatives": "Say what buying it would cost.", "on-skills": "Name them.", "case": "Dates, please."}
    with django_capture_on_commit_callbacks(execute=True):
        response = send(sign_in(manager), address(case), **typed)
    assert response.url == f"/assessments/{case.pk}/review/"
    given = {reason.question and reason.question.key: reason.reason for reason in ReturnReason.objects.all()}
    assert given == {"alternatives": "Say what buying it would cost.", "skills": "Name them.", None: "Dates, please."}
    case.refresh_from_db()
    assert case.state == "returned"
    (to_owner,) = [mail for mail in mailoutbox if mail.to == [owner.email]]
    assert "buying" not in to_owner.body


def test_the_page_names_what_will_happen_and_the_flagged_questions_first(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    page = sign_in(manager).get(address(case)).content.decode()
    assert "Olive Owner and the contributors get an email" in page
    assert page.index("on-alternatives") < page.index("Answers that are not flagged") < page.index("on-skills")


def test_a_reason_is_needed(case: Assessment, manager: User, sign_in: SignIn) -> None:
    response = send(sign_in(manager), address(case), case="  ")
    assert response.status_code == 422
    assert "Say what is to be put right" in response.content.decode()
    assert not ReturnReason.objects.exists()


def test_a_text_that_is_too_long_is_kept(case: Assessment, manager: User, sign_in: SignIn) -> None:
    response = send(sign_in(manager), address(case), **{"on-skills": "y" * 5001})
    page = response.content.decode()
    assert response.status_code == 422
    assert "must be 5,000 characters or fewer" in page
    assert "y" * 5001 in page
    assert '<details class="govuk-details" open>' in page


def test_a_case_that_somebody_else_returned_meanwhile(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    version_token = client.get(address(case)).context["form"].version_token
    other = factories.person("Rita Reviewer", Role.MANAGER, service=case.partnership.service)
    factories.give_back(case, other, {"": "First."})
    response = client.post(address(case), {"version_token": version_token, "case": "Second."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "The case is now “Returned”" in page
    assert "Second." in page
    assert "Return the case</button>" not in page
    assert ReturnReason.objects.count() == 1


def test_who_may_return(case: Assessment, owner: User, legal: User, other_manager: User, sign_in: SignIn) -> None:
    assert sign_in(owner).get(address(case)).status_code == 403
    assert sign_in(legal).post(address(case), {"case": "x"}).status_code == 403
    assert sign_in(other_manager).get(address(case)).status_code == 404


def test_a_draft_cannot_be_returned(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get(address(assessment))
    assert response.status_code == 403
    assert "It can be done while a case is “In review”" in response.content.decode()
