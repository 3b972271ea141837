"""Taking a submission back: until somebody acted on it, to the state before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Assessment, Event
from partnerships.selectors.trail import changes_since_submitted, has_been_acted_on
from tests import factories
from tests.integration.reviewing import SignIn, send, submitted
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

CONCERN = "customers-consulted"
ACTED = "A manager or an adviser has acted on the submission, so it cannot be taken back. Ask them to return it."


@pytest.fixture
def case(assessment: Assessment) -> Assessment:
    """In review with one concern; L1, L2 and L6 wait for their confirmation."""
    return submitted(assessment, customers_consulted="no")


def address(case: Assessment) -> str:
    return f"/assessments/{case.pk}/take-back/"


def text_of(client: Client, path: str) -> str:
    return one_spaced(client.get(path).content.decode())


def test_a_submission_that_nobody_acted_on_is_a_draft_again(case: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    for page in (f"/assessments/{case.pk}/", f"/partnerships/{case.partnership.reference}/"):
        assert address(case) in text_of(client, page)
    shown = text_of(client, address(case))
    assert "The case is a draft again" in shown
    assert "are told by email" in shown
    response = send(client, address(case))
    assert response["Location"] == f"/assessments/{case.pk}/"
    case.refresh_from_db()
    assert case.state == "draft"
    event = Event.objects.latest("pk")
    assert (event.kind, event.recorded_by, event.old, event.new) == (
        "taken_back",
        owner,
        {"state": "in_review"},
        {"state": "draft"},
    )
    factories.save(case, CONCERN, "planned", reason="In May.")
    history = text_of(client, f"/partnerships/{case.partnership.reference}/")
    assert "Submission taken back" in history
    assert address(case) not in history


def test_a_returned_case_has_its_reasons_again(
    case: Assessment, owner: User, manager: User, contributor: User, sign_in: SignIn
) -> None:
    factories.give_back(case, manager, {CONCERN: "Ask them first.", "": "Say more."})
    factories.submit(case)
    client = sign_in(contributor)
    assert "the 2 reasons for which it was returned stand" in text_of(client, address(case))
    send(client, address(case))
    case.refresh_from_db()
    assert case.state == "returned"
    page = text_of(client, f"/assessments/{case.pk}/")
    assert "Ask them first." in page
    assert "Not changed yet" in page


def treated(case: Assessment, people: dict[str, User]) -> None:
    factories.justify(case, CONCERN, people["manager"])


def confirmed(case: Assessment, people: dict[str, User]) -> None:
    actions.confirm(assessment=case, question=factories.question("legal-basis"), by=people["legal"])


def referral_declined(case: Assessment, people: dict[str, User]) -> None:
    factories.ask_referral(case, people["manager"])
    actions.decline_referral(assessment=case, by=factories.monitoring_officer(), reason="It can wait.")


ACTS: list[Callable[[Assessment, dict[str, User]], None]] = [treated, confirmed, referral_declined]


@pytest.mark.parametrize("act", ACTS)
def test_not_once_somebody_acted_on_it(
    case: Assessment,
    owner: User,
    manager: User,
    legal: User,
    sign_in: SignIn,
    act: Callable[[Assessment, dict[str, User]], None],
) -> None:
    client = sign_in(owner)
    seen = client.get(address(case)).context["form"].version_token
    act(case, {"manager": manager, "legal": legal})
    late = client.post(address(case), {"version_token": seen})
    assert late.status_code == 409
    again = client.get(address(case))
    assert again.status_code == 409
    assert ACTED in one_spaced(again.content.decode())
    for page in (f"/assessments/{case.pk}/", f"/partnerships/{case.partnership.reference}/"):
        assert address(case) not in text_of(client, page)
    case.refresh_from_db()
    assert case.state == "in_review"
    with pytest.raises(actions.ActionError, match="has acted on the submission"):
        actions.take_back(assessment=case, by=owner)


def test_what_was_done_before_the_submission_does_not_count(case: Assessment, manager: User, legal: User) -> None:
    treated(case, {"manager": manager})
    confirmed(case, {"legal": legal})
    factories.give_back(case, manager, {"": "Say more."})
    factories.submit(case)
    assert not has_been_acted_on(case)
    assert actions.take_back(assessment=case, by=case.partnership.lead).state == "returned"
    assert case.treatments.filter(lapsed_at=None).count() == 1


def test_a_page_of_an_earlier_submission_is_stale(case: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    seen = client.get(address(case)).context["form"].version_token
    actions.take_back(assessment=case, by=owner)
    factories.submit(case)
    response = client.post(address(case), {"version_token": seen})
    assert response.status_code == 409
    assert "The case has changed since you opened this page" in response.content.decode()
    case.refresh_from_db()
    assert case.state == "in_review"


def test_the_review_compares_with_the_submission_that_was_reviewed(
    case: Assessment, owner: User, manager: User
) -> None:
    factories.give_back(case, manager, {CONCERN: "Ask them first."})
    factories.save(case, CONCERN, "planned", reason="In May.")
    factories.submit(case)
    actions.take_back(assessment=case, by=owner)
    factories.save(case, "skills", "after_training", reason="In June.")
    factories.submit(case)
    changed = {event.question.key for event in changes_since_submitted(case) if event.question}
    assert changed == {CONCERN, "skills"}


def test_those_who_were_asked_are_told_once_and_neutrally(
    case: Assessment,
    owner: User,
    manager: User,
    legal: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    both = factories.person("Bea Both", Role.LEGAL, Role.MANAGER, service=case.partnership.service)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_back(assessment=case, by=owner)
    sent = {message.to[0]: message for message in mailoutbox}
    assert len(mailoutbox) == len(sent) == 3
    assert set(sent) == {manager.email, legal.email, both.email}
    message = sent[manager.email]
    assert message.subject == f"{case.partnership.reference}: the submission was taken back"
    assert case.partnership.name not in message.body
