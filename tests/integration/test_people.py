"""What contributors may do, and naming people of a restricted case once submitted: by its lead alone, and no authors."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.actions import ActionError
from partnerships.domain.permissions import FOR_LEAD, Permission
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Participant
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced


@pytest.fixture
def secret(owner: User, contributor: User, manager: User, service: Any) -> Assessment:
    """A restricted case in review by its named manager."""
    case = factories.start(owner, service, is_restricted=True)
    factories.join(case, contributor)
    factories.join(case, manager, Capacity.REVIEWER)
    return factories.submit(case)


def page_of(case: Assessment) -> str:
    return f"/partnerships/{case.partnership.reference}/people/"


def test_the_lead_names_a_secretary_in_review(
    secret: Assessment, owner: User, secretary: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    assert page_of(secret) in client.get(f"/partnerships/{secret.partnership.reference}/").content.decode()
    page = client.get(page_of(secret)).content.decode()
    assert "Takes the report to whoever decides." in page
    assert 'value="secretary"' in page
    assert 'value="author"' not in page
    assert sign_in(secretary).get(f"/assessments/{secret.pk}/").status_code == 404
    assert client.post(page_of(secret), {"email": secretary.email, "capacity": "secretary"}).status_code == 302
    assert Participant.objects.get(user=secretary).capacity == "secretary"
    assert sign_in(secretary).get(f"/assessments/{secret.pk}/").status_code == 404
    Assessment.objects.filter(pk=secret.pk).update(state="endorsed")
    assert sign_in(secretary).get(f"/assessments/{secret.pk}/").status_code == 200


@pytest.mark.parametrize("capacity", ["", "author"])
def test_a_capacity_is_chosen_and_is_not_that_of_an_author(
    capacity: str, secret: Assessment, owner: User, outsider: User, sign_in: SignIn
) -> None:
    response = sign_in(owner).post(page_of(secret), {"email": outsider.email, "capacity": capacity})
    assert response.status_code == 422
    assert not Participant.objects.filter(user=outsider).exists()
    with pytest.raises(ActionError, match="has been submitted"):
        factories.join(secret, outsider)


def test_nobody_but_the_lead_names_anybody_then(
    secret: Assessment, contributor: User, manager: User, legal: User, sign_in: SignIn
) -> None:
    for person in (contributor, manager):
        assert sign_in(person).get(page_of(secret)).status_code == 403
        assert (
            page_of(secret)
            not in sign_in(person).get(f"/partnerships/{secret.partnership.reference}/").content.decode()
        )
    with pytest.raises(ActionError, match="Only the lead officer"):
        actions.add_person(assessment=secret, by=contributor, user=legal, capacity=Capacity.LEGAL)


def test_nobody_is_named_once_it_is_withdrawn(secret: Assessment, owner: User, legal: User, sign_in: SignIn) -> None:
    actions.withdraw(assessment=secret, by=owner, reason="The partner has withdrawn.")
    assert sign_in(owner).get(page_of(secret)).status_code == 403
    with pytest.raises(ActionError, match="Withdrawn"):
        factories.join(secret, legal, Capacity.LEGAL)


def test_an_open_case_in_review_names_nobody(assessment: Assessment, owner: User, legal: User, sign_in: SignIn) -> None:
    factories.submit(assessment)
    assert sign_in(owner).get(page_of(assessment)).status_code == 403
    with pytest.raises(ActionError, match="has been submitted"):
        factories.join(assessment, legal, Capacity.LEGAL)


def test_what_a_contributor_may_do_is_said_in_the_same_words_everywhere_and_is_true(
    assessment: Assessment, owner: User, contributor: User, manager: User, sign_in: SignIn
) -> None:
    said = "They cannot withdraw the case: only the lead officer can."
    record = f"/partnerships/{assessment.partnership.reference}/"
    for user, page in ((owner, "people/"), (contributor, "people/"), (contributor, ""), (manager, "lead/")):
        text = one_spaced(sign_in(user).get(f"{record}{page}").content.decode())
        assert said in text, page
        assert "answer the questions, attach evidence, ask for comments, add people, submit the case" in text, page
    may = [
        {each for each in Permission if sign_in(user).get(record).context["can"][each]} for user in (owner, contributor)
    ]
    assert may[0] - may[1] == FOR_LEAD
    assert may[1] <= may[0]
    assert {Permission.EDIT, Permission.ANSWER, Permission.ASK, Permission.SUBMIT} <= may[1]
