"""The review of a partnership that exists seeks to continue, to change or to end it, never to enter; its date is chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from partnerships import actions, reports
from partnerships.actions import ActionError, InvalidError
from partnerships.actions.rounds import open_reviews
from partnerships.domain.board import Result, months_later
from partnerships.models import Assessment, Partnership, RegisterEntry, ReportIssue
from partnerships.reports.paper import paper_of
from partnerships.snapshot import snapshot_of
from tests import boards, days, people
from tests.conftest import SignIn


@pytest.fixture(scope="module", autouse=True)
def _brought(made_once: None) -> None:
    """PR-0001 is before the board; so is PR-0002, a partnership that is to end in 50 days."""
    boards.bring_first()
    end = timezone.localdate() + timedelta(days=50)
    case = people.draft()
    Partnership.objects.filter(number=2).update(planned_start_on=timezone.localdate(), planned_end_on=end)
    case.refresh_from_db()
    manager, legal, secretary = map(people.person, ("manager", "legal", "secretary"))
    boards.bring(case, manager=manager, legal=legal, secretary=secretary)


@pytest.fixture
def issue(db: None) -> ReportIssue:
    return ReportIssue.objects.get(partnership__number=1)


@pytest.fixture
def ending(db: None) -> ReportIssue:
    """The report of the partnership that is to end."""
    return ReportIssue.objects.get(partnership__number=2)


@pytest.fixture
def registered(issue: ReportIssue, secretary: User) -> Assessment:
    boards.decide(issue, secretary)
    return issue.assessment


def test_a_review_seeks_to_continue_unless_another_is_chosen(registered: Assessment, owner: User) -> None:
    assert actions.start_round(assessment=registered, by=owner).decision_sought == "continue"


def test_the_page_asks_what_the_review_is_to_decide(registered: Assessment, owner: User, sign_in: SignIn) -> None:
    client, address = sign_in(owner), f"/partnerships/{registered.partnership.reference}/round/"
    page = client.get(address).content.decode()
    for decision in ("continue", "change", "end"):
        assert f'value="{decision}"' in page
    assert 'value="enter"' not in page
    assert client.post(address, {"decision": "enter"}).status_code == 422
    assert client.post(address, {"decision": "end"}).status_code == 302
    assert Assessment.objects.get(partnership=registered.partnership, is_current=True).decision_sought == "end"


@pytest.mark.parametrize("decision", ["enter", "explore", "other"])
def test_the_action_refuses_what_no_review_decides(registered: Assessment, owner: User, decision: str) -> None:
    with pytest.raises(InvalidError, match="Select what the review is to decide"):
        actions.start_round(assessment=registered, by=owner, decision=decision)


def test_the_daily_review_seeks_to_continue(registered: Assessment) -> None:
    RegisterEntry.objects.update(review_on=timezone.localdate())
    [opened] = open_reviews(by=User.objects.automatic(), today=timezone.localdate())
    assert opened.decision_sought == "continue"


def test_the_details_of_a_review_seek_no_entering(registered: Assessment, owner: User, sign_in: SignIn) -> None:
    review = actions.start_round(assessment=registered, by=owner)
    page = sign_in(owner).get(f"/partnerships/{registered.partnership.reference}/edit/").content.decode()
    assert 'value="continue"' in page
    assert 'value="enter"' not in page
    details = actions.partnership.details_of(review)
    with pytest.raises(InvalidError, match="Select which decision you seek"):
        actions.change_details(
            assessment=review, by=owner, details=actions.Details(**{**vars(details), "decision_sought": "enter"})
        )


@pytest.mark.parametrize(
    ("decision", "agrees", "follows"),
    [
        ("continue", "agrees that the council continues the partnership;", "stays on the register"),
        ("change", "continues the partnership with the changes described;", "stays on the register"),
        ("end", "agrees that the council ends the partnership;", "the partnership ends"),
    ],
)
def test_the_report_of_a_review_recommends_what_it_seeks(
    registered: Assessment, manager: User, legal: User, secretary: User, decision: str, agrees: str, follows: str
) -> None:
    review = actions.start_round(assessment=registered, by=manager, decision=decision)
    boards.bring(review, manager=manager, legal=legal, secretary=secretary)
    snapshot = snapshot_of(Assessment.objects.get(pk=review.pk), made_on=timezone.localdate())
    html, paper = reports.render_html(snapshot), "\n".join(map(repr, paper_of(snapshot).blocks))
    for text in (html, paper):
        assert agrees in text
        assert "enters the partnership" not in text
    assert follows in paper


def test_an_approval_to_continue_renews_the_entry(
    registered: Assessment, manager: User, legal: User, secretary: User
) -> None:
    review = actions.start_round(assessment=registered, by=manager)
    made = boards.bring(review, manager=manager, legal=legal, secretary=secretary)
    decision = boards.decide(made, secretary, review_on=timezone.localdate() + timedelta(days=30))
    entry = RegisterEntry.objects.get()
    assert (entry.decision, entry.review_on) == (decision, timezone.localdate() + timedelta(days=30))


def test_an_approval_to_end_asks_for_the_record_of_the_end(
    registered: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    entered = RegisterEntry.objects.get().decision_id
    review = actions.start_round(assessment=registered, by=manager, decision="end")
    boards.decide(boards.bring(review, manager=manager, legal=legal, secretary=secretary), secretary)
    assert RegisterEntry.objects.get().decision_id == entered
    assert not Assessment.objects.filter(round=3).exists()
    assert "Approved to end: its end is not recorded yet" in sign_in(manager).get("/register/").content.decode()


def test_a_refusal_to_end_does_not_refuse_the_partnership(
    registered: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    review = actions.start_round(assessment=registered, by=manager, decision="end")
    boards.decide(
        boards.bring(review, manager=manager, legal=legal, secretary=secretary), secretary, Result.NOT_APPROVED
    )
    assert "Not approved at its last review" not in sign_in(manager).get("/register/").content.decode()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0, "The review must be after the decision"),
        (400, "The review must be within 12 months of the decision"),
        (60, "The review must not be after the planned end of the partnership"),
    ],
)
def test_a_review_date_that_cannot_be_is_refused(
    ending: ReportIssue, secretary: User, days: int, sentence: str
) -> None:
    with pytest.raises(InvalidError, match=sentence):
        boards.decide(ending, secretary, review_on=timezone.localdate() + timedelta(days=days))


def test_the_usual_date_is_never_after_the_end(ending: ReportIssue, secretary: User) -> None:
    boards.decide(ending, secretary)
    assert RegisterEntry.objects.get().review_on == timezone.localdate() + timedelta(days=50)


def test_the_page_takes_6_or_12_months_or_an_earlier_date(issue: ReportIssue, secretary: User, sign_in: SignIn) -> None:
    client, address = sign_in(secretary), f"/assessments/{issue.assessment_id}/decide/"
    today = timezone.localdate()
    data = {
        "version_token": client.get(address).context["form"].version_token,
        "checked": "yes",
        "rows": "1",
        "result": "approved",
        **days.boxes("decided_on", today),
        "meeting": "Cabinet",
        "minute_reference": "CAB 1/2026",
        "reasons": "It is ready.",
        "alternatives_rejected": "None.",
        "has_interests": "none",
        "review": "earlier",
    }
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "Enter the date of the next review" in refused.content.decode()
    assert client.post(address, {**data, "review": "6"}).status_code == 302
    assert RegisterEntry.objects.get().review_on == months_later(today, 6)


def test_a_case_that_is_no_review_has_no_other_decision(assessment: Assessment, owner: User) -> None:
    assessment = actions.withdraw(assessment=assessment, by=owner, reason="Too early.")
    with pytest.raises((InvalidError, ActionError)):
        actions.start_round(assessment=assessment, by=owner, decision="continue")
