"""Referring a case that is Not ready to the board, and reopening one that was on its way there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, Confirmation, Event, Referral, ReturnReason
from tests import factories, people
from tests.integration.reviewing import SignIn, send, submitted

TYPED = {
    "officer": "Moira Monitoring",
    "referred_on-day": "2",
    "referred_on-month": "1",
    "referred_on-year": "2026",
    "reason": "The board <b>asked</b> to see it.",
}


@pytest.fixture
def blocked(assessment: Assessment) -> Assessment:
    """In review with a blocker."""
    return submitted(assessment, existing_partnerships="could_take_on")


@pytest.fixture(scope="module", autouse=True)
def _endorsed(made_once: None) -> None:
    people.endorsed()


@pytest.fixture
def endorsed(db: None) -> Assessment:
    return people.first_case()


def address(case: Assessment, move: str) -> str:
    return f"/assessments/{case.pk}/{move}/"


class TestReferring:
    def test_with_the_monitoring_officers_reason(
        self,
        blocked: Assessment,
        manager: User,
        secretary: User,
        sign_in: SignIn,
        mailoutbox: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client = sign_in(manager)
        html = client.get(address(blocked, "refer")).content.decode()
        assert "The outcome stays" in html
        assert f"/assessments/{blocked.pk}/refer/" in client.get(address(blocked, "review")).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert send(client, address(blocked, "refer"), **TYPED).status_code == 302
        blocked.refresh_from_db()
        assert (blocked.state, blocked.outcome) == ("referred", "not_ready")
        referral = Referral.objects.get()
        assert (referral.officer, referral.reason) == ("Moira Monitoring", TYPED["reason"])
        assert Event.objects.get(kind="referred").new["officer"] == "Moira Monitoring"
        assert [secretary.email] in [mail.to for mail in mailoutbox]
        page = sign_in(secretary).get(address(blocked, "issue")).content.decode()
        assert "The board &lt;b&gt;asked&lt;/b&gt; to see it." in page

    def test_something_is_missing_or_to_come(self, blocked: Assessment, manager: User, sign_in: SignIn) -> None:
        client = sign_in(manager)
        soon = timezone.localdate() + timedelta(days=400)
        wrong = [
            ({"officer": " "}, "Enter the monitoring officer’s name"),
            ({"reason": ""}, "Enter the monitoring officer’s reason"),
            ({"referred_on-day": ""}, "The date must include a day"),
            ({"referred_on-year": str(soon.year)}, "The date must be today or in the past"),
        ]
        for change, says in wrong:
            response = send(client, address(blocked, "refer"), **{**TYPED, **change})
            assert response.status_code == 422
            html = response.content.decode()
            assert says in html
            assert change.get("officer") or "Moira Monitoring" in html
        assert not Referral.objects.exists()

    def test_the_action_asks_for_the_same(self, blocked: Assessment, manager: User) -> None:
        for change in ({"officer": " "}, {"reason": " "}, {"referred_on": timezone.localdate() + timedelta(days=1)}):
            with pytest.raises(actions.ActionError):
                factories.refer(blocked, manager, **change)

    def test_a_case_that_is_not_not_ready(
        self, assessment: Assessment, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        case = submitted(assessment, alternatives="still_preferred")
        factories.confirm_all(case, legal)
        client = sign_in(manager)
        assert "The case cannot be referred" in client.get(address(case, "refer")).content.decode()
        response = send(client, address(case, "refer"), **TYPED)
        assert response.status_code == 409
        assert "This one is: Review not finished." in response.content.decode()

    def test_a_case_that_changed_meanwhile(
        self, blocked: Assessment, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        seen = client.get(address(blocked, "refer")).context["form"].version_token
        factories.confirm_all(blocked, legal)
        response = client.post(address(blocked, "refer"), {"version_token": seen, **TYPED})
        assert response.status_code == 409
        assert TYPED["officer"] in response.content.decode()

    def test_a_second_click_refers_once(self, blocked: Assessment, manager: User, sign_in: SignIn) -> None:
        client = sign_in(manager)
        seen = client.get(address(blocked, "refer")).context["form"].version_token
        assert client.post(address(blocked, "refer"), {"version_token": seen, **TYPED}).status_code == 302
        assert client.post(address(blocked, "refer"), {"version_token": seen, **TYPED}).status_code == 409
        assert Referral.objects.count() == 1


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
        factories.refer(blocked, manager, reason="Once more.")
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
