"""Two issues of reports, and the agenda pack of both that a secretary downloads."""

from __future__ import annotations

import io

import pikepdf
from django.test import Client

from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.models import ReportIssue
from tests import boards, factories, people


def made() -> bytes:
    """Issue the reports and return the pack."""
    secretary = people.person("secretary")
    meeting = boards.meeting(secretary)
    for _number in range(2):
        case = people.draft()
        actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
        people.issue(factories.endorse_ready(case, manager=people.person("manager"), legal=people.person("legal")))
    issues = list(ReportIssue.objects.order_by("partnership__number"))
    return handed_out(actions.make_pack(meeting=meeting, issues=issues, edition=Edition.FULL, by=secretary))


def handed_out(key: str) -> bytes:
    """Return the pack with that key, as the secretary downloads it."""
    client = Client()
    client.force_login(people.person("secretary"))
    meeting = ReportIssue.objects.earliest("pk").assessment.meeting
    assert meeting
    answer = client.get(f"/meetings/{meeting.pk}/packs/{key}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def pages_in(data: bytes) -> int:
    """Return the number of pages of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
