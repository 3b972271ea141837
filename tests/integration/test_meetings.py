"""Meetings: secretaries keep them, officers choose one for a case, and everybody sees what they may of what is coming."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions import InvalidError, MeetingDraft
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event, Meeting, MeetingChange
from partnerships.models.trail import EventKind
from partnerships.selectors.bank_holidays import bank_holidays
from partnerships.selectors.meetings import cases_of, draft_values, usual_deadline
from partnerships.snapshot import snapshot_of
from tests import boards, factories, people
from tests.conftest import SignIn
from tests.days import InDays, boxes, dated, in_days

SOON, LATER = 40, 70


@pytest.fixture(scope="module", autouse=True)
def _drafted(made_once: None) -> None:
    """PR-0001 is a draft, and there is a secretary."""
    people.draft()
    people.person("secretary")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def cabinet(case: Assessment, secretary: User) -> Meeting:
    return actions.add_meeting(by=secretary, draft=MeetingDraft(name="Cabinet", held_on=in_days(SOON)))


def choose(case: Assessment, meeting: Meeting | None, **given: Any) -> Assessment:
    chosen = actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting, **given)
    case.refresh_from_db()
    return chosen


class TestKeeping:
    def test_the_deadline_is_five_clear_working_days_before(self, cabinet: Meeting) -> None:
        assert cabinet.papers_due_on == usual_deadline(in_days(SOON))
        assert draft_values(cabinet) == {"name": "Cabinet", "held_on": in_days(SOON), "papers_due_on": None}
        assert [row.kind for row in cabinet.changes.all()] == ["added"]

    @pytest.mark.parametrize(
        ("part", "day", "is_holiday"),
        [
            ("england-and-wales", date(2027, 3, 29), True),
            ("scotland", date(2027, 3, 29), False),
            ("scotland", date(2026, 11, 30), True),
            ("northern-ireland", date(2027, 3, 17), True),
            ("england-and-wales", date(2027, 3, 17), False),
            # Christmas Day of 2027 is a Saturday, and Boxing Day a Sunday.
            ("england-and-wales", date(2027, 12, 27), True),
            ("england-and-wales", date(2027, 12, 28), True),
        ],
    )
    def test_bank_holidays_are_those_of_the_council(self, part: str, day: date, is_holiday: bool) -> None:
        with override_settings(BANK_HOLIDAYS=part):
            assert (day in bank_holidays()) is is_holiday
            assert usual_deadline(date(2027, 3, 31)) in (date(2027, 3, 19), date(2027, 3, 22), date(2027, 3, 23))

    @override_settings(PAPER_CLEAR_DAYS=2)
    def test_how_many_days_is_a_setting(self, secretary: User) -> None:
        made = actions.add_meeting(by=secretary, draft=MeetingDraft(name="Forum", held_on=date(2027, 6, 10)))
        assert made.papers_due_on == date(2027, 6, 7)

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("name", {"name": ""}),
            ("name", {"name": "x" * 151}),
            ("name", {"name": "cabinet"}),
            ("held_on", {"held_on": InDays(-1)}),
            ("held_on", {"held_on": date(2999, 1, 1)}),
            ("papers_due_on", {"papers_due_on": InDays(SOON + 1)}),
            ("papers_due_on", {"held_on": date(2027, 1, 8), "papers_due_on": date(2027, 1, 1)}),
            ("papers_due_on", {"held_on": date(2027, 1, 8), "papers_due_on": date(2027, 1, 3)}),
        ],
    )
    def test_what_is_no_meeting_is_refused(
        self, cabinet: Meeting, secretary: User, field: str, said: dict[str, Any]
    ) -> None:
        draft = MeetingDraft(**{"name": "Cabinet of another day", "held_on": in_days(SOON), **dated(said)})
        with pytest.raises(InvalidError) as refused:
            actions.add_meeting(by=secretary, draft=draft)
        assert set(refused.value.errors) == {field}
        assert Meeting.objects.count() == 1

    def test_the_usual_deadline_moves_with_the_date_and_a_typed_one_stays(
        self, cabinet: Meeting, secretary: User
    ) -> None:
        moved = actions.change_meeting(
            meeting=cabinet, by=secretary, draft=MeetingDraft(name="Cabinet", held_on=in_days(LATER))
        )
        assert moved.papers_due_on == usual_deadline(in_days(LATER))
        own = MeetingDraft(name="Cabinet", held_on=in_days(LATER), papers_due_on=usual_deadline(in_days(SOON)))
        assert actions.change_meeting(meeting=moved, by=secretary, draft=own).papers_due_on == usual_deadline(
            in_days(SOON)
        )
        assert [row.kind for row in cabinet.changes.all()] == ["added", "changed", "changed"]
        assert draft_values(Meeting.objects.get())["papers_due_on"] == usual_deadline(in_days(SOON))

    @pytest.mark.parametrize(
        ("held_on", "said"),
        [
            (date(2027, 5, 3), "Check the date: Monday 3 May 2027 is a bank holiday."),
            (date(2027, 5, 8), "Check the date: Saturday 8 May 2027 is at a weekend."),
            (date(2027, 5, 4), ""),
        ],
    )
    def test_a_date_at_a_weekend_or_on_a_bank_holiday_is_doubted_wherever_it_is_read(
        self, held_on: date, said: str, case: Assessment, secretary: User, owner: User, sign_in: SignIn
    ) -> None:
        with time_machine.travel(datetime(2027, 4, 1, 9, tzinfo=UTC)):
            client = sign_in(secretary)
            sent = client.post("/meetings/new/", {"name": "Cabinet", **boxes("held_on", held_on)}, follow=True)
            choice = sign_in(owner).get(f"/assessments/{case.pk}/meeting/")
            pages = [html.unescape(page.content.decode()) for page in (sent, choice)]
        assert [(said or "Check the date") in page for page in pages] == [bool(said)] * 2
        assert "The head of service decides. Choose one of their meetings." in " ".join(pages[1].split())

    def test_nothing_is_noted_when_nothing_changes(self, cabinet: Meeting, secretary: User) -> None:
        same = MeetingDraft(name="Cabinet", held_on=in_days(SOON))
        actions.change_meeting(meeting=cabinet, by=secretary, draft=same)
        assert MeetingChange.objects.count() == 1

    def test_a_secretary_in_two_windows_loses_nothing(self, cabinet: Meeting, secretary: User, client: Any) -> None:
        client.force_login(secretary)
        page = client.get(f"/meetings/{cabinet.pk}/change/")
        token = page.context["form"].version_token
        actions.change_meeting(
            meeting=cabinet, by=secretary, draft=MeetingDraft(name="Cabinet", held_on=in_days(LATER))
        )
        typed = {"version_token": token, "name": "Cabinet", **boxes("held_on", in_days(SOON + 1))}
        answer = client.post(f"/meetings/{cabinet.pk}/change/", typed)
        assert answer.status_code == 409
        assert "You changed this in two places at once" in answer.content.decode()
        cabinet.refresh_from_db()
        assert cabinet.held_on == in_days(LATER)

    def test_only_secretaries_keep_them(self, cabinet: Meeting, manager: User) -> None:
        draft = MeetingDraft(name="Cabinet", held_on=in_days(LATER))
        refused: tuple[Callable[[], object], ...] = (
            lambda: actions.add_meeting(by=manager, draft=draft),
            lambda: actions.change_meeting(meeting=cabinet, by=manager, draft=draft),
            lambda: actions.cancel_meeting(meeting=cabinet, by=manager, reason="No."),
        )
        for act in refused:
            with pytest.raises(actions.ActionError, match="Only board secretaries"):
                act()


class TestChoosing:
    def test_the_case_its_list_and_its_report_say_which(
        self, case: Assessment, cabinet: Meeting, owner: User, client: Any
    ) -> None:
        client.force_login(owner)
        answer = client.post(f"/assessments/{case.pk}/meeting/", {"version_token": "", "meeting": str(cabinet.pk)})
        assert answer.status_code == 409
        page = client.get(f"/assessments/{case.pk}/meeting/")
        typed = {"version_token": page.context["form"].version_token, "meeting": str(cabinet.pk)}
        assert client.post(f"/assessments/{case.pk}/meeting/", typed).status_code == 302
        for address in ("/partnerships/PR-0001/", "/partnerships/", f"/assessments/{case.pk}/report/"):
            assert "Cabinet, " in client.get(address).content.decode(), address
        said = snapshot_of(people.first_case(), made_on=in_days(0)).content.assessment.meeting
        assert said is not None
        assert (said.name, said.held_on) == ("Cabinet", in_days(SOON))
        event = Event.objects.get(kind=EventKind.MEETING_CHOSEN)
        assert event.old == {}
        assert event.new["held_on"] == in_days(SOON).isoformat()

    def test_another_one_and_none_again(self, case: Assessment, cabinet: Meeting, secretary: User) -> None:
        forum = actions.add_meeting(by=secretary, draft=MeetingDraft(name="Forum", held_on=in_days(SOON)))
        choose(case, cabinet)
        choose(case, forum)
        choose(case, forum)
        choose(case, None)
        assert case.meeting is None
        events = Event.objects.filter(kind=EventKind.MEETING_CHOSEN).order_by("pk")
        said = [(event.old.get("meeting"), event.new.get("meeting")) for event in events]
        assert said == [(None, "Cabinet"), ("Cabinet", "Forum"), ("Forum", None)]

    def test_a_stale_choice_is_refused(self, case: Assessment, cabinet: Meeting, secretary: User) -> None:
        forum = actions.add_meeting(by=secretary, draft=MeetingDraft(name="Forum", held_on=in_days(SOON)))
        choose(case, forum)
        with pytest.raises(actions.StaleError) as stale:
            choose(case, cabinet, version_token="meeting=another")
        assert stale.value.conflicts == ("meeting",)

    def test_until_the_report_is_issued_and_again_when_it_is_reopened(
        self, case: Assessment, cabinet: Meeting, manager: User, legal: User, secretary: User
    ) -> None:
        factories.endorse_ready(case, manager=manager, legal=legal)
        choose(case, cabinet)
        boards.issue(case, secretary)
        with pytest.raises(actions.ActionError):
            choose(case, None)
        case.refresh_from_db()
        factories.reopen(case, manager)
        assert choose(case, None).meeting is None

    def test_a_meeting_that_was_held_or_cancelled_cannot_be_chosen(
        self, case: Assessment, cabinet: Meeting, secretary: User
    ) -> None:
        Meeting.objects.update(held_on=in_days(-1), papers_due_on=in_days(-9))
        with pytest.raises(InvalidError, match="has taken place"):
            choose(case, cabinet)
        actions.cancel_meeting(meeting=cabinet, by=secretary, reason="Nobody came.")
        with pytest.raises(InvalidError, match="was cancelled"):
            choose(case, cabinet)

    def test_only_authors_choose(self, case: Assessment, cabinet: Meeting, manager: User) -> None:
        with pytest.raises(actions.ActionError):
            actions.choose_meeting(assessment=case, by=manager, meeting=cabinet)

    def test_the_decision_begins_with_it(
        self, case: Assessment, cabinet: Meeting, manager: User, legal: User, secretary: User, client: Any
    ) -> None:
        choose(case, cabinet)
        boards.bring(case, manager=manager, legal=legal, secretary=secretary)
        client.force_login(secretary)
        assert client.get(f"/assessments/{case.pk}/decide/").context["form"]["meeting"].value() == "Cabinet"


class TestChanging:
    def test_its_cases_record_it_and_their_authors_are_told(
        self, case: Assessment, cabinet: Meeting, secretary: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        choose(case, cabinet)
        with django_capture_on_commit_callbacks(execute=True):
            actions.change_meeting(
                meeting=cabinet, by=secretary, draft=MeetingDraft(name="Cabinet", held_on=in_days(LATER))
            )
        event = Event.objects.get(kind=EventKind.MEETING_CHANGED)
        assert (event.old["held_on"], event.new["held_on"]) == (in_days(SOON).isoformat(), in_days(LATER).isoformat())
        assert {message.to[0] for message in mail.outbox} == {
            people.person("owner").email,
            people.person("contributor").email,
        }
        assert {message.subject for message in mail.outbox} == {"PR-0001: its meeting has changed"}

    def test_a_cancelled_one_stays_marked_until_another_is_chosen(
        self, case: Assessment, cabinet: Meeting, secretary: User, client: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        choose(case, cabinet)
        with django_capture_on_commit_callbacks(execute=True):
            actions.cancel_meeting(meeting=cabinet, by=secretary, reason="No quorum.")
        assert f"/assessments/{case.pk}/meeting/" in mail.outbox[0].body
        assert "No quorum" not in mail.outbox[0].body
        assert Event.objects.get(kind=EventKind.MEETING_CANCELLED).new == {"reason": "No quorum."}
        assert snapshot_of(people.first_case(), made_on=in_days(0)).content.assessment.meeting is None
        client.force_login(case.partnership.lead)
        assert "No quorum." in client.get(f"/assessments/{case.pk}/meeting/").content.decode()
        assert "Cancelled" in client.get("/partnerships/PR-0001/").content.decode()
        with pytest.raises(actions.ActionError, match="was cancelled"):
            actions.cancel_meeting(meeting=cabinet, by=secretary, reason="Again.")
        client.force_login(secretary)
        assert client.get(f"/meetings/{cabinet.pk}/change/").status_code == 409

    def test_what_was_decided_says_nothing_of_it(
        self, case: Assessment, cabinet: Meeting, manager: User, legal: User, secretary: User
    ) -> None:
        choose(case, cabinet)
        boards.decide(boards.bring(case, manager=manager, legal=legal, secretary=secretary), secretary)
        actions.cancel_meeting(meeting=cabinet, by=secretary, reason="It was held elsewhere.")
        assert not Event.objects.filter(kind=EventKind.MEETING_CANCELLED).exists()


class TestComing:
    def test_before_it_is_endorsed_a_secretary_sees_reference_name_and_outcome_alone(
        self, case: Assessment, cabinet: Meeting, secretary: User, client: Any
    ) -> None:
        choose(case, cabinet)
        client.force_login(secretary)
        page = client.get(f"/meetings/{cabinet.pk}/").content.decode()
        assert "PR-0001 Joint equipment service" in page
        assert "Not ready" in page
        for hidden in ("Adult Care", "Olive Owner", "Draft", "/partnerships/PR-0001/", "One store of equipment"):
            assert hidden not in page, hidden
        assert client.get("/partnerships/PR-0001/").status_code == 404

    def test_no_more_is_read_of_it(
        self, case: Assessment, cabinet: Meeting, secretary: User, django_assert_num_queries: Any
    ) -> None:
        choose(case, cabinet)
        grants = RoleGrant.objects.grants_of(secretary)
        with django_assert_num_queries(3) as asked:
            found = cases_of(cabinet, secretary, grants)
        assert [(one.reference, one.outcome) for one in found.foreseen] == [("PR-0001", "not_ready")]
        assert not found.coming
        _seen, foreseen, _areas = (query["sql"] for query in asked.captured_queries)
        columns, _from, rest = foreseen.partition(" FROM ")
        assert [column.rpartition('"."')[2].partition('"')[0] for column in columns.split(", ")] == [
            "number",
            "name",
            "outcome",
        ]
        assert "is_restricted" in rest

    def test_a_restricted_case_shows_only_to_a_secretary_who_is_named_and_once_it_is_endorsed(
        self, case: Assessment, cabinet: Meeting, manager: User, legal: User, secretary: User
    ) -> None:
        details = {**vars(actions.partnership.details_of(case)), "is_restricted": True}
        actions.change_details(assessment=case, by=case.partnership.lead, details=actions.Details(**details))
        choose(case, cabinet)
        factories.join(case, secretary, Capacity.SECRETARY)
        grants = RoleGrant.objects.grants_of(secretary)
        found = cases_of(cabinet, secretary, grants)
        assert (found.coming, found.foreseen) == ([], [])

    def test_a_secretary_of_another_service_foresees_nothing(self, case: Assessment, cabinet: Meeting) -> None:
        choose(case, cabinet)
        other = factories.person("Sybil Secretary", Role.SECRETARY, service=people.service("other_service"))
        found = cases_of(cabinet, other, RoleGrant.objects.grants_of(other))
        assert (found.coming, found.foreseen) == ([], [])

    def test_once_endorsed_it_is_listed_with_what_is_missing(
        self, case: Assessment, cabinet: Meeting, manager: User, legal: User, secretary: User, client: Any
    ) -> None:
        choose(case, cabinet)
        factories.comment(case, "finance", "It is within the budget.")
        factories.endorse_ready(case, manager=manager, legal=legal)
        client.force_login(secretary)
        (line,) = client.get(f"/meetings/{cabinet.pk}/").context["lines"]
        assert not line.is_late
        said = " ".join(line.missing)
        assert "The report is not issued yet." in said
        assert "Legal" in said
        assert "Finance" not in said
        assert "4 people have not declared" in said
        assert line.waits == "Waits on a board secretary to issue the report."
        assert f"/assessments/{case.pk}/issue/" in client.get(f"/meetings/{cabinet.pk}/").content.decode()
        Meeting.objects.update(papers_due_on=in_days(-1))
        html = client.get(f"/meetings/{cabinet.pk}/").content.decode()
        assert "Papers are late" in html
        assert "ask the board secretary" not in html

    def test_officers_see_their_own_and_managers_those_of_their_service(
        self, case: Assessment, cabinet: Meeting, owner: User, manager: User, other_manager: User, client: Any
    ) -> None:
        choose(case, cabinet)
        for person, number in ((owner, 1), (manager, 1), (other_manager, 0), (people.person("outsider"), 0)):
            client.force_login(person)
            assert len(client.get(f"/meetings/{cabinet.pk}/").context["lines"]) == number, person
            (line,) = client.get("/meetings/").context["coming"]
            assert line.cases == number, person


class TestDatabase:
    @pytest.fixture
    def issued(self, case: Assessment, cabinet: Meeting, manager: User, legal: User, secretary: User) -> Assessment:
        choose(case, cabinet)
        boards.bring(case, manager=manager, legal=legal, secretary=secretary)
        return people.first_case()

    def test_refuses_what_no_action_does(self, issued: Assessment, cabinet: Meeting, secretary: User) -> None:
        refused: list[Callable[[], object]] = [
            lambda: Assessment.objects.update(meeting=None),
            lambda: Meeting.objects.all()._raw_delete("default"),
            lambda: Meeting.objects.update(created_at=timezone.now()),
            lambda: Meeting.objects.update(papers_due_on=in_days(LATER)),
            lambda: Meeting.objects.update(cancelled_at=timezone.now()),
            lambda: MeetingChange.objects.update(recorded_by_name="Somebody"),
            lambda: MeetingChange.objects.all()._raw_delete("default"),
        ]
        for act in refused:
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_refuses_to_change_or_to_choose_a_cancelled_one(
        self, case: Assessment, cabinet: Meeting, secretary: User
    ) -> None:
        actions.cancel_meeting(meeting=cabinet, by=secretary, reason="No quorum.")
        refused: tuple[Callable[[], object], ...] = (
            lambda: Meeting.objects.update(name="Another"),
            lambda: Assessment.objects.filter(pk=case.pk).update(meeting=cabinet),
        )
        for act in refused:
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
