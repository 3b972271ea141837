"""Submitting and withdrawing: the confirm pages, and what a second click does."""

from __future__ import annotations

from accounts.models import Service, User
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced


def test_submit_names_what_is_unanswered_and_flagged(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.answer_all(assessment, leave=["skills"])
    factories.save(assessment, "customers-consulted", "planned", reason="In May.")
    text = sign_in(owner).get(f"/assessments/{assessment.pk}/submit/").content.decode()
    assert "1 question is unanswered" in text
    assert "G11" in text
    assert "1 answer is flagged" in text
    assert "G8" in text
    assert "Waiting for a confirmation" in text
    assert "Waits for a legal adviser to confirm it." in one_spaced(text)
    assert "managers of Adult Care are told by email" in text


def test_an_answer_that_lacks_something_is_not_called_unanswered(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    factories.answer_all(assessment, leave=["skills", "customers-consulted"])
    factories.save(assessment, "customers-consulted", "planned")
    text = sign_in(owner).get(f"/assessments/{assessment.pk}/submit/").content.decode()
    unanswered, _heading, incomplete = one_spaced(text).partition("1 answer is not complete")
    assert "1 question is unanswered" in unanswered
    assert "G11" in unanswered
    assert "G8 Customers consulted</a>: This answer needs a written reason." in incomplete


def test_submit_moves_the_case_once(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client, address = sign_in(owner), f"/assessments/{assessment.pk}/submit/"
    assert client.post(address).status_code == 302
    again = client.post(address, follow=True)
    assert again.status_code == 200
    assert "Nothing was changed." in again.content.decode()
    assert client.get(address).status_code == 302
    assert Event.objects.filter(kind="submitted").count() == 1
    assessment.refresh_from_db()
    assert assessment.state == "in_review"


def test_others_may_not_submit(assessment: Assessment, manager: User, outsider: User, sign_in: SignIn) -> None:
    address = f"/assessments/{assessment.pk}/submit/"
    assert sign_in(manager).post(address).status_code == 403
    assert sign_in(outsider).post(address).status_code == 404


def test_a_restricted_case_is_submitted_only_to_a_named_reviewer(
    owner: User, manager: User, service: Service, sign_in: SignIn
) -> None:
    case = factories.start(owner, service, is_restricted=True)
    client, address = sign_in(owner), f"/assessments/{case.pk}/submit/"
    for response in (client.get(address, follow=True), client.post(address, follow=True)):
        assert "no manager is named on it to review it" in response.content.decode()
    factories.join(case, manager, Capacity.REVIEWER)
    assert client.get(address).status_code == 200
    client.post(address)
    case.refresh_from_db()
    assert case.state == "in_review"


def test_withdraw_needs_a_reason(assessment: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
    client, address = sign_in(owner), f"/assessments/{assessment.pk}/withdraw/"
    assert "It cannot be taken up again" in client.get(address).content.decode()
    assert "Say why" in client.post(address, {"reason": "  "}).content.decode()
    assert sign_in(contributor).post(address, {"reason": "x"}).status_code == 403
    page = client.post(address, {"reason": "The partner withdrew."}, follow=True).content.decode()
    assert "has been withdrawn" in page
    assert "The partner withdrew." in page
    assert "Nothing was changed." in client.post(address, {"reason": "x"}, follow=True).content.decode()
