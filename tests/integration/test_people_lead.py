"""Handing a case over: another lead officer, with a reason, by a manager of its service or an administrator."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions import ActionError, InvalidError
from partnerships.models import Assessment, Event, Participant
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")

PAGE = "/partnerships/PR-0001/lead/"
REASON = "Olive moves to another post."


@pytest.fixture
def access(assessment: Assessment, manager: User, sign_in: SignIn) -> Client:
    return sign_in(manager)


def send(client: Client, who: User, **other: str) -> Any:
    lead = Assessment.objects.current().get(partnership__number=1).partnership.lead
    return client.post(PAGE, {"lead": who.email, "reason": REASON, "version_token": str(lead.pk), **other})


def lead_of(case: Assessment) -> User:
    return Assessment.objects.with_partnership().get(pk=case.pk).partnership.lead


def test_a_manager_hands_it_over_and_both_are_told(
    access: Client,
    assessment: Assessment,
    owner: User,
    outsider: User,
    manager: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    assert PAGE in access.get("/partnerships/PR-0001/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(access, outsider)["Location"] == "/partnerships/PR-0001/"
    assert lead_of(assessment) == outsider
    assert {to for message in mail.outbox for to in message.to} == {owner.email, outsider.email}
    assert all(REASON not in message.body and "equipment" not in message.body for message in mail.outbox)
    assert {message.subject for message in mail.outbox} == {"PR-0001: the lead officer has changed"}
    event = Event.objects.latest("pk")
    assert (event.kind, event.recorded_by) == ("lead_changed", manager)
    assert (event.old, event.new) == ({"lead": "Olive Owner"}, {"lead": "Oscar Outsider", "reason": REASON})
    assert "Lead officer changed" in access.get("/partnerships/PR-0001/").content.decode()
    # Whoever led stays as a contributor; handing it over made the manager nobody's reviewer.
    assert sign_in(owner).get(f"/assessments/{assessment.pk}/").status_code == 200
    assert not Participant.objects.filter(user=manager).exists()
    actions.withdraw(assessment=assessment, by=outsider, reason="Not now.")


@pytest.mark.parametrize("state", ["draft", "in_review", "decided by withdrawal"])
def test_a_case_whose_lead_has_left_goes_on(
    state: str, assessment: Assessment, owner: User, outsider: User, admin: User, sign_in: SignIn
) -> None:
    """An administrator, who knows no case, hands it over: the page says who leads it and nothing else of it."""
    if state == "in_review":
        factories.submit(assessment)
    elif state != "draft":
        actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    client = sign_in(admin)
    page = client.get(PAGE).content.decode()
    assert "Olive Owner" in page
    assert "account closed" in page
    assert "Joint equipment" not in page
    assert send(client, outsider)["Location"] == PAGE
    assert lead_of(assessment) == outsider
    assert Participant.objects.get(user=owner).left_at is not None
    assert client.get(f"/assessments/{assessment.pk}/").status_code == 404


def test_who_can_lead_is_said_beside_the_field(
    access: Client, assessment: Assessment, owner: User, legal: User, auditor: User
) -> None:
    factories.save(assessment, "time-limits", "in_progress", reason="None.", finding="None.", by=legal)
    said = {
        owner: "Olive Owner leads this case already.",
        legal: "Laura Legal acts on this case as legal adviser, so they cannot lead it.",
        auditor: "Anna Auditor does not have the role for this.",
    }
    for person, sentence in said.items():
        page = send(access, person)
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert REASON in page.content.decode()
        with pytest.raises(InvalidError, match=sentence):
            actions.change_lead(
                assessment=assessment, by=auditor, user=person, reason=REASON, version_token=str(lead_of(assessment).pk)
            )
    assert "Say why the lead changes" in send(access, legal, reason=" ").content.decode()
    assert lead_of(assessment) == owner


def test_nobody_makes_themselves_the_lead(
    access: Client, assessment: Assessment, manager: User, admin: User, sign_in: SignIn
) -> None:
    RoleGrant.objects.create(user=admin, role=Role.OFFICER)
    for client, person in ((access, manager), (sign_in(admin), admin)):
        page = send(client, person)
        assert page.status_code == 409
        assert "You cannot make yourself the lead officer" in page.content.decode()
    assert not Participant.objects.filter(user__in=[manager, admin]).exists()


def test_an_author_does_not_say_who_leads(
    assessment: Assessment, service: Any, outsider: User, admin: User, sign_in: SignIn
) -> None:
    author = factories.person("Mona Manager", Role.MANAGER, service=service)
    RoleGrant.objects.create(user=admin, role=Role.OFFICER)
    for person in (author, admin):
        factories.join(assessment, person)
    assert send(sign_in(author), outsider).status_code == 403
    assert send(sign_in(admin), outsider).status_code == 409
    for person in (author, admin):
        with pytest.raises(ActionError, match="author of this case"):
            actions.change_lead(
                assessment=assessment,
                by=person,
                user=outsider,
                reason=REASON,
                version_token=str(lead_of(assessment).pk),
            )


def test_a_page_that_shows_another_lead_changes_nothing(
    access: Client, assessment: Assessment, owner: User, outsider: User, contributor: User, admin: User
) -> None:
    actions.change_lead(assessment=assessment, by=admin, user=contributor, reason=REASON, version_token=str(owner.pk))
    page = send(access, outsider, version_token=str(owner.pk))
    assert page.status_code == 409
    assert REASON in page.content.decode()
    assert lead_of(assessment) == contributor
    with pytest.raises(ActionError, match="has changed since you opened"):
        actions.change_lead(assessment=assessment, by=admin, user=outsider, reason=REASON, version_token=str(owner.pk))
