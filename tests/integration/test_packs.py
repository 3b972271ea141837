"""Agenda packs: who may make one, of what, what the trail says, and what is handed out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from partnerships import actions
from partnerships.models import Event, ReportIssue
from partnerships.models.trail import EventKind
from tests import boards, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued() -> ReportIssue:
    """An issue of a case that goes to a meeting."""
    case = people.draft()
    meeting = boards.meeting(people.person("secretary"))
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
    from tests import factories

    return people.issue(factories.endorse_ready(case, manager=people.person("manager"), legal=people.person("legal")))


def made_by(client: Client, issue: ReportIssue, **typed: Any) -> Any:
    address = f"/meetings/{issue.assessment.meeting_id}/pack/"
    return client.post(address, {"issues": [str(issue.pk)], "edition": "full", **typed})


def test_a_secretary_makes_a_pack_and_the_trail_says_so(client: Client, issued: ReportIssue) -> None:
    client.force_login(people.person("secretary"))
    answer = made_by(client, issued)
    assert answer.status_code == 302
    event = Event.objects.get(kind=EventKind.PACK_MADE)
    assert event.recorded_by == people.person("secretary")
    assert event.new["issue"] == issued.number
    assert event.new["cases"] == 1
    pdf = client.get(answer["Location"])
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_whoever_may_not_read_the_issue_is_offered_none_and_gets_none(client: Client, issued: ReportIssue) -> None:
    client.force_login(people.person("secretary"))
    address = made_by(client, issued)["Location"]
    client.force_login(people.person("other_manager"))
    assert made_by(client, issued).status_code == 422
    assert client.get(address).status_code == 404
    assert Event.objects.filter(kind=EventKind.PACK_MADE).count() == 1


def test_no_pack_is_handed_out_that_nobody_made(client: Client, issued: ReportIssue) -> None:
    client.force_login(people.person("secretary"))
    assert client.get(f"/meetings/{issued.assessment.meeting_id}/packs/0123456789abcdef.pdf").status_code == 404
