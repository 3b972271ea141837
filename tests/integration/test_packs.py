"""Agenda packs: who may make one, of what, in which order, and what is kept of it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import RoleGrant
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.domain.relation import Capacity
from partnerships.files.pages import METHOD, PdfPage, as_json
from partnerships.forms.packs import PackForm
from partnerships.models import AgendaPack, AgendaPackFile, AgendaPackIssue, Event, Meeting, Participant, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.reports.pack import MOST_CASES, Pack
from partnerships.selectors.packs import pack_by_key, packs_with
from tests import boards, factories, layout, people
from tests.shown import one_spaced
from verification import records

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None) -> None:
    """Two issues of cases that go to one meeting."""
    meeting = boards.meeting(people.person("secretary"))
    for _number in range(2):
        case = people.draft()
        actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
        endorsed = factories.endorse_ready(case, manager=people.person("manager"), legal=people.person("legal"))
        with layout.laid_out_once():
            people.issue(endorsed)


@pytest.fixture
def issues() -> list[ReportIssue]:
    return list(ReportIssue.objects.order_by("partnership__number"))


def page() -> str:
    return f"/meetings/{Meeting.objects.get().pk}/pack/"


def send(client: Client, places: dict[ReportIssue, str], edition: str = "full") -> Any:
    return client.post(page(), {"edition": edition, **{f"place-{issue.pk}": place for issue, place in places.items()}})


def key_of(answer: Any) -> str:
    return str(answer["Location"]).rpartition("/")[2].removesuffix(".pdf")


def references(key: str) -> list[str]:
    secretary = people.person("secretary")
    chosen = pack_by_key(key, secretary, RoleGrant.objects.grants_of(secretary))
    assert chosen is not None
    parts = chosen.parts()
    assert parts is not None
    pack = Pack.of(parts.stored, meeting=parts.meeting, held_on=parts.held_on, edition=parts.edition)
    assert pack.key == key
    return [member.snapshot.content.partnership.reference for member in pack.members]


def test_the_pack_has_the_cases_that_have_a_place_in_that_order(client: Client, issues: list[ReportIssue]) -> None:
    client.force_login(people.person("secretary"))
    first, second = issues
    assert references(key_of(send(client, {first: "9", second: "7"}))) == ["PR-0002", "PR-0001"]
    assert references(key_of(send(client, {first: "1", second: "2"}))) == ["PR-0001", "PR-0002"]
    assert references(key_of(send(client, {first: "", second: "2"}))) == ["PR-0002"]
    assert AgendaPack.objects.count() == 3


def test_the_trail_of_each_case_says_who_put_it_into_which_pack(client: Client, issues: list[ReportIssue]) -> None:
    client.force_login(people.person("secretary"))
    answer = send(client, dict(zip(issues, "21", strict=True)))
    events = Event.objects.filter(kind=EventKind.PACK_MADE).order_by("partnership__number")
    assert [event.recorded_by for event in events] == [people.person("secretary")] * 2
    assert [(event.new["place"], event.new["cases"], event.new["pack"]) for event in events] == [
        (2, 2, key_of(answer)),
        (1, 2, key_of(answer)),
    ]
    assert all(issue.partnership.reference not in str(events[0].new) for issue in issues[1:])
    again = send(client, dict(zip(issues, "21", strict=True)))
    assert again["Location"] == answer["Location"]
    assert (events.all().count(), AgendaPack.objects.count()) == (4, 1)


@pytest.mark.parametrize(
    ("places", "says"),
    [
        (("", ""), "Enter a place for each case that goes into the pack"),
        (("3", "3"), "PR-0001 has place 3 already: give PR-0002 another"),
        (("first", "2"), "Enter the place of PR-0001 as a whole number from 1 to 999"),
        (("0", "2"), "Enter the place of PR-0001 as a whole number from 1 to 999"),
    ],
)
def test_what_is_wrong_with_the_places_is_said(
    client: Client, issues: list[ReportIssue], places: tuple[str, str], says: str
) -> None:
    client.force_login(people.person("secretary"))
    answer = send(client, dict(zip(issues, places, strict=True)))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not AgendaPack.objects.exists()


def test_more_cases_than_a_pack_holds_are_refused(issues: list[ReportIssue]) -> None:
    first = issues[0]
    offered = []
    for number in range(MOST_CASES + 1):
        one = ReportIssue(pk=100 + number, partnership=first.partnership, assessment=first.assessment, number=1)
        one.has_public = True  # type: ignore[attr-defined]
        offered.append(one)
    form = PackForm(
        {"edition": "full", **{f"place-{one.pk}": str(one.pk) for one in offered}},  # type: ignore[arg-type]
        offered=offered,
    )
    assert not form.is_valid()
    assert "You gave 21 a place" in str(form.errors)
    places = [field.initial for field in PackForm(None, offered=offered).places]
    assert places == [*range(1, MOST_CASES + 1), None]


def test_a_public_edition_that_was_withdrawn_is_in_no_pack(client: Client, issues: list[ReportIssue]) -> None:
    client.force_login(people.person("secretary"))
    made = key_of(send(client, {issues[0]: "1", issues[1]: "2"}, "public"))
    public = issues[0].editions.get(edition=Edition.PUBLIC)
    actions.withdraw_edition(edition=public, by=people.person("secretary"), reason="It names a person.")
    answer = send(client, {issues[0]: "1", issues[1]: "2"}, "public")
    assert answer.status_code == 422
    assert "Leave out PR-0001: its public edition was withdrawn" in answer.content.decode()
    gone = client.get(f"/meetings/{Meeting.objects.get().pk}/packs/{made}.pdf")
    said = one_spaced(strip_tags(gone.content.decode()))
    assert gone.status_code == 410
    assert "It has a public edition in it that should not have been issued, and was withdrawn." in said
    who = people.person("secretary").full_name
    assert re.search(rf"Issue 1 of PR-0001: withdrawn on .{{9,17}} by {who}: ask {who} if you need to know why\.", said)
    assert "It names a person." not in said
    client.force_login(people.person("other_manager"))
    assert client.get(gone.request["PATH_INFO"]).status_code == 404


def test_a_case_that_changed_since_is_not_left_out_in_silence(client: Client, issues: list[ReportIssue]) -> None:
    """The page offered an issue that has a later one, or whose case was reopened, by the time the form is sent."""
    actions.reopen(assessment=issues[0].assessment, by=people.person("manager"), reason="The cost has changed.")
    client.force_login(people.person("secretary"))
    answer = send(client, {issues[0]: "1", issues[1]: "2"})
    assert answer.status_code == 422
    assert "A case has changed since you opened this page." in answer.content.decode()
    assert not AgendaPack.objects.exists()
    assert send(client, {issues[0]: "", issues[1]: "2"}).status_code == 302


def test_whoever_may_not_read_the_issue_is_offered_none_and_gets_none(
    client: Client, issues: list[ReportIssue]
) -> None:
    client.force_login(people.person("secretary"))
    address = send(client, {issues[0]: "1"})["Location"]
    client.force_login(people.person("other_manager"))
    assert "No report that you may read" in client.get(page()).content.decode()
    assert send(client, {issues[0]: "1"}).status_code == 422
    assert client.get(address).status_code == 404
    assert Event.objects.filter(kind=EventKind.PACK_MADE).count() == 1


def test_the_page_of_an_issue_leads_to_its_meeting_and_to_the_packs_that_have_it(
    client: Client, issues: list[ReportIssue]
) -> None:
    secretary, meeting = people.person("secretary"), Meeting.objects.get()
    keys = [
        actions.make_pack(meeting=meeting, issues=chosen, edition=Edition.FULL, by=secretary)
        for chosen in (issues, issues[1:])
    ]
    client.force_login(secretary)
    page_of = [client.get(f"/partnerships/PR-000{number}/issues/1/").content.decode() for number in (1, 2)]
    addresses = [f'href="/meetings/{meeting.pk}/packs/{key}.pdf"' for key in keys]
    assert all(f'href="/meetings/{meeting.pk}/"' in page for page in page_of)
    assert [[address in page for address in addresses] for page in page_of] == [[True, False], [True, True]]
    # Its round can go to another meeting from now on.
    factories.reopen(issues[0].assessment, people.person("manager"))
    reopened = client.get("/partnerships/PR-0001/issues/1/").content.decode()
    assert f'href="/meetings/{meeting.pk}/"' not in reopened
    assert addresses[0] in reopened


def test_a_pack_is_named_to_nobody_who_may_not_read_all_of_it(issues: list[ReportIssue]) -> None:
    """Whoever contributes to one case may read its issue, and not that of the other which is in the pack too."""
    secretary, contributor = people.person("secretary"), factories.person("Nerys Newcomer", Role.OFFICER)
    for chosen in (issues, issues[:1]):
        actions.make_pack(meeting=Meeting.objects.get(), issues=chosen, edition=Edition.FULL, by=secretary)
    partnership = issues[0].partnership
    Participant.objects.create(
        partnership=partnership, user=contributor, capacity=Capacity.AUTHOR, added_by=partnership.lead
    )
    named = packs_with(issues[0], contributor, RoleGrant.objects.grants_of(contributor))
    assert [pack.issues.count() for pack in named] == [1]


def test_no_pack_is_handed_out_that_nobody_made(client: Client) -> None:
    client.force_login(people.person("secretary"))
    assert client.get(f"/meetings/{Meeting.objects.get().pk}/packs/0123456789abcdef.pdf").status_code == 404


def test_a_file_is_kept_once_for_each_way_of_digesting_its_pages(issues: list[ReportIssue]) -> None:
    """After the way has changed, the same file is kept with its pages as they are digested now, and is compared again."""
    meeting, secretary = Meeting.objects.get(), people.person("secretary")
    key = actions.make_pack(meeting=meeting, issues=issues, edition=Edition.FULL, by=secretary)
    pdf, pages = b"%PDF-1.7", [as_json(PdfPage(drawn="d"))]
    before = AgendaPackFile(pack=AgendaPack.objects.get(key=key), method=METHOD - 1, pages=[])
    before.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
    before.save(force_insert=True)
    for _time in range(2):
        actions.keep_pack_file(key=key, pdf=pdf, pages=pages)
    assert list(AgendaPackFile.objects.values_list("method", "pages")) == [(METHOD - 1, []), (METHOD, pages)]
    assert records.files_of([before.pack]) == [(before.pack, [PdfPage(drawn="d")])]
    assert records.find_pack_file(before.pdf_sha256) is not None


def test_pages_that_could_not_be_read_are_tried_again_when_the_pack_is_handed_out_again(
    issues: list[ReportIssue],
) -> None:
    secretary = people.person("secretary")
    key = actions.make_pack(meeting=Meeting.objects.get(), issues=issues, edition=Edition.FULL, by=secretary)
    pdf, pages = b"%PDF-1.7", [as_json(PdfPage(drawn="d"))]
    # It is no whole PDF, so nothing is read of it; then a process has read it; what it said stays.
    for given, then in ((None, []), ([], []), (pages, pages), ([], pages), ([as_json(PdfPage(drawn="e"))], pages)):
        actions.keep_pack_file(key=key, pdf=pdf, pages=given)
        assert AgendaPackFile.objects.get().pages == then


def test_the_database_keeps_packs_as_they_were_made(issues: list[ReportIssue]) -> None:
    secretary = people.person("secretary")
    meeting = Meeting.objects.get()
    key = actions.make_pack(meeting=meeting, issues=issues, edition=Edition.FULL, by=secretary)
    pack = AgendaPack.objects.get(key=key)
    kept = AgendaPackFile.objects.create(pack=pack, pdf_sha256="0" * 64, method=1, pages=[2])
    for change in (
        lambda: AgendaPack.objects.update(meeting="Another"),
        lambda: AgendaPackIssue.objects.update(place=9),
        lambda: AgendaPackFile.objects.update(pages=[1]),
        lambda: AgendaPackFile.objects.update(pages=[]),
        lambda: AgendaPackFile.objects.update(pdf_sha256="1" * 64),
        AgendaPackIssue.objects.get(place=2).delete,
        kept.delete,
        lambda: AgendaPackFile.objects.create(pack=pack, pdf_sha256="0" * 64, method=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
