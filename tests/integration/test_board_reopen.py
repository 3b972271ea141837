"""Reopening a case that was on its way to the board."""

from __future__ import annotations

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, Confirmation, Event, Referral, ReturnReason
from tests import factories, people
from tests.integration.reviewing import SignIn, send, submitted

pytestmark = pytest.mark.usefixtures("endorsed_once", "laid_out_once")


@pytest.fixture
def blocked(assessment: Assessment) -> Assessment:
    """In review with a blocker."""
    return submitted(assessment, existing_partnerships="could_take_on")


@pytest.fixture
def endorsed(db: None) -> Assessment:
    return people.first_case()


def address(case: Assessment, move: str) -> str:
    return f"/assessments/{case.pk}/{move}/"


class TestReopening:
    def test_the_endorsement_lapses_and_the_authors_have_it_again(
        self, endorsed: Assessment, owner: User, manager: User, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        assert address(endorsed, "reopen") in client.get(address(endorsed, "review")).content.decode()
        assert send(client, address(endorsed, "reopen"), reason="The costs have changed.").status_code == 302
        endorsed.refresh_from_db()
        assert endorsed.state == "returned"
        endorsement = Confirmation.objects.get(question=None)
        assert (endorsement.lapsed_by, endorsement.lapsed_at is None) == (manager, False)
        assert Confirmation.objects.exclude(question=None).filter(lapsed_at=None).exists()
        assert ReturnReason.objects.get().reason == "The costs have changed."
        assert list(Event.objects.order_by("-position").values_list("kind", flat=True)[:2]) == [
            "confirmation_lapsed",
            "reopened",
        ]
        assert "The costs have changed." in sign_in(owner).get(f"/assessments/{endorsed.pk}/").content.decode()
        factories.submit(endorsed)
        assert actions.endorse(assessment=endorsed, by=manager).state == "endorsed"

    def test_the_referral_lapses(self, blocked: Assessment, manager: User) -> None:
        factories.refer(blocked, manager)
        factories.reopen(blocked, manager)
        assert Referral.objects.get().lapsed_by == manager
        factories.submit(blocked)
        factories.refer(blocked, manager, "Once more.")
        assert Referral.objects.get(lapsed_at=None).reason == "Once more."

    def test_it_needs_a_reason(self, endorsed: Assessment, manager: User, sign_in: SignIn) -> None:
        response = send(sign_in(manager), address(endorsed, "reopen"), reason="")
        assert response.status_code == 422
        assert "Say why the case is reopened" in response.content.decode()
        with pytest.raises(actions.ActionError, match="must not be empty"):
            actions.reopen(assessment=endorsed, by=manager, reason="  ")

    def test_a_case_that_was_issued_meanwhile(
        self, endorsed: Assessment, manager: User, secretary: User, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        seen = client.get(address(endorsed, "reopen")).context["form"].version_token
        factories.issue(endorsed, secretary)
        response = client.post(
            address(endorsed, "reopen"), {"version_token": seen, "reason": "The costs have changed."}
        )
        assert response.status_code == 409
        html = response.content.decode()
        assert "Issue 1 of the report stays as it is" in html
        assert "The costs have changed." in html

    def test_a_case_in_review_is_returned_instead(self, blocked: Assessment, manager: User) -> None:
        with pytest.raises(actions.ActionError, match="is not possible now"):
            factories.reopen(blocked, manager)
