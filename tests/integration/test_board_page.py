"""The page on which a secretary records a decision."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Service, User
from partnerships import actions
from partnerships.domain.board import Result, review_on
from partnerships.domain.readiness import Outcome
from partnerships.domain.relation import Capacity
from partnerships.models import Condition, Decision, ReportIssue
from tests import boards, factories, people
from tests.conftest import SignIn
from tests.days import InDays, boxes, in_days
from tests.filled_forms import fields_of


@pytest.fixture(scope="module", autouse=True)
def _made(made_once: None) -> None:
    boards.bring_first()


@pytest.fixture
def made(db: None) -> ReportIssue:
    return ReportIssue.objects.get()


@pytest.fixture
def client(sign_in: SignIn, secretary: User) -> Client:
    return sign_in(secretary)


def address(issue: ReportIssue) -> str:
    return f"/assessments/{issue.assessment_id}/decide/"


def typed(issue: ReportIssue, **said: Any) -> dict[str, str]:
    return boards.decision_typed(issue, **{"checked": "yes", **said})


def test_page_says_what_each_decision_does(client: Client, made: ReportIssue) -> None:
    page = client.get(address(made)).content.decode()
    assert "its next review in 12 months" in page
    assert "its next review in 6 months" in page
    assert "Another round opens, to decide: enter" in page
    assert "issue 1" in page


def test_decision_is_recorded(client: Client, made: ReportIssue) -> None:
    response = client.post(address(made), typed(made))
    assert response.status_code == 302
    decision = Decision.objects.get()
    assert (decision.result, decision.interests_declared) == (Result.APPROVED, "None declared")
    page = client.get(response.headers["Location"]).content.decode()
    assert "On the register" in page


def test_before_it_is_recorded_the_day_of_the_review_is_named(client: Client, made: ReportIssue) -> None:
    sent = {name: value for name, value in typed(made).items() if name != "checked"}

    def said(**of: str) -> str:
        lines = client.post(address(made), sent | of).context["lines"]
        return str(next(line.text for line in lines if line.name == "review"))

    today, end = timezone.localdate(), made.partnership.planned_end_on
    assert said() == date_format(review_on(today, Result.APPROVED, Outcome.READY, ends_on=end), "j F Y")
    assert said(result="not_approved") == "No day is set: it is not approved"


def test_another_condition_keeps_what_was_typed_and_complains_of_nothing(client: Client, made: ReportIssue) -> None:
    half = {"version_token": "x", "rows": "1", "condition-1": "Report in May.", "meeting": "Cabin", "add": "condition"}
    response = client.post(address(made), half)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="rows" value="2"' in page
    assert "Report in May." in page
    assert 'value="Cabin"' in page
    assert 'name="condition-2"' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize("rows", ["", "x", "-1", "999999999", "\u0665"])
def test_a_wrong_number_of_rows_does_no_harm(client: Client, made: ReportIssue, rows: str) -> None:
    assert client.post(address(made), typed(made, rows=rows)).status_code == 302


def test_conditions_of_the_board_are_made(client: Client, made: ReportIssue) -> None:
    said = {
        "rows": "3",
        "result": "approved_with_conditions",
        "condition-1": "Report in May.",
        "owner-1": "Director",
        "due_on-1": InDays(30),
        "condition-3": "Insure it.",
        "owner-3": "Insurance officer",
        "due_on-3": InDays(60),
    }
    assert client.post(address(made), typed(made, **said)).status_code == 302
    assert list(Condition.objects.order_by("number").values_list("text", flat=True)) == ["Report in May.", "Insure it."]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"result": ""}, "Select what was decided"),
        ({"result": "approved_with_conditions"}, "needs at least one"),
        ({"condition-1": "Report."}, "Say who meets the condition"),
        ({"owner-1": "Director"}, "Say what must be done to meet the condition"),
        ({"condition-1": "Report.", "owner-1": "Director"}, "Enter the date by which the condition is met"),
        ({"condition-1": "A", "owner-1": "B", "due_on-1": InDays(-400)}, "must not be before the decision"),
        ({"condition-1": "A", "owner-1": "B", "due_on-1": InDays(4)}, "Only an approval with conditions"),
        ({"decided_on": InDays(-1)}, "when issue 1 was made"),
        ({"decided_on": InDays(1)}, "must be today or in the past"),
        ({"minute_reference": "PR-0777 4"}, "names another case"),
        ({"has_interests": ""}, "Select whether interests were declared"),
        ({"has_interests": "some"}, "Enter who declared which interest"),
        ({"reasons": ""}, "Enter the reasons for the decision"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    client: Client, made: ReportIssue, said: dict[str, Any], sentence: str
) -> None:
    response = client.post(address(made), typed(made, **said))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Decision.objects.exists()


def test_taken_minute_names_only_a_case_that_one_may_see(
    client: Client, made: ReportIssue, secretary: User, manager: User, legal: User, owner: User, service: Service
) -> None:
    hidden = factories.start(owner, service, is_restricted=True)
    for person, capacity in ((manager, "reviewer"), (legal, "legal"), (secretary, "secretary")):
        factories.join(hidden, person, Capacity(capacity))
    other = boards.bring(hidden, manager=manager, legal=legal, secretary=secretary)
    boards.decide(other, secretary, minute_reference="CAB 41")
    page = client.post(address(made), typed(made)).content.decode()
    assert f"already recorded for {hidden.partnership.reference}" in page
    hidden.partnership.participants.filter(user=secretary).update(left_at=timezone.now(), left_by=owner)
    page = client.post(address(made), typed(made)).content.decode()
    assert "already recorded for another case" in page
    assert hidden.partnership.reference not in page


def test_late_and_stale_decisions_are_refused_and_kept(
    client: Client, made: ReportIssue, secretary: User, manager: User
) -> None:
    stale = client.post(address(made), typed(made, version_token="1 yesterday", reasons="Typed for an hour."))
    assert stale.status_code == 409
    assert "Typed for an hour." in stale.content.decode()
    body = typed(made)
    boards.decide(made, secretary)
    late = client.post(address(made), body)
    assert late.status_code == 409
    assert client.get(address(made)).status_code == 403
    assert Decision.objects.count() == 1


def test_it_is_checked_before_it_is_recorded_and_nothing_typed_is_lost(client: Client, made: ReportIssue) -> None:
    body = typed(made, reasons="It <b>saves</b> money.")
    del body["checked"]
    response = client.post(address(made), body)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Check the decision before you record it" in html
    assert "It &lt;b&gt;saves&lt;/b&gt; money." in html
    assert not Decision.objects.exists()
    sent = {name: values[0] for name, values in fields_of(html, address(made)).items()}
    back = client.post(address(made), {**sent, "change": "reasons"}).content.decode()
    again = {name: values[0] for name, values in fields_of(back, address(made)).items()}
    assert {name: again[name] for name in body if name in again} == {name: body[name] for name in body if name in again}
    assert again["reasons"] == "It <b>saves</b> money."
    assert client.post(address(made), {**sent, "checked": "yes"}).status_code == 302
    assert Decision.objects.get().reasons == "It <b>saves</b> money."


def test_what_would_be_refused_is_said_before_the_check(client: Client, made: ReportIssue) -> None:
    body = typed(made, result="approved_with_conditions")
    del body["checked"]
    response = client.post(address(made), body)
    assert response.status_code == 422
    assert "needs at least one" in response.content.decode()
    stale = client.post(address(made), {**body, "result": "approved", "version_token": "1 yesterday"})
    assert stale.status_code == 409


def test_decisions_of_one_meeting_follow_one_another(
    client: Client, secretary: User, manager: User, legal: User, owner: User, service: Service
) -> None:
    """Three cases go to one meeting; one minute covers them all."""
    meeting = boards.meeting(secretary)
    cases = [factories.start(owner, service, name=f"Joint yard {number}") for number in range(3)]
    for case in cases:
        actions.choose_meeting(assessment=case, by=owner, meeting=meeting)
    first, *rest = [boards.bring(case, manager=manager, legal=legal, secretary=secretary) for case in cases]
    led = client.post(address(first), typed(first))
    assert led.headers["Location"] == f"/meetings/{meeting.pk}/#cases"
    above, _heading, place = client.get(f"/meetings/{meeting.pk}/").content.decode().partition('id="cases"')
    # What was done is read first, then what is to be done next, both where the reader is led to.
    assert place.index("The decision has been recorded.") < place.index("2 other cases of Cabinet")
    assert "govuk-notification-banner" not in above
    for number, issue in enumerate(rest, start=1):
        page = client.get(f"/meetings/{meeting.pk}/").content.decode()
        assert address(issue) in page
        kept = fields_of(client.get(address(issue)).content.decode(), address(issue))
        assert (kept["meeting"], kept["minute_reference"]) == (["Cabinet"], ["CAB 41"])
        body = typed(issue)
        assert client.post(address(issue), body).status_code == 422
        assert Decision.objects.count() == number
        assert client.post(address(issue), {**body, "shares_minute": "on"}).status_code == 302
    assert set(Decision.objects.values_list("minute_reference", flat=True)) == {"CAB 41"}


@pytest.mark.parametrize("days_after", [0, 1])
def test_a_day_that_is_not_that_of_the_meeting_is_doubted_before_it_is_recorded(
    client: Client, made: ReportIssue, secretary: User, days_after: int
) -> None:
    meeting = boards.meeting(secretary)
    moved: dict[str, Any] = {
        "assessment": made.assessment,
        "by": secretary,
        "meeting": meeting,
        "reason": "Chosen late.",
    }
    actions.move_to_meeting(**moved)
    body = typed(made) | boxes("decided_on", meeting.held_on + timedelta(days=days_after))
    del body["checked"]
    with time_machine.travel(datetime.combine(meeting.held_on, time(18), UTC) + timedelta(days=2)):
        client.force_login(secretary)
        page = client.post(address(made), body)
        said = f"the case goes to Cabinet on {date_format(meeting.held_on, 'j F Y')}, and this is another day."
        assert page.status_code == 200
        assert (said in page.content.decode()) is bool(days_after)
        recorded = client.post(address(made), {**body, "checked": "yes"})
    assert recorded.status_code == 302


def test_without_a_meeting_a_day_on_which_no_council_meets_is_doubted(client: Client, made: ReportIssue) -> None:
    saturday = in_days(7 + 5 - in_days(0).weekday())
    body = typed(made) | boxes("decided_on", saturday)
    del body["checked"]
    with time_machine.travel(datetime.combine(saturday, time(18), UTC)):
        client.force_login(people.person("secretary"))
        page = client.post(address(made), body).content.decode()
    assert f"Check the date: {date_format(saturday, 'l j F Y')} is at a weekend." in page


def test_each_line_of_the_check_leads_back_to_a_field_conditions_too(client: Client, made: ReportIssue) -> None:
    asked = {"condition-1": "Train the drivers.", "owner-1": "Head of transport", **boxes("due_on-1", in_days(90))}
    body = typed(made, result="approved_with_conditions") | asked
    del body["checked"]
    html = client.post(address(made), body).content.decode()
    rows = html.split('<div class="govuk-summary-list__row">')[1:]
    places = [re.findall(r'formaction="[^"]*#id_([\w-]+)"', row) for row in rows]
    assert all(len(place) == 1 for place in places)
    assert [[name] for name in ("result", "condition-1", "decided_on")] == places[:3]
    sent = {name: values[0] for name, values in fields_of(html, address(made)).items()}
    back = client.post(address(made), {**sent, "change": "condition-1"}).content.decode()
    for [name] in places:
        assert f'id="id_{name}"' in back, name
    assert "Train the drivers." in back
