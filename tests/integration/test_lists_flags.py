"""The list of flagged items across cases: what is in it, its filters, its orders."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Assessment, Flag, Participant, Partnership
from partnerships.selectors import lists
from tests import boards, days, factories, people
from tests.shown import one_spaced

SignIn = Callable[[User], Client]
# Session, user, roles, services, versions, the two parts of the list with their counts, its rows, what there is to
# count twice in each part, and whether there are several checklists.
QUERIES = 15


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """All answered: one concern (G3), a note (L5), and L1, L2, L6 not confirmed."""
    case = factories.answer_all(people.draft(), leave=["alternatives", "novelty"])
    factories.save(case, "alternatives", "still_preferred", reason="Cheaper together.")
    factories.save(case, "novelty", "new_here", reason="Done in the next county.")
    factories.submit(case)


@pytest.fixture
def in_review(db: None) -> Assessment:
    return people.first_case()


def codes(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/flags/{query}")
    assert response.status_code == 200
    return [row.text["code"] for row in response.context["page"].rows]


def test_the_gravest_come_first(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    assert codes(sign_in(manager), "?severity=all") == ["L1", "L2", "L6", "G3", "L5"]


def test_notes_stand_apart_from_what_must_be_treated(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    assert codes(client) == ["L1", "L2", "L6", "G3"]
    page = client.get("/flags/?cause=noted").content.decode()
    assert 'href="?severity=note&amp;cause=noted"' in page
    assert "1 note, which needs no treatment" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?severity=note", ["L5"]),
        ("?severity=blocker&severity=note", ["L1", "L5"]),
        ("?severity=concern&cause=unconfirmed", ["L2", "L6"]),
        ("?cause=negative", ["G3"]),
        ("?cause=rule", []),
        ("?question=alternatives", ["G3"]),
        ("?state=mitigation", []),
        ("?outcome=not_ready&case=in_review&severity=blocker", ["L1"]),
        ("?outcome=ready", []),
        ("?case=draft", []),
        ("?decision=enter&severity=note", ["L5"]),
        ("?decision=explore", []),
        ("?significance=low&severity=note", ["L5"]),
        ("?significance=high", []),
        ("?lead=OLIVE&severity=note", ["L5"]),
        ("?lead=mary", []),
        ("?meeting=1/2/2026", []),
        ("?age=14", []),
        ("?severity=all&sort=question", ["G3", "L1", "L2", "L5", "L6"]),
        ("?severity=all&sort=-question", ["L6", "L5", "L2", "L1", "G3"]),
        ("?severity=all&sort=partnership", ["G3", "L1", "L2", "L5", "L6"]),
        ("?severity=all&sort=-severity", ["L5", "G3", "L6", "L2", "L1"]),
    ],
)
def test_filters_and_orders(
    query: str, expected: list[str], in_review: Assessment, manager: User, sign_in: SignIn
) -> None:
    assert codes(sign_in(manager), query) == expected


def test_by_service(in_review: Assessment, service: Service, other_service: Service, sign_in: SignIn) -> None:
    everywhere = sign_in(factories.person("Eve Everywhere", Role.MANAGER))
    assert len(codes(everywhere, f"?service={service.pk}")) == 4
    assert codes(everywhere, f"?service={other_service.pk}") == []


def test_by_the_day_of_the_meeting(
    in_review: Assessment, owner: User, manager: User, secretary: User, sign_in: SignIn
) -> None:
    meeting = boards.meeting(secretary)
    actions.choose_meeting(assessment=in_review, by=owner, meeting=meeting)
    client, day = sign_in(manager), meeting.held_on
    assert len(codes(client, f"?meeting={day:%d/%m/%Y}")) == 4
    assert codes(client, f"?meeting={day + timedelta(days=1):%d/%m/%Y}") == []


def test_by_age_both_ways(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    Flag.objects.filter(question_key="novelty").update(since=days.days_ago(40))
    assert codes(sign_in(manager), "?severity=all&sort=since")[0] == "L5"
    assert codes(sign_in(manager), "?severity=all&sort=-since")[-1] == "L5"
    assert codes(sign_in(manager), "?severity=all&age=30") == ["L5"]
    assert codes(sign_in(manager), "?severity=all&age=90") == []


def test_drafts_are_left_out_until_asked_for(
    other_officer: User, other_service: Service, other_manager: User, sign_in: SignIn
) -> None:
    factories.start(other_officer, other_service)
    client = sign_in(other_manager)
    page = client.get("/flags/").content.decode()
    assert "Drafts, withdrawn and decided cases are left out." in page
    assert "No flagged items match" in page
    assert len(codes(client, "?case=all")) == 18
    assert len(codes(client, "?case=draft")) == 18


def test_a_withdrawn_case_does_not_lead_the_list(
    in_review: Assessment, owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    gone = factories.submit(factories.start(owner, service))
    actions.withdraw(assessment=gone, by=owner, reason="Not wanted any more.")
    client = sign_in(manager)
    assert codes(client) == ["L1", "L2", "L6", "G3"]
    assert len(codes(client, "?case=withdrawn")) == 18
    assert len(codes(client, "?case=all&severity=all")) == 23


def test_a_treated_flag_stays_with_its_state(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.justify(in_review, "alternatives", manager)
    client = sign_in(manager)
    assert codes(client, "?state=justified") == ["G3"]
    assert "Accepted as justified" in client.get("/flags/?state=justified").content.decode()


def test_what_an_unknown_filter_gets(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get("/flags/?severity=huge&sort=luck&page=zero")
    page = response.content.decode()
    assert response.status_code == 422
    for message in ("Select a severity from the list", "Select one of the orders of this list", "must be a number"):
        assert message in page
    assert "<table" not in page


@pytest.mark.parametrize("page", ["0", "10001", "9" * 40])
def test_a_page_that_there_cannot_be(page: str, manager: User, sign_in: SignIn) -> None:
    assert sign_in(manager).get(f"/flags/?page={page}").status_code == 422


def test_a_page_after_the_last(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/flags/?page=3&severity=note").content.decode()
    assert "This page of the list is empty" in page
    assert 'href="?severity=note"' in page


def test_each_filter_in_use_can_be_removed(in_review: Assessment, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/flags/?severity=blocker&case=in_review&sort=question").content.decode()
    assert 'class="app-chip" href="?case=in_review&amp;sort=question"' in page
    assert 'class="app-chip" href="?severity=blocker&amp;sort=question"' in page


def test_pages_of_fifty(in_review: Assessment, manager: User, owner: User, service: Service, sign_in: SignIn) -> None:
    for _number in range(3):
        factories.submit(factories.start(owner, service))
    client = sign_in(manager)
    first = client.get("/flags/").context["page"]
    second = client.get("/flags/?page=2").context["page"]
    assert (first.first, first.last, first.total, first.has_next) == (1, 50, 58, True)
    assert (second.first, second.last, second.has_next) == (51, 58, False)
    seen = [row.record.pk for row in first.rows + second.rows]
    assert len(set(seen)) == 58


def test_nothing_is_counted_beyond_the_limit(
    in_review: Assessment, manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "COUNTED", 3)
    assert "1 to 4 of more than 3" in sign_in(manager).get("/flags/").content.decode()


def test_someone_who_sees_a_case_in_two_ways_sees_its_flags_once(
    in_review: Assessment, service: Service, sign_in: SignIn
) -> None:
    both = factories.person("Bo Both", Role.MANAGER, Role.LEGAL, service=service)
    lead = in_review.partnership.lead
    Participant.objects.create(partnership=in_review.partnership, user=both, capacity="author", added_by=lead)
    assert codes(sign_in(both)) == ["L1", "L2", "L6", "G3"]


def test_typed_text_is_shown_as_text(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    Partnership.objects.filter(pk=assessment.partnership_id).update(name="<img src=x>")
    page = sign_in(manager).get("/flags/?case=all").content.decode()
    assert "&lt;img src=x&gt;" in page
    assert "<img src=x>" not in page


def test_another_service_and_other_roles(
    in_review: Assessment, other_manager: User, outsider: User, editor: User, admin: User, sign_in: SignIn
) -> None:
    assert codes(sign_in(other_manager)) == []
    assert codes(sign_in(outsider)) == []
    assert sign_in(editor).get("/flags/").status_code == 403
    assert sign_in(admin).get("/flags/").status_code == 403


def test_the_cost_in_queries_is_the_same_for_more_rows(
    in_review: Assessment,
    manager: User,
    owner: User,
    service: Service,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    client = sign_in(manager)
    client.get("/flags/")
    with django_assert_num_queries(QUERIES):
        client.get("/flags/?severity=note")
    factories.submit(factories.start(owner, service))
    with django_assert_num_queries(QUERIES):
        client.get("/flags/")


def test_several_questions_at_once_and_each_can_be_removed(
    in_review: Assessment, manager: User, sign_in: SignIn
) -> None:
    client, query = sign_in(manager), "?question=alternatives&question=legal-basis"
    assert codes(client, query) == ["L1", "G3"]
    page = client.get(f"/flags/{query}").content.decode()
    for other in ("alternatives", "legal-basis"):
        assert f'class="app-chip" href="?question={other}"' in page
    # What the form sends without a choice, and did when there was one choice alone.
    assert codes(client, "?question=&cause=") == codes(client)
    assert client.get("/flags/?question=alternatives&question=other").status_code == 422


def test_filters_that_are_seldom_used_are_folded_unless_they_are_in_use(
    in_review: Assessment, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)

    def open_ones(query: str) -> list[str]:
        page = client.get(f"/flags/{query}").content.decode()
        found = re.findall(
            r'<details class="govuk-details app-filters__fold"\s*(open)?>.*?-text">([^<]*)</span>', page, re.S
        )
        assert [title for _open, title in found] == ["Questions", "More filters"]
        return [title for is_open, title in found if is_open]

    assert open_ones("") == []
    assert open_ones("?question=alternatives") == ["Questions"]
    assert open_ones("?significance=low") == ["More filters"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Answers that somebody must treat, in the cases that are submitted and not decided yet."),
        ("?severity=note", "Notes, which need no treatment, in the cases that are submitted and not decided yet."),
        ("?case=all", "in all cases, drafts and those that are withdrawn or decided among them."),
        ("?case=draft", "in the cases whose state is “Draft”."),
    ],
)
def test_the_introduction_follows_the_filters(
    query: str, said: str, in_review: Assessment, manager: User, sign_in: SignIn
) -> None:
    assert said in one_spaced(sign_in(manager).get(f"/flags/{query}").content.decode())


def test_a_question_that_no_case_in_view_was_asked_says_so(
    in_review: Assessment, manager: User, sign_in: SignIn
) -> None:
    call_command("loaddata", "partnership_readiness_1_1.json", verbosity=0)
    response = sign_in(manager).get("/flags/")
    form, page = response.context["form"], one_spaced(response.content.decode())
    later = [one for one in form.published.values() if in_review.version_id not in one.versions]
    assert later
    assert f"{escape(later[0].label)}: not asked in these cases" in page
    assert "G3 Other ways to improve the service (1)" in page
    assert "G1 Purpose and evidence of need (version 1.0 only) (0)" in page
