"""An issued case goes to another meeting: a secretary moves it, what was issued stays, and both meetings say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import User
from partnerships import actions
from partnerships.actions import InvalidError
from partnerships.domain.board import Edition
from partnerships.models import AgendaPack, Assessment, Event, Meeting, MeetingMove, ReportIssue
from partnerships.models.trail import EventKind
from tests import boards, factories, layout, people
from tests.days import in_days
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db
REASON = "The item was put off."


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None) -> None:
    """PR-0001 is issued for a meeting of Cabinet, and another one is to come."""
    case, secretary = people.draft(), people.person("secretary")
    for name, days in (("Cabinet", 40), ("Board", 70)):
        boards.meeting(secretary, name, in_days=days)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=cabinet())
    factories.endorse_ready(case, manager=people.person("manager"), legal=people.person("legal"))
    with layout.laid_out_once():
        people.issue(people.first_case())


def cabinet() -> Meeting:
    return Meeting.objects.get(name="Cabinet")


def board() -> Meeting:
    return Meeting.objects.get(name="Board")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def move(case: Assessment, secretary: User, meeting: Meeting | None = None, **given: Any) -> MeetingMove:
    given = {"reason": REASON, **given}
    made = actions.move_to_meeting(assessment=case, by=secretary, meeting=meeting or board(), **given)
    case.refresh_from_db()
    return made


def text(client: Client, address: str) -> str:
    return one_spaced(strip_tags(client.get(address).content.decode()))


def test_both_meetings_say_so_and_the_issue_stays(case: Assessment, secretary: User, client: Client) -> None:
    issue = ReportIssue.objects.get()
    before = [(bytes(row.pdf), bytes(row.snapshot)) for row in issue.editions.order_by("pk")]
    client.force_login(secretary)
    assert f"/assessments/{case.pk}/meeting/move/" in client.get(f"/meetings/{cabinet().pk}/").content.decode()
    address = f"/assessments/{case.pk}/meeting/move/"
    form = client.get(address).context["form"]
    assert [key for key, _label in form.fields["meeting"].choices] == [str(board().pk)]
    typed = {"version_token": form.version_token, "meeting": str(board().pk), "reason": REASON}
    answer = client.post(address, typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/meetings/{board().pk}/")
    assert people.first_case().meeting == board()
    assert [(bytes(row.pdf), bytes(row.snapshot)) for row in issue.editions.order_by("pk")] == before
    old, new = str(cabinet()), str(board())
    made_for = f"Issue 1 was made for {old}"
    moved = f"Sam Secretary moved it to {new}"
    assert made_for in text(client, f"/meetings/{board().pk}/")
    shown = text(client, f"/meetings/{cabinet().pk}/")
    assert f"PR-0001 Joint equipment service: {new}" in shown
    assert "No case that you may see goes to this meeting." in shown
    for page in ("/partnerships/PR-0001/", "/partnerships/PR-0001/issues/1/"):
        said = text(client, page)
        assert made_for in said, page
        assert moved in said, page
        assert REASON in said, page
    assert client.get(f"/assessments/{case.pk}/decide/").context["form"]["meeting"].value() == "Board"


def test_it_is_recorded_and_its_authors_are_told(
    case: Assessment, secretary: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move(case, secretary)
    event = Event.objects.filter(kind=EventKind.MEETING_CHOSEN).latest("pk")
    assert (event.old["meeting"], event.new["meeting"], event.new["reason"]) == ("Cabinet", "Board", REASON)
    assert event.recorded_by == secretary
    assert people.person("owner").email in {message.to[0] for message in mail.outbox}
    assert {message.subject for message in mail.outbox} == {"PR-0001: its meeting has changed"}
    assert all(REASON not in message.body for message in mail.outbox)


def test_moved_on_again_and_back(case: Assessment, secretary: User, client: Client) -> None:
    third = boards.meeting(secretary, "Scrutiny", in_days=90)
    for meeting in (board(), third, cabinet()):
        move(case, secretary, meeting)
    client.force_login(secretary)
    said = text(client, "/partnerships/PR-0001/")
    assert said.count("moved it to") == 3
    assert said.count("was made for") == 1
    assert "Moved to another meeting" in text(client, f"/meetings/{third.pk}/")
    # It came back: the page of the first meeting has it among its cases, and not among those that left.
    shown = client.get(f"/meetings/{cabinet().pk}/").context
    assert (len(shown["lines"]), shown["moved_away"]) == (1, [])


def test_what_is_no_move_is_refused(case: Assessment, secretary: User) -> None:
    with pytest.raises(InvalidError, match="already"):
        move(case, secretary, cabinet())
    with pytest.raises(InvalidError):
        move(case, secretary, reason=" ")
    held = boards.meeting(secretary, "Panel")
    Meeting.objects.filter(pk=held.pk).update(held_on=in_days(-1), papers_due_on=in_days(-9))
    with pytest.raises(InvalidError, match="has taken place"):
        move(case, secretary, held)
    cancelled = boards.meeting(secretary, "Forum")
    actions.cancel_meeting(meeting=cancelled, by=secretary, reason="No quorum.")
    with pytest.raises(InvalidError, match="was cancelled"):
        move(case, secretary, cancelled)
    with pytest.raises(actions.StaleError):
        move(case, secretary, version_token="another")
    assert not MeetingMove.objects.exists()


def test_only_a_secretary_and_only_an_issued_case(
    case: Assessment, secretary: User, manager: User, owner: User
) -> None:
    for person in (manager, owner):
        with pytest.raises(actions.SeparationError):
            move(case, person)
    boards.decide(ReportIssue.objects.get(), secretary)
    with pytest.raises(actions.ActionError, match="Decided"):
        move(case, secretary)


def test_a_stale_page_shows_what_was_typed(case: Assessment, secretary: User, client: Client) -> None:
    client.force_login(secretary)
    address = f"/assessments/{case.pk}/meeting/move/"
    token = client.get(address).context["form"].version_token
    third = boards.meeting(secretary, "Scrutiny", in_days=90)
    move(case, secretary, third)
    answer = client.post(address, {"version_token": token, "meeting": str(board().pk), "reason": "Another reason."})
    assert answer.status_code == 409
    assert "Another reason." in answer.content.decode()


@pytest.mark.parametrize("state", ["reopened", "decided"])
def test_who_comes_too_late_reads_why_and_keeps_what_was_typed(
    case: Assessment, secretary: User, client: Client, state: str
) -> None:
    client.force_login(secretary)
    address = f"/assessments/{case.pk}/meeting/move/"
    token = client.get(address).context["form"].version_token
    if state == "decided":
        boards.decide(ReportIssue.objects.get(), secretary)
    else:
        factories.reopen(case, people.person("manager"))
        case.refresh_from_db()
        factories.submit(case)
        actions.endorse(assessment=case, by=people.person("manager"))
    answer = client.post(address, {"version_token": token, "meeting": str(board().pk), "reason": "Another reason."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "This cannot be done now" in page
    assert "Another reason." in page
    assert "Move to this meeting" not in page


def test_where_no_other_meeting_is_planned_the_page_leads_to_adding_one(
    case: Assessment, secretary: User, client: Client
) -> None:
    actions.cancel_meeting(meeting=board(), by=secretary, reason="No quorum.")
    client.force_login(secretary)
    page = client.get(f"/assessments/{case.pk}/meeting/move/").content.decode()
    assert "No other meeting is planned." in page
    assert 'href="/meetings/new/"' in page


def test_when_its_meeting_is_cancelled_everybody_reads_who_moves_it(
    case: Assessment, secretary: User, owner: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_meeting(meeting=cabinet(), by=secretary, reason="No quorum.")
    [told] = [message for message in mail.outbox if message.to == [owner.email]]
    assert "a board secretary moves it to another meeting" in told.body
    assert "choose another" not in told.body
    client.force_login(owner)
    assert "A board secretary moves it to another meeting." in text(client, "/")
    client.force_login(secretary)
    assert f"/assessments/{case.pk}/meeting/move/" in client.get("/").content.decode()


def test_a_case_that_was_issued_without_a_meeting_gets_one(
    case: Assessment, secretary: User, manager: User, client: Client
) -> None:
    factories.reopen(case, manager)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=None)
    case.refresh_from_db()
    factories.submit(case)
    actions.endorse(assessment=case, by=manager)
    boards.issue(case, secretary)
    move(people.first_case(), secretary)
    client.force_login(secretary)
    for page in ("/partnerships/PR-0001/", f"/meetings/{board().pk}/", f"/assessments/{case.pk}/meeting/move/"):
        assert "Issue 2 names no meeting." in text(client, page), page


def test_the_pack_keeps_to_its_meeting(case: Assessment, secretary: User, client: Client) -> None:
    [made] = ReportIssue.objects.all()
    key = actions.make_pack(meeting=cabinet(), issues=[made], edition=Edition.FULL, by=secretary)
    assert AgendaPack.objects.get().made_for == cabinet()
    move(case, secretary)
    later = actions.make_pack(meeting=board(), issues=[made], edition=Edition.FULL, by=secretary)
    client.force_login(secretary)
    page = client.get("/partnerships/PR-0001/issues/1/").content.decode()
    assert f"/meetings/{cabinet().pk}/packs/{key}.pdf" in page
    assert f"/meetings/{board().pk}/packs/{later}.pdf" in page
    # What the case says of its next meeting once it is reopened has nothing to do with them.
    factories.reopen(case, people.person("manager"))
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=None)
    client.force_login(secretary)
    assert f"/meetings/{cabinet().pk}/packs/{key}.pdf" in client.get("/partnerships/PR-0001/issues/1/").content.decode()


def test_the_database_refuses_what_no_action_does(case: Assessment, secretary: User, owner: User) -> None:
    moved = move(case, secretary)
    again = {"issue": moved.issue, "moved_from": board(), "moved_to": cabinet(), "reason": REASON}
    refused: list[Callable[[], object]] = [
        lambda: Assessment.objects.update(meeting=cabinet()),
        lambda: Assessment.objects.update(meeting=None),
        lambda: MeetingMove.objects.update(reason="Another."),
        lambda: MeetingMove.objects.all()._raw_delete("default"),
        lambda: MeetingMove.objects.create(**again, moved_by=owner),
        lambda: MeetingMove.objects.create(**again | {"moved_from": None}, moved_by=secretary),
        lambda: MeetingMove.objects.create(**again | {"moved_to": board()}, moved_by=secretary),
        lambda: MeetingMove.objects.create(**again | {"reason": ""}, moved_by=secretary),
        lambda: AgendaPack.objects.update(made_for=board()),
    ]
    actions.make_pack(meeting=board(), issues=[moved.issue], edition=Edition.FULL, by=secretary)
    for act in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    boards.decide(moved.issue, secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        MeetingMove.objects.create(**again, moved_by=secretary)
