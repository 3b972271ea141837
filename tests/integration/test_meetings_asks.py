"""A board secretary asks, from the page of a meeting, for what its cases still need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions, emails
from partnerships.actions.people import hand_over
from partnerships.emails.asks import Want
from partnerships.emails.bulk import Recipients
from partnerships.emails.recipients import reviewers
from partnerships.models import Assessment, Event, Meeting, Notice, Partnership
from partnerships.models.trail import EventKind
from partnerships.selectors.meetings import not_issued_yet
from tests import boards, factories, people
from tests.conftest import SignIn


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """A draft that goes to a meeting in 40 days."""
    people.person("manager")
    people.person("legal")
    case = people.draft()
    meeting = boards.meeting(people.person("secretary"), in_days=40)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def meeting(db: None) -> Meeting:
    return Meeting.objects.get()


@pytest.fixture
def client(sign_in: SignIn, secretary: User) -> Client:
    return sign_in(secretary)


@pytest.fixture
def endorsed(case: Assessment, manager: User, legal: User) -> Assessment:
    """An endorsed case: everybody on it has declared nothing yet, and nobody commented."""
    made = factories.endorse_ready(case, manager=manager, legal=legal)
    Notice.objects.all().delete()
    return made


def address(meeting: Meeting) -> str:
    return f"/meetings/{meeting.pk}/ask/"


def token(client: Client, meeting: Meeting) -> str:
    return str(client.get(address(meeting)).context["form"].version_token)


def wanted(case: Assessment, by: User) -> dict[str, tuple[Want, ...]]:
    return {each.person.email: each.wants for each in emails.asks_of([case], by=by)}


def test_the_page_of_the_meeting_leads_there(client: Client, meeting: Meeting, endorsed: Assessment) -> None:
    assert address(meeting) in client.get(f"/meetings/{meeting.pk}/").content.decode()


def test_each_gets_one_email_with_one_link(
    client: Client,
    endorsed: Assessment,
    meeting: Meeting,
    manager: User,
    owner: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address(meeting), {"version_token": token(client, meeting)})
    assert response.status_code == 302
    sent = {message.to[0]: message for message in mail.outbox}
    assert len(sent) == len(mail.outbox) == 4
    for message in sent.values():
        assert message.body.count("http") == 2  # the link, and where emails are chosen
    assert f"/partnerships/{endorsed.partnership.reference}/" in sent[manager.email].body
    assert f"/assessments/{endorsed.pk}/interests/" in sent[owner.email].body
    assert "Please do this by" in sent[owner.email].body


def test_emails_say_nothing_of_the_case(
    client: Client, endorsed: Assessment, meeting: Meeting, django_capture_on_commit_callbacks: Any
) -> None:
    partners = [partner.name for partner in endorsed.partnership.partners.all()]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(meeting), {"version_token": token(client, meeting)})
    assert partners
    for message in mail.outbox:
        for secret in (*partners, endorsed.partnership.name, endorsed.partnership.purpose):
            assert secret not in f"{message.subject} {message.body}"


def test_one_event_names_who_was_asked(
    client: Client, endorsed: Assessment, meeting: Meeting, secretary: User, manager: User
) -> None:
    client.post(address(meeting), {"version_token": token(client, meeting)})
    event = Event.objects.get(kind=EventKind.ASKED_FOR_MEETING)
    assert (event.assessment, event.recorded_by) == (endorsed, secretary)
    assert manager.full_name in event.new["told"]


def test_nobody_is_asked_twice_within_a_day(client: Client, endorsed: Assessment, meeting: Meeting) -> None:
    client.post(address(meeting), {"version_token": token(client, meeting)})
    page = client.get(address(meeting)).content.decode()
    assert "Asked within the last day" in page
    assert "Send the emails" not in page
    assert client.post(address(meeting), {"version_token": token(client, meeting)}).status_code == 409
    assert Event.objects.filter(kind=EventKind.ASKED_FOR_MEETING).count() == 1
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert client.post(address(meeting), {"version_token": token(client, meeting)}).status_code == 302


def test_who_has_done_it_is_not_asked(endorsed: Assessment, secretary: User, owner: User, manager: User) -> None:
    assert wanted(endorsed, secretary)[owner.email] == (Want.DECLARE,)
    assert wanted(endorsed, secretary)[manager.email] == (Want.COMMENT, Want.DECLARE)
    actions.declare_interest(assessment=endorsed, by=owner, has_interest=False)
    assert owner.email not in wanted(endorsed, secretary)
    assert manager.email not in wanted(endorsed, manager)


def test_of_a_case_in_review_those_who_must_confirm_are_asked_and_not_named(
    client: Client, case: Assessment, meeting: Meeting, secretary: User, legal: User, owner: User
) -> None:
    case = factories.submit(factories.answer_all(case))
    Notice.objects.all().delete()
    assert wanted(case, secretary)[legal.email] == (Want.CONFIRM,)
    page = client.get(address(meeting)).content.decode()
    assert case.partnership.reference in page
    assert legal.full_name not in page
    assert owner.full_name not in page
    assert client.post(address(meeting), {"version_token": token(client, meeting)}).status_code == 302
    assert Notice.objects.filter(kind="asked_to_confirm", recipient=legal).count() == 1


def test_of_a_restricted_case_that_the_secretary_may_not_see_nobody_is_asked(
    case: Assessment, meeting: Meeting, secretary: User
) -> None:
    Partnership.objects.update(is_restricted=True)
    assert not_issued_yet(meeting, secretary, RoleGrant.objects.grants_of(secretary)) == ([], [])
    with pytest.raises(actions.ActionError, match="nobody to ask"):
        actions.ask_for_meeting(meeting=meeting, by=secretary)


def test_others_are_needed_by_now(client: Client, endorsed: Assessment, meeting: Meeting, owner: User) -> None:
    shown = token(client, meeting)
    actions.declare_interest(assessment=endorsed, by=owner, has_interest=False)
    response = client.post(address(meeting), {"version_token": shown})
    assert response.status_code == 409
    assert not Event.objects.filter(kind=EventKind.ASKED_FOR_MEETING).exists()
    assert client.post(address(meeting), {"version_token": token(client, meeting)}).status_code == 302


def test_a_meeting_that_is_over_asks_for_nothing(
    client: Client, endorsed: Assessment, meeting: Meeting, secretary: User
) -> None:
    actions.cancel_meeting(meeting=meeting, by=secretary, reason="No quorum.")
    assert address(meeting) not in client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert client.post(address(meeting), {"version_token": ""}).status_code == 409


def test_the_rule_for_many_cases_names_the_same_reviewers(endorsed: Assessment) -> None:
    found = Recipients([endorsed.partnership_id])
    people_of = set(reviewers(endorsed.partnership))
    assert people_of
    assert set(found.reviewers(endorsed.partnership)) == people_of


def test_the_number_of_queries_does_not_grow(endorsed: Assessment, secretary: User) -> None:
    def queries(cases: list[Assessment]) -> int:
        with CaptureQueriesContext(connection) as captured:
            emails.asks_of(cases, by=secretary)
        return len(captured)

    other = factories.start(
        factories.person("Olwen Officer", Role.OFFICER), endorsed.partnership.service, name="Joint depot"
    )
    assert queries([endorsed]) == queries([endorsed, other])


def test_once_issued_the_meeting_still_says_what_the_report_lacks(
    client: Client, endorsed: Assessment, meeting: Meeting, secretary: User
) -> None:
    boards.issue(endorsed, secretary)
    (line,) = client.get(f"/meetings/{meeting.pk}/").context["lines"]
    assert line.missing[0] == "It was issued all the same, and the report says so:"
    said = " ".join(line.missing[1:])
    assert "No comment on: " in said
    # Those whom the report names: the secretary came to the case with the issue.
    assert "4 people have not declared" in said
    # Whoever comes or goes later changes nothing of what the report says.
    lead = endorsed.partnership.lead
    hand_over(endorsed, by=lead, user=people.person("other_officer"), reason="Another post.")
    (line,) = client.get(f"/meetings/{meeting.pk}/").context["lines"]
    assert "4 people have not declared" in " ".join(line.missing)


def test_once_decided_the_meeting_leads_to_the_notice(
    client: Client, endorsed: Assessment, meeting: Meeting, secretary: User
) -> None:
    boards.decide(boards.issue(endorsed, secretary), secretary)
    notice = f"/partnerships/{endorsed.partnership.reference}/issues/1/full/decision/"
    assert f'href="{notice}"' in client.get(f"/meetings/{meeting.pk}/").content.decode()


def test_whoever_issues_without_a_meeting_is_told(client: Client, endorsed: Assessment, meeting: Meeting) -> None:
    address, said = f"/assessments/{endorsed.pk}/issue/", "No meeting is chosen: the report names none."
    empty = "The lead officer of a case chooses its meeting"
    assert said not in client.get(address).content.decode()
    assert empty not in client.get(f"/meetings/{meeting.pk}/").content.decode()
    actions.choose_meeting(assessment=endorsed, by=endorsed.partnership.lead, meeting=None)
    assert said in client.get(address).content.decode()
    assert empty in client.get(f"/meetings/{meeting.pk}/").content.decode()
