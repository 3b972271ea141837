"""A legal adviser confirms an answer."""

import pytest

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Assessment, Confirmation
from tests import factories, people
from tests.integration.reviewing import SignIn, send, submitted


def address(case: Assessment, key: str = "legal-basis") -> str:
    return f"/assessments/{case.pk}/questions/{key}/confirm/"


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    submitted(people.draft())


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def test_the_page_shows_what_is_confirmed(case: Assessment, legal: User, sign_in: SignIn) -> None:
    page = sign_in(legal).get(address(case)).content.decode()
    assert "Establish the legal basis for the proposed partnership." in page
    assert "Reason for legal-basis." in page
    assert "Nobody is sent an email" in page


def test_confirmed_with_a_note(case: Assessment, legal: User, sign_in: SignIn) -> None:
    client = sign_in(legal)
    response = send(client, address(case), note="Localism Act 2011, section 1.")
    confirmation = Confirmation.objects.get()
    assert response.url == f"/assessments/{case.pk}/review/#to-confirm"
    assert (confirmation.confirmed_by, confirmation.note) == (legal, "Localism Act 2011, section 1.")
    review = client.get(f"/assessments/{case.pk}/review/").content.decode()
    assert "Confirmed by Laura Legal" in review
    assert "Localism Act 2011, section 1." in review


def test_a_note_that_is_too_long_is_kept(case: Assessment, legal: User, sign_in: SignIn) -> None:
    response = send(sign_in(legal), address(case), note="z" * 5001)
    assert response.status_code == 422
    assert "z" * 5001 in response.content.decode()


def test_an_incomplete_answer(assessment: Assessment, legal: User, sign_in: SignIn) -> None:
    client = sign_in(legal)
    page = client.get(address(assessment)).content.decode()
    assert "An answer can be confirmed only when it is complete." in page
    assert "Confirm the answer" not in page
    assert send(client, address(assessment)).status_code == 409


def test_confirmed_already(case: Assessment, legal: User, sign_in: SignIn) -> None:
    factories.confirm_all(case, legal)
    client = sign_in(legal)
    assert "Confirmed already, by Laura Legal" in client.get(address(case)).content.decode()
    response = send(client, address(case), note="Once more.")
    assert response.status_code == 409
    assert "Once more." in response.content.decode()


def test_an_answer_that_changed_meanwhile(assessment: Assessment, legal: User, sign_in: SignIn) -> None:
    factories.save(assessment, "legal-basis", "done", reason="Section 1.")
    client = sign_in(legal)
    version_token = client.get(address(assessment)).context["form"].version_token
    factories.save(assessment, "legal-basis", "done", reason="Section 2.")
    response = client.post(address(assessment), {"version_token": version_token, "note": "I agree."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Section 2." in page
    assert "I agree." in page
    assert not Confirmation.objects.exists()


def test_a_question_that_nobody_confirms(case: Assessment, legal: User, sign_in: SignIn) -> None:
    assert sign_in(legal).get(address(case, "novelty")).status_code == 404


def test_who_may_confirm(case: Assessment, owner: User, manager: User, outsider: User, sign_in: SignIn) -> None:
    assert sign_in(owner).get(address(case)).status_code == 403
    assert sign_in(manager).post(address(case)).status_code == 403
    assert sign_in(outsider).get(address(case)).status_code == 404


def test_a_legal_adviser_who_is_an_author_of_the_case(assessment: Assessment, sign_in: SignIn) -> None:
    adviser = factories.person("Leo Legal", Role.LEGAL)
    factories.join(assessment, adviser)
    response = sign_in(adviser).get(address(assessment))
    assert response.status_code == 403
    assert "The same person cannot also be" in response.content.decode()


def test_not_after_the_endorsement(case: Assessment, legal: User, manager: User, sign_in: SignIn) -> None:
    factories.confirm_all(case, legal)
    version_token = sign_in(legal).get(address(case)).context["form"].version_token
    actions.endorse(assessment=case, by=manager)
    response = sign_in(legal).post(address(case), {"version_token": version_token, "note": "Late."})
    assert response.status_code == 409
    assert "Late." in response.content.decode()
