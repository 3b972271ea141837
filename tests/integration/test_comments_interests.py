"""Interests declared: by everybody who acts on the case, in their own words, or said to be still to come."""

from __future__ import annotations

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, Event, Interest, Participant
from partnerships.selectors.comments import gaps_of, interests_of
from tests import factories
from tests.conftest import SignIn
from tests.integration.reviewing import send

pytestmark = pytest.mark.usefixtures("drafted_once")

TEXT = "My sister works for the partner."


def page_of(case: Assessment) -> str:
    return f"/assessments/{case.pk}/interests/"


def test_everybody_is_named_until_they_have_declared(
    assessment: Assessment, owner: User, contributor: User, auditor: User, sign_in: SignIn
) -> None:
    assert send(sign_in(owner), page_of(assessment), answer="no").url == page_of(assessment)
    send(sign_in(contributor), page_of(assessment), answer="yes", text=TEXT)
    page = sign_in(auditor).get(page_of(assessment)).content.decode()
    assert "No interest to declare." in page
    assert TEXT in page
    assert "Not declared yet." not in page
    assert "Your declaration" not in page
    assert gaps_of(assessment).undeclared == 0


def test_a_new_declaration_replaces_the_old_one_and_keeps_it(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    send(client, page_of(assessment), answer="yes", text=TEXT)
    assert "What you save replaces what you declared before" in client.get(page_of(assessment)).content.decode()
    send(client, page_of(assessment), answer="no", text=TEXT)
    assert list(Interest.objects.values_list("has_interest", "text")) == [(True, TEXT), (False, "")]
    events = Event.objects.filter(kind="interest_declared")
    assert events.count() == 2
    send(client, page_of(assessment), answer="no")
    assert events.count() == 2
    assert events.last() is not None
    assert events.latest("pk").old == {"has_interest": True, "text": TEXT}


def test_somebody_who_has_left_keeps_what_they_declared(assessment: Assessment, owner: User, contributor: User) -> None:
    actions.declare_interest(assessment=assessment, by=contributor, has_interest=True, text=TEXT)
    person = Participant.objects.get(user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    assert [(line.person, line.standing is not None) for line in interests_of(assessment)] == [
        (owner, False),
        (contributor, True),
    ]
    with pytest.raises(actions.ActionError, match="not on this case"):
        actions.declare_interest(assessment=assessment, by=contributor, has_interest=False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Select yes if you have an interest in this partnership"),
        ({"answer": "yes", "text": " "}, "Say what the interest is"),
        ({"answer": "yes", "text": "long " * 1001}, "must be 5,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said(
    typed: dict[str, str], sentence: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    response = send(sign_in(owner), page_of(assessment), **typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Interest.objects.exists()


@pytest.mark.parametrize(
    ("has_interest", "text", "sentence"),
    [
        (True, " ", "Say what the interest is"),
        (False, TEXT, "only when there is one"),
        (True, "long " * 1001, "must be 5,000 characters or fewer"),
    ],
)
def test_the_action_refuses_it_too(
    has_interest: bool, text: str, sentence: str, assessment: Assessment, owner: User
) -> None:
    with pytest.raises(actions.InvalidError, match=sentence):
        actions.declare_interest(assessment=assessment, by=owner, has_interest=has_interest, text=text)


def test_a_reviewer_declares_and_is_the_reviewer_then(
    assessment: Assessment, manager: User, secretary: User, sign_in: SignIn
) -> None:
    factories.submit(assessment)
    client = sign_in(manager)
    assert "you act on the case as its reviewer" in client.get(page_of(assessment)).content.decode()
    send(client, page_of(assessment), answer="no")
    assert Participant.objects.get(user=manager).capacity == "reviewer"
    assert sign_in(secretary).get(page_of(assessment)).status_code == 404


def test_an_auditor_declares_nothing(assessment: Assessment, auditor: User, sign_in: SignIn) -> None:
    assert sign_in(auditor).post(page_of(assessment), {"version_token": "-", "answer": "no"}).status_code == 403


def test_what_comes_too_late_is_kept_on_the_page(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    actions.withdraw(assessment=assessment, by=owner, reason="The partner has withdrawn.")
    client = sign_in(owner)
    assert "Your declaration" not in client.get(page_of(assessment)).content.decode()
    response = client.post(page_of(assessment), {"version_token": "-", "answer": "yes", "text": TEXT})
    assert response.status_code == 409
    assert TEXT in response.content.decode()
    assert "Withdrawn" in response.content.decode()
    with pytest.raises(actions.ActionError, match="Withdrawn"):
        actions.declare_interest(assessment=assessment, by=owner, has_interest=False)
