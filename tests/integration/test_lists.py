"""The list of partnerships: who sees which, its filters, its orders, its cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from partnerships.models import Assessment
from tests import factories, people

SignIn = Callable[[User], Client]
# Session, user, roles, services, the two parts of the list with their counts, its rows, whether there are several checklists.
QUERIES = 10
THREE = ["PR-0003", "PR-0002", "PR-0001"]


@pytest.fixture(scope="module", autouse=True)
def _three(made_once: None) -> None:
    """PR-0001 a draft, PR-0002 in review, PR-0003 returned."""
    people.draft()
    owner, service = people.person("owner"), people.service()
    hub = factories.start(owner, service, name="Community hub")
    factories.submit(hub)
    walks = factories.start(owner, service, name="Rights of way volunteers")
    factories.submit(walks)
    reviewer = factories.person("Rita Reviewer", Role.MANAGER, service=service)
    factories.give_back(walks, reviewer, {"": "More, please."})


def references(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/partnerships/{query}")
    assert response.status_code == 200
    return [row.text["reference"] for row in response.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", THREE),
        ("?sort=reference", ["PR-0001", "PR-0002", "PR-0003"]),
        ("?sort=-since", THREE),
        ("?sort=blockers", ["PR-0001", "PR-0002", "PR-0003"]),
        ("?state=draft", ["PR-0001"]),
        ("?state=returned&outcome=not_ready", ["PR-0003"]),
        ("?outcome=ready", []),
        ("?text=HUB", ["PR-0002"]),
        ("?text=pr-0003", ["PR-0003"]),
        ("?text=1", ["PR-0001"]),
        ("?text=%25", []),
        ("?text=9999999999999999999999", []),
    ],
)
def test_filters_and_orders(query: str, expected: list[str], manager: User, sign_in: SignIn) -> None:
    assert references(sign_in(manager), query) == expected


def test_a_line_says_how_the_case_stands(manager: User, sign_in: SignIn) -> None:
    (row,) = sign_in(manager).get("/partnerships/?state=in_review").context["page"].rows
    shown = {name: row.text[name] for name in ("name", "service", "lead", "decision", "state", "outcome", "answered")}
    assert shown == {
        "name": "Community hub",
        "service": "Adult Care",
        "lead": "Olive Owner",
        "decision": "Enter",
        "state": "In review",
        "outcome": "Not ready",
        "answered": None,
    }
    assert row.text["questions"] == 18
    assert row.text["changed"] == Assessment.objects.get(state="in_review").events.latest("pk").recorded_at


def test_who_sees_which(
    service: Service,
    contributor: User,
    outsider: User,
    other_manager: User,
    secretary: User,
    auditor: User,
    sign_in: SignIn,
) -> None:
    assert references(sign_in(contributor)) == ["PR-0001"]
    assert references(sign_in(auditor), f"?service={service.pk}") == THREE
    for nobody in (outsider, other_manager, secretary):
        assert references(sign_in(nobody)) == []


def test_a_restricted_case_is_listed_for_its_people_alone(
    owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    factories.start(owner, service, is_restricted=True)
    assert references(sign_in(manager)) == THREE
    assert references(sign_in(owner)) == ["PR-0004", *THREE]


def test_what_an_unknown_filter_gets(manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get(f"/partnerships/?state=lost&text={'x' * 101}")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Select a state from the list" in page
    assert "must be 100 characters or fewer" in page
    assert "x" * 101 in page


def test_nothing_matches(manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/partnerships/?text=zebra").content.decode()
    assert "No partnerships match" in page
    assert "zebra" in page


def test_pages_of_twenty_five(owner: User, service: Service, manager: User, sign_in: SignIn) -> None:
    for _number in range(23):
        factories.start(owner, service)
    client = sign_in(manager)
    assert len(references(client)) == 25
    assert references(client, "?page=2") == ["PR-0001"]
    assert 'href="?page=2"' in client.get("/partnerships/").content.decode()


def test_the_cost_in_queries_is_the_same_for_more_rows(
    manager: User,
    owner: User,
    service: Service,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    client = sign_in(manager)
    client.get("/partnerships/")
    with django_assert_num_queries(QUERIES):
        client.get("/partnerships/")
    for _number in range(3):
        factories.start(owner, service)
    with django_assert_num_queries(QUERIES):
        client.get("/partnerships/")


def test_editors_and_administrators_read_no_cases(editor: User, admin: User, sign_in: SignIn) -> None:
    assert sign_in(editor).get("/partnerships/").status_code == 403
    assert sign_in(admin).get("/partnerships/").status_code == 403
