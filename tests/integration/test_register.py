"""The register: who sees what of it, its filters and orders, the marks of its rows, and its CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Condition, Decision, RegisterEntry, ReportIssue
from tests import boards, factories, people
from tests.conftest import SignIn

CONCERN = "decision-makers"
Enter = Callable[..., RegisterEntry]


def case_of(entry: RegisterEntry) -> Assessment:
    """Return the case that put the partnership on the register."""
    assert entry.decision
    return entry.decision.assessment


@pytest.fixture(scope="module", autouse=True)
def _brought(made_once: None) -> None:
    """PR-0001 is before the board at its best, PR-0002 with a concern accepted with a mitigation."""
    manager, legal, secretary = map(people.person, ("manager", "legal", "secretary"))
    for mitigated in ("", CONCERN):
        case = factories.start(people.person("owner"), people.service())
        boards.bring(case, manager=manager, legal=legal, secretary=secretary, mitigated=mitigated)


@pytest.fixture
def enter(owner: User, service: Service, manager: User, legal: User, secretary: User) -> Enter:
    """Put another partnership on the register: first the one of the module, if it is as it should be."""

    def bring(mitigated: str, of: Service, by: User, **details: Any) -> ReportIssue:
        case = factories.start(owner, of, **details)
        if details.get("is_restricted"):
            for person, capacity in ((by, Capacity.REVIEWER), (legal, Capacity.LEGAL), (secretary, Capacity.SECRETARY)):
                factories.join(case, person, capacity)
        return boards.bring(case, manager=by, legal=legal, secretary=secretary, mitigated=mitigated)

    def put(mitigated: str = "", of: Service = service, by: User = manager, **details: Any) -> RegisterEntry:
        waiting = ReportIssue.objects.filter(partnership__number=2 if mitigated else 1, assessment__state=State.ISSUED)
        made = waiting.first() if of == service and not details else None
        made = made or bring(mitigated, of, by, **details)
        boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS if mitigated else Result.APPROVED)
        return RegisterEntry.objects.get(partnership=made.partnership)

    return put


def references(page: str) -> list[str]:
    """The references on a page of the register, in their order."""
    return [part[:7] for part in page.split('href="/partnerships/')[1:] if part.startswith("PR-")]


def test_everybody_sees_their_own_part(
    enter: Enter,
    sign_in: SignIn,
    owner: User,
    other_service: Service,
    other_manager: User,
    request: pytest.FixtureRequest,
    assessment: Assessment,
) -> None:
    RoleGrant.objects.create(user=owner, role=Role.OFFICER, service=other_service)
    own = enter().partnership.reference
    other = enter(of=other_service, by=other_manager).partnership.reference
    secret = enter(is_restricted=True).partnership.reference
    assert assessment.partnership.reference not in (own, other, secret)
    expected = {
        "owner": {own, other, secret},
        "contributor": set(),
        "outsider": set(),
        "manager": {own, secret},
        "other_manager": {other},
        "legal": {own, other, secret},
        "secretary": {own, other, secret},
        "auditor": {own, other, secret},
    }
    for who, seen in expected.items():
        client = sign_in(request.getfixturevalue(who))
        assert set(references(client.get("/register/").content.decode())) == seen, who
        lines = b"".join(client.get("/register.csv").streaming_content).decode()  # type: ignore[attr-defined]  # a stream
        assert {row[0] for row in csv.reader(StringIO(lines[1:]))} - {"Partnership"} == seen, who
    for who in ("editor", "admin"):
        assert sign_in(request.getfixturevalue(who)).get("/register/").status_code == 403


def test_a_secretary_sees_an_entry_during_its_review(
    enter: Enter, sign_in: SignIn, secretary: User, owner: User
) -> None:
    entry = enter()
    actions.start_round(assessment=case_of(entry), by=owner)
    page = sign_in(secretary).get("/register/").content.decode()
    assert references(page) == [entry.partnership.reference]
    assert "Review under way" in page
    assert sign_in(secretary).get(f"/partnerships/{entry.partnership.reference}/").status_code == 200


def test_filters(enter: Enter, sign_in: SignIn, manager: User, owner: User) -> None:
    plain, conditioned, late, ended = enter(), enter(CONCERN), enter(), enter()
    boards.make_overdue(Condition.objects.get())
    boards.make_review_due(late)
    actions.end_partnership(assessment=case_of(ended), by=owner, draft=boards.exit_draft())
    client = sign_in(manager)
    wanted = {
        "": {plain, conditioned, late},
        "review=overdue": {late},
        "review=soon": {late},
        "conditions=overdue": {conditioned},
        "ended=ended": {ended},
        "ended=all": {plain, conditioned, late, ended},
        "significance=low": {plain, conditioned, late},
        "significance=high": set(),
        f"service={plain.partnership.service_id}": {plain, conditioned, late},
    }
    for query, entries in wanted.items():
        page = client.get(f"/register/?{query}").content.decode()
        assert set(references(page)) == {entry.partnership.reference for entry in entries}, query
    assert client.get("/register/?review=never").status_code == 422
    assert client.get("/register.csv?review=never").status_code == 422


def test_orders(enter: Enter, sign_in: SignIn, manager: User) -> None:
    first, second = enter(name="Zebra crossings"), enter(name="Arts")
    boards.make_review_due(second)
    client = sign_in(manager)
    a, b = first.partnership.reference, second.partnership.reference
    orders = {"": [b, a], "-review": [a, b], "reference": [a, b], "-reference": [b, a], "name": [b, a], "-name": [a, b]}
    for sort, expected in orders.items():
        assert references(client.get(f"/register/?sort={sort}").content.decode()) == expected, sort


def test_rows_say_in_words_what_is_late_and_what_was_refused(
    enter: Enter, sign_in: SignIn, manager: User, owner: User, legal: User, secretary: User
) -> None:
    entry = enter()
    review = actions.start_round(assessment=case_of(entry), by=owner)
    made = boards.bring(review, manager=manager, legal=legal, secretary=secretary)
    boards.decide(made, secretary, Result.NOT_APPROVED)
    boards.make_review_due(entry)
    client = sign_in(manager)
    page = client.get("/register/").content.decode()
    assert "Not approved at its last review" in page
    assert "Overdue" in page
    assert (
        "Not approved at its review on" in client.get(f"/partnerships/{entry.partnership.reference}/").content.decode()
    )
    assert Decision.objects.count() == 2


def test_ended_partnerships_stay_as_ended(enter: Enter, sign_in: SignIn, owner: User) -> None:
    entry = enter()
    actions.end_partnership(assessment=case_of(entry), by=owner, draft=boards.exit_draft())
    page = sign_in(owner).get("/register/?ended=ended").content.decode()
    assert "Ended" in page
    assert timezone.localdate().strftime("%Y") in page


def test_csv_has_every_column_and_no_formula(enter: Enter, sign_in: SignIn, manager: User) -> None:
    entry = enter(name="=cmd|' /C calc'!A0", partners=["@SUM(A1)", "Second"])
    response = sign_in(manager).get("/register.csv")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text[1:])))
    assert rows[0]["Partnership"] == entry.partnership.reference
    assert rows[0]["Name"].startswith("'=cmd")
    assert rows[0]["Partners"].startswith("'@SUM(A1)")
    assert rows[0]["Review date"] == entry.review_on.isoformat()
    assert rows[0]["Standing"] == "Current"
    assert rows[0]["Conditions overdue"] == "0"


def test_queries_do_not_grow_with_the_register(enter: Enter, sign_in: SignIn, manager: User) -> None:
    client, counts = sign_in(manager), []
    enter(CONCERN)
    addresses = ("/register/", "/register.csv")
    for address in addresses:
        client.get(address)
    for more in (0, 3):
        for _entry in range(more):
            enter(CONCERN)
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address)
                b"".join(response)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
