"""Before the papers of a meeting are due, whoever must act on a case that goes there is reminded, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Deputyship, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.relation import Capacity
from partnerships.emails.bulk import Recipients
from partnerships.emails.recipients import authors, holders
from partnerships.emails.reminders import remind
from partnerships.models import Assessment, Notice, Partnership
from tests import boards, factories, people

SUBJECT = "PR-0001: the papers of its meeting are due within 7 days"
Day = Callable[[int], dict[str, str]]


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """A draft that goes to a meeting in 40 days."""
    people.person("manager")
    people.person("legal")
    case = people.draft()
    meeting = boards.meeting(people.person("secretary"), in_days=40)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
    Notice.objects.all().delete()


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def day(case: Assessment) -> Day:
    """Return a function that runs the daily command that many days before the papers are due, and who was told what."""
    assert case.meeting
    due_on = case.meeting.papers_due_on

    def run(before: int) -> dict[str, str]:
        mail.outbox.clear()
        call_command("run_daily", date=due_on - timedelta(days=before), verbosity=0)
        return {sent.to[0]: str(sent.subject) for sent in mail.outbox if "papers" in str(sent.subject)}

    return run


def test_the_authors_of_a_draft_are_told_once(owner: User, contributor: User, day: Day) -> None:
    assert day(8) == {}
    assert day(7) == {owner.email: SUBJECT, contributor.email: SUBJECT}
    assert "Please do this by " in mail.outbox[0].body
    assert day(6) == {}


def test_in_review_managers_and_who_must_confirm(case: Assessment, manager: User, legal: User, day: Day) -> None:
    factories.submit(factories.answer_all(case))
    assert day(7) == {manager.email: SUBJECT, legal.email: SUBJECT}


def test_an_endorsed_one_waits_for_the_secretary(
    case: Assessment, manager: User, legal: User, secretary: User, day: Day
) -> None:
    factories.endorse_ready(case, manager=manager, legal=legal)
    assert day(3) == {secretary.email: SUBJECT}
    [sent] = [sent for sent in mail.outbox if sent.subject == SUBJECT]
    assert f"/assessments/{case.pk}/issue/" in sent.body


def test_nobody_is_told_after_it_or_of_a_meeting_that_was_cancelled(
    case: Assessment, secretary: User, day: Day
) -> None:
    assert day(-1) == {}
    assert case.meeting
    actions.cancel_meeting(meeting=case.meeting, by=secretary, reason="No business.")
    assert day(5) == {}


def test_another_deadline_is_another_reminder(case: Assessment, owner: User, secretary: User, day: Day) -> None:
    assert owner.email in day(7)
    assert case.meeting
    held_on = timezone.localdate() + timedelta(days=61)
    draft = actions.MeetingDraft(name=case.meeting.name, held_on=held_on)
    actions.change_meeting(meeting=case.meeting, by=secretary, draft=draft)
    case.meeting.refresh_from_db()
    mail.outbox.clear()
    call_command("run_daily", date=case.meeting.papers_due_on - timedelta(days=5), verbosity=0)
    assert owner.email in [sent.to[0] for sent in mail.outbox if str(sent.subject) == SUBJECT]


def test_more_cases_cost_no_more_queries(case: Assessment, owner: User, contributor: User, manager: User) -> None:
    assert case.meeting
    today = case.meeting.papers_due_on - timedelta(days=7)
    remind(today=today)
    numbers = []
    for more in (2, 6):
        for at in range(more):
            other = factories.start(owner, case.partnership.service, name=f"Another {more} {at}")
            factories.join(other, contributor)
            actions.choose_meeting(assessment=other, by=owner, meeting=case.meeting)
            if at % 2:
                factories.submit(other)
        with CaptureQueriesContext(connection) as captured:
            assert remind(today=today) > more
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("is_restricted", [False, True])
def test_many_cases_have_the_recipients_of_each(
    case: Assessment, manager: User, legal: User, other_manager: User, outsider: User, is_restricted: bool
) -> None:
    Partnership.objects.update(is_restricted=is_restricted)
    if is_restricted:
        factories.join(case, manager, Capacity.REVIEWER)
    factories.submit(factories.answer_all(case))
    if not is_restricted:
        factories.confirm_all(case, legal)
    today = timezone.localdate()
    for absent in (manager, other_manager):
        Deputyship.objects.create(manager=absent, deputy=outsider, first_on=today, last_on=today, named_by=absent)
    partnership = Partnership.objects.get()
    people = Recipients([partnership.pk])
    assert people.authors(partnership) == list(authors(partnership).order_by("pk"))
    for role in (Role.MANAGER, Role.LEGAL, Role.SECRETARY, Role.MONITORING):
        assert people.holders(role, partnership) == list(holders(role, partnership).order_by("pk")), role
