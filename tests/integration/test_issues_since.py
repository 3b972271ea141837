"""What has changed since the last issue: read from what was frozen then and what stands now."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment
from partnerships.snapshot import snapshot_of
from partnerships.snapshot.record import snapshot_in
from partnerships.snapshot.shape import SincePart
from tests import factories, people
from tests.conftest import SignIn

CONCERN = "authority"


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None, laid_out_once: None) -> None:
    """Issued as issue 1, every answer the best."""
    people.issue(people.endorsed())


@pytest.fixture
def issued(db: None) -> Assessment:
    return people.first_case()


def since(assessment: Assessment) -> SincePart | None:
    fresh = Assessment.objects.with_partnership().get(pk=assessment.pk)
    return snapshot_of(fresh, made_on=date(2026, 11, 23)).content.since


def page(assessment: Assessment, user: User, sign_in: SignIn) -> str:
    response = sign_in(user).get(f"/partnerships/{assessment.partnership.reference}/since/")
    assert response.status_code == 200
    return response.content.decode()


def test_without_an_issue_there_is_nothing_to_compare_with(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    assert since(assessment) is None
    assert "There is no issue of the readiness report yet" in page(assessment, owner, sign_in)


def test_right_after_the_issue_nothing_has_changed(issued: Assessment, owner: User, sign_in: SignIn) -> None:
    html = page(issued, owner, sign_in)
    assert "What changed since issue 1" in html
    assert "and no condition is overdue." in html
    assert f'href="/partnerships/{issued.partnership.reference}/issues/1/"' in html


def test_what_became_adverse_after_the_case_was_reopened(
    issued: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.reopen(issued, manager)
    factories.save(issued, CONCERN, "partly", reason="Up to a limit.")
    found = since(issued)
    assert found
    assert (found.issue, found.adverse) == (1, (CONCERN,))
    assert found.outcome
    html = page(issued, owner, sign_in)
    assert "G10 Representatives" in html
    assert "Became adverse" in html


def test_the_next_issue_compares_with_the_one_before(issued: Assessment, manager: User, secretary: User) -> None:
    factories.reopen(issued, manager)
    factories.save(issued, CONCERN, "partly", reason="Up to a limit.")
    factories.submit(issued)
    factories.justify(issued, CONCERN, manager)
    made = factories.issue(actions.endorse(assessment=issued, by=manager), secretary)
    frozen = snapshot_in(made.editions.get(edition="full")).content
    assert made.number == 2
    assert frozen.since
    assert (frozen.since.issue, frozen.since.adverse) == (1, (CONCERN,))
    assert [event.what for event in frozen.events][-4:] == [
        "Report issued",
        "Reopened",
        "Submitted for review",
        "Endorsed",
    ]


def test_an_outsider_finds_nothing(issued: Assessment, outsider: User, sign_in: SignIn) -> None:
    address = f"/partnerships/{issued.partnership.reference}/since/"
    assert sign_in(outsider).get(address).status_code == 404
