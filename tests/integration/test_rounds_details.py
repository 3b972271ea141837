"""The details of a partnership as they were in each round: a round under way changes them for whoever may read that round."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.models import Assessment, EarlierPartners, Partnership, ReportIssue
from partnerships.selectors.rounds import found_in_round, show_as_in_round
from partnerships.snapshot import snapshot_of
from tests import boards, factories
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")

CONCERN = "decision-makers"
REFERENCE, PAGE = "PR-0001", "/partnerships/PR-0001/"
THEN = ("One store of equipment", "Marlshire Integrated Care Board", "12,500", "1 April 2027", "Low")
NOW = ("A secret purpose", "Hidden Horizons", "9,000,000", "17 May 2029", "High")
NOWHERE = ("A secret fund", "A secret part", *NOW[:-1], "9000000", "2029-05-17")


def rows_of(client: Client, name: str, **wanted: str) -> str:
    """The rows of the register, or of the flags in cases of every state."""
    page = client.get(f"/{name}/", wanted | ({"case": "all"} if name == "flags" else {})).content.decode()
    return page.partition("<tbody")[2]


@pytest.fixture
def approved(assessment: Assessment, manager: User, legal: User, secretary: User) -> ReportIssue:
    """On the register since round 1."""
    issue = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary, mitigated=CONCERN)
    boards.decide(issue, secretary, Result.APPROVED_WITH_CONDITIONS)
    return issue


@pytest.fixture
def changed(approved: ReportIssue, owner: User) -> Assessment:
    """Round 2, a draft that changes everything, and the cost twice. The name is no secret: everybody knows it by that."""
    again = actions.start_round(assessment=approved.assessment, by=owner)
    for cost in (1, 9_000_000):
        details = actions.Details(
            name="Zeppelin service",
            purpose="A secret purpose",
            partners=["Hidden Horizons Ltd"],
            decision_sought=again.decision_sought,
            council_role="A secret part",
            planned_start_on=date(2029, 5, 17),
            annual_cost=cost,
            funding_source="A secret fund",
        )
        actions.change_details(assessment=again, by=owner, details=details)
    return again


def test_whoever_reads_round_by_round_reads_what_they_were(
    changed: Assessment, approved: ReportIssue, owner: User, secretary: User, sign_in: SignIn
) -> None:
    """Sam took round 1 to the board. Its authors read both rounds."""
    client = sign_in(secretary)
    old = f"/assessments/{approved.assessment_id}/"
    pages = [
        PAGE,
        old,
        f"{old}check/",
        f"{old}review/",
        f"{old}implications/",
        "/register/",
        "/register.csv",
        "/flags/",
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        text = response.getvalue().decode()
        assert not [word for word in NOWHERE if word in text], page
    text = client.get(PAGE).content.decode()
    assert not [word for word in THEN if word not in text]
    text = sign_in(owner).get(PAGE).content.decode()
    assert not [word for word in NOW if word not in text]


def test_the_register_says_what_was_approved_until_something_else_is(
    changed: Assessment, owner: User, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    for person in (owner, manager, secretary):
        text = sign_in(person).get("/register.csv").getvalue().decode()
        assert "12500" in text
        assert not [word for word in NOWHERE if word in text]
    issue = boards.bring(changed, manager=manager, legal=legal, secretary=secretary)
    boards.decide(issue, secretary, Result.APPROVED)
    text = sign_in(secretary).get("/register.csv").getvalue().decode()
    assert "9000000" in text
    assert "Hidden Horizons Ltd" in text


@pytest.mark.parametrize("list_", ["register", "flags"])
def test_nobody_finds_it_by_words_of_a_round_that_they_may_not_read(
    changed: Assessment, secretary: User, sign_in: SignIn, list_: str
) -> None:
    client = sign_in(secretary)
    for words in ("hidden horizons", "zeppelin hidden"):
        assert REFERENCE not in rows_of(client, list_, text=words), words
    for words in ("integrated care", "ZEPPELIN", "PR-0001", "1", "zeppelin board"):
        assert REFERENCE in rows_of(client, list_, text=words), words


def test_nobody_finds_it_by_a_significance_that_they_may_not_read(
    changed: Assessment, secretary: User, sign_in: SignIn
) -> None:
    client = sign_in(secretary)
    assert REFERENCE in rows_of(client, "register", significance="low")
    assert REFERENCE not in rows_of(client, "register", significance="high")


def test_a_text_finds_the_same_by_partners_of_now_and_of_before(changed: Assessment) -> None:
    row = Partnership.objects.get()
    names = "\n".join(partner.name for partner in row.partners.all())
    kept = EarlierPartners.objects.create(assessment=changed, names=names)
    texts = ["pr 1", "PR-0002", "1", "2", "", "  ", "zeppelin", "hidden zeppelin", "hidden store", "Ltd", "ZEPP ltd 1"]
    for text in texts:
        by_now = Partnership.objects.found_by(text).filter(pk=row.pk).exists()
        assert EarlierPartners.objects.found_by(text).filter(pk=kept.pk).exists() is by_now, text


def test_each_round_is_found_by_the_partners_that_it_had(
    changed: Assessment, approved: ReportIssue, owner: User, manager: User, sign_in: SignIn
) -> None:
    actions.withdraw(assessment=changed, by=owner, reason="Not now.")
    third = actions.start_round(assessment=changed, by=owner)
    for partners in (["Latest Ltd"], ["Last Ltd"]):
        details = actions.Details(
            name="Zeppelin service", purpose="Again.", partners=partners, decision_sought=third.decision_sought
        )
        actions.change_details(assessment=third, by=owner, details=details)
    rows = Assessment.objects.order_by("round")
    for text, rounds in (("integrated", [1]), ("hidden", [2]), ("latest", []), ("last", [3]), ("zeppelin", [1, 2, 3])):
        assert [row.round for row in rows.filter(found_in_round(text, case="pk"))] == rounds, text


def test_what_was_changed_before_the_upgrade_is_found_too(changed: Assessment) -> None:
    kept = list(EarlierPartners.objects.values_list("assessment", "names", "folded_names"))
    EarlierPartners.objects.all().delete()
    import_module("partnerships.migrations.0017_earlier_partners").write(apps, None)
    assert kept
    assert list(EarlierPartners.objects.values_list("assessment", "names", "folded_names")) == kept


def test_finding_costs_one_query_when_partners_were_changed(changed: Assessment) -> None:
    with CaptureQueriesContext(connection) as queries:
        list(Assessment.objects.filter(found_in_round("integrated care", case="pk")))
    assert len(queries) == 1


def test_the_report_of_a_round_that_was_withdrawn_says_what_it_proposed(assessment: Assessment, owner: User) -> None:
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    again = actions.start_round(assessment=assessment, by=owner)
    details = actions.Details(
        name="Another", purpose="Another purpose.", partners=["Other Ltd"], decision_sought=again.decision_sought
    )
    actions.change_details(assessment=again, by=owner, details=details)
    assessment.refresh_from_db()
    said = snapshot_of(assessment, made_on=date(2026, 6, 1)).content.partnership
    assert said.purpose == "One store of equipment for people who live at home."
    assert said.partners == ("Marlshire Integrated Care Board",)


def test_significance_from_before_it_was_judged(assessment: Assessment, owner: User) -> None:
    Partnership.objects.update(significance="", significance_basis={})
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    again = actions.start_round(assessment=assessment, by=owner)
    factories.judge(again, "high")
    for case, significance in ((assessment, ""), (again, "high")):
        row = Assessment.objects.select_related("partnership").get(pk=case.pk)
        show_as_in_round(row)
        assert row.partnership.significance == significance
        assert bool(row.partnership.significance_basis) is bool(significance)


def test_what_is_restricted_now_is_so_in_its_earlier_rounds(
    approved: ReportIssue, owner: User, secretary: User, sign_in: SignIn
) -> None:
    again = actions.start_round(assessment=approved.assessment, by=owner)
    details = actions.Details(
        name="Joint equipment service",
        purpose="A secret purpose",
        partners=["Hidden Horizons Ltd"],
        decision_sought=again.decision_sought,
        is_restricted=True,
    )
    actions.change_details(assessment=again, by=owner, details=details)
    another = factories.person("Susan Secretary", Role.SECRETARY)
    assert sign_in(another).get(PAGE).status_code == 404
    assert sign_in(secretary).get(PAGE).status_code == 200
