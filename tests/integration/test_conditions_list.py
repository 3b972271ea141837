"""Conditions across cases: who sees which, filters, what is overdue, and chasing with one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.models import Condition, Event, Participant
from partnerships.models.trail import EventKind
from tests import boards, factories, people
from tests.conftest import SignIn

OVERDUE, LATER = 1, 2
# Session, user, roles, services, the ways in which a manager sees cases with their counts, the rows, whom they may chase.
QUERIES = 10


@pytest.fixture(scope="module", autouse=True)
def _conditions(made_once: None) -> None:
    """PR-0001, approved with two conditions: the first, of a mitigation, is overdue; the second is due in 20 days."""
    made = boards.bring_first(mitigated="decision-makers")
    soon = boards.condition(due_on=timezone.localdate() + timedelta(days=20))
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS, conditions=[soon])
    boards.make_overdue(Condition.objects.get(number=OVERDUE))


@pytest.fixture
def overdue(db: None) -> Condition:
    return Condition.objects.get(number=OVERDUE)


def numbers(client: Client, query: str = "") -> list[int]:
    response = client.get(f"/conditions/{query}")
    assert response.status_code == 200
    return [row.text["number"] for row in response.context["page"].rows]


def chase(client: Client, number: int = OVERDUE, **sent: str) -> Any:
    return client.post(f"/partnerships/PR-0001/conditions/{number}/chase/", sent)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [OVERDUE, LATER]),
        ("?sort=-due", [LATER, OVERDUE]),
        ("?sort=owner", [LATER, OVERDUE]),
        ("?sort=-reference", [LATER, OVERDUE]),
        ("?standing=overdue", [OVERDUE]),
        ("?standing=soon", [LATER]),
        ("?standing=coming", [LATER]),
        ("?standing=met", []),
        ("?standing=all", [OVERDUE, LATER]),
        ("?owner=COMMISSIONING", [OVERDUE]),
        ("?owner=nobody", []),
        ("?text=equipment", [OVERDUE, LATER]),
        ("?text=hub", []),
    ],
)
def test_filters_and_orders(query: str, expected: list[int], db: None, manager: User, sign_in: SignIn) -> None:
    assert numbers(sign_in(manager), query) == expected


def test_by_the_month_in_which_they_are_due(overdue: Condition, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    later = Condition.objects.get(number=LATER)
    months = {row.number: f"{row.due_on:%Y-%m}" for row in (overdue, later)}
    for month in set(months.values()):
        assert numbers(client, f"?month={month}") == [number for number, due in months.items() if due == month]
    assert numbers(client, "?month=1999-01") == []
    page = client.get(f"/conditions/?month={months[LATER]}").content.decode()
    assert later.due_on.strftime("%B %Y") in page
    for wrong in ("2026-13", "soon", "2026-1-1-1"):
        response = client.get(f"/conditions/?month={wrong}")
        assert response.status_code == 422
        assert "Select a month from the list" in response.content.decode()


def test_a_condition_that_is_met_shows_its_evidence(
    overdue: Condition, contributor: User, manager: User, sign_in: SignIn
) -> None:
    actions.complete_condition(condition=overdue, by=contributor, note="Agreed in May.", file=boards.file())
    client = sign_in(manager)
    assert numbers(client) == [LATER]
    (row,) = client.get("/conditions/?standing=met").context["page"].rows
    assert row.text["evidence"] == "Agreed in May.; minutes.txt"
    assert row.text["standing"].startswith("Completed on")
    assert not row.text["overdue"]


def test_what_ended_with_its_partnership_is_asked_for_no_more(
    overdue: Condition, owner: User, manager: User, sign_in: SignIn
) -> None:
    case = overdue.decision.assessment
    actions.end_partnership(assessment=case, by=owner, draft=boards.exit_draft())
    client = sign_in(manager)
    assert numbers(client) == []
    rows = client.get("/conditions/?standing=all").context["page"].rows
    assert {row.text["standing"] for row in rows} == {"Not completed when the partnership ended"}


def test_who_sees_which(
    db: None,
    owner: User,
    outsider: User,
    other_manager: User,
    legal: User,
    secretary: User,
    monitoring: User,
    auditor: User,
    service: Service,
    sign_in: SignIn,
) -> None:
    for sees in (owner, legal, secretary, auditor):
        assert numbers(sign_in(sees), f"?service={service.pk}") == [OVERDUE, LATER]
    for nothing in (outsider, other_manager, monitoring):
        assert numbers(sign_in(nothing), "?standing=all") == []


def test_a_manager_chases_with_one_click(
    overdue: Condition, owner: User, manager: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(manager)
    page = client.get("/conditions/?standing=overdue").content.decode()
    assert 'action="/partnerships/PR-0001/conditions/1/chase/"' in page
    assert 'name="back" value="/conditions/?standing=overdue"' in page
    with django_capture_on_commit_callbacks(execute=True):
        response = chase(client, back="/conditions/?standing=overdue")
    assert (response.status_code, response["Location"]) == (302, "/conditions/?standing=overdue")
    event = Event.objects.latest("position")
    assert (event.kind, event.recorded_by) == (EventKind.CONDITION_CHASED, manager)
    assert event.new == {"condition": OVERDUE, "told": ["Carl Contributor", "Olive Owner"]}
    assert event.question == factories.question("decision-makers")
    assert [message.to for message in mail.outbox] == [["carl.contributor@marlshire.example"], [owner.email]]
    assert mail.outbox[0].subject == "PR-0001: how far is this condition?"
    assert "/partnerships/PR-0001/conditions/1/" in mail.outbox[0].body
    assert overdue.text not in mail.outbox[0].body
    page = client.get("/conditions/?standing=overdue").content.decode()
    assert "conditions/1/chase/" not in page
    assert "is chased by email" in page
    assert "The email goes to Carl Contributor and Olive Owner, because they lead or contribute" in page
    assert "does not sign in here and gets none." in page
    work = client.get("/").content.decode()
    assert "Overdue conditions that were chased today" in work.partition("Waiting on others")[2]
    assert "to chase" not in work.partition("Waiting on others")[0]


def test_the_page_says_who_is_chased_and_why_a_condition_waits_on_whom(
    overdue: Condition, owner: User, contributor: User, manager: User, sign_in: SignIn
) -> None:
    path = "/partnerships/PR-0001/conditions/1/"
    page = sign_in(manager).get(path).content.decode()
    assert "The email goes to Carl Contributor and Olive Owner" in page
    for user, why in ((owner, "You lead this partnership"), (contributor, "You contribute to this partnership")):
        for place in (path, "/"):
            assert why in sign_in(user).get(place).content.decode()


def test_it_is_chased_once_a_day(overdue: Condition, manager: User, sign_in: SignIn) -> None:
    actions.chase_condition(condition=overdue, by=manager)
    with pytest.raises(actions.ActionError, match="chased today already"):
        actions.chase_condition(condition=overdue, by=manager)
    client = sign_in(manager)
    assert "Chased today" in client.get("/partnerships/PR-0001/conditions/1/").content.decode()
    response = chase(client)
    assert response["Location"] == "/partnerships/PR-0001/conditions/1/"
    assert Event.objects.filter(kind=EventKind.CONDITION_CHASED).count() == 1
    Condition.objects.filter(number=OVERDUE).update(chased_at=timezone.now() - timedelta(days=1))
    assert "conditions/1/chase/" in client.get("/conditions/").content.decode()
    actions.chase_condition(condition=overdue, by=manager)


def test_an_owner_who_signs_in_is_asked_too(
    overdue: Condition, manager: User, other_officer: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    actions.amend_condition(
        condition=overdue, by=manager, owner=other_officer.email, due_on=overdue.due_on, reason="Sees to it."
    )
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.chase_condition(condition=overdue, by=manager)
    sent = {message.to[0]: message for message in mail.outbox}
    assert sent[other_officer.email].subject == "PR-0001: how far is what you are to see to?"
    assert "/conditions/" not in sent[other_officer.email].body
    assert numbers(sign_in(manager), "?owner=otto") == [OVERDUE]


@pytest.mark.parametrize("who", ["owner", "legal", "secretary", "auditor"])
def test_nobody_else_chases(who: str, overdue: Condition, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert "/chase/" not in client.get("/conditions/").content.decode()
    assert chase(client).status_code == 403
    assert not Event.objects.filter(kind=EventKind.CONDITION_CHASED).exists()


def test_a_manager_who_wrote_the_case_does_not_chase(db: None, owner: User, service: Service, sign_in: SignIn) -> None:
    both = factories.person("Bo Both", Role.MANAGER, service=service)
    case = people.first_case().partnership
    Participant.objects.create(partnership=case, user=both, capacity="author", added_by=owner)
    client = sign_in(both)
    assert numbers(client) == [OVERDUE, LATER]
    assert "/chase/" not in client.get("/conditions/").content.decode()
    assert chase(client).status_code == 403


def test_what_is_met_is_not_chased(overdue: Condition, contributor: User, manager: User, sign_in: SignIn) -> None:
    actions.complete_condition(condition=overdue, by=contributor, note="Agreed in May.")
    client = sign_in(manager)
    assert "conditions/1/chase/" not in client.get("/conditions/?standing=all").content.decode()
    with pytest.raises(actions.ActionError, match="completed already"):
        actions.chase_condition(condition=overdue, by=manager)
    assert chase(client).status_code == 302


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(back: str, db: None, manager: User, sign_in: SignIn) -> None:
    assert chase(sign_in(manager), back=back)["Location"] == "/partnerships/PR-0001/conditions/1/"


def test_without_the_list_a_page_says_what_will_happen(db: None, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/partnerships/PR-0001/conditions/1/chase/").content.decode()
    assert "It asks how far this condition is." in page
    assert "Send the email" in page


def test_the_cost_in_queries(db: None, manager: User, sign_in: SignIn, django_assert_num_queries: Any) -> None:
    client = sign_in(manager)
    client.get("/conditions/")
    with django_assert_num_queries(QUERIES):
        client.get("/conditions/")
