"""Similar partnerships: the warning on starting, the list beside a question, and what finding them costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Service, User
from partnerships import actions
from partnerships.actions.partnership import details_of
from partnerships.domain.similarity import Subject, keys_of
from partnerships.models import Assessment, Partnership, PartnershipWord
from partnerships.selectors import similar
from tests import factories
from tests.conftest import SignIn

ADDRESS = "/partnerships/new/"
TYPED = {"purpose": "A place for advice.", "decision_sought": "explore"}


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("Caffè Ŵyth with O’Brien’s Trust", "caffe wyth with OBriens trust"),
        ("Joint equipment service", "The joint equipment services"),
        ("Partneriaeth Gofal Caerdydd", "Partneriaeth Gofal Gaerdydd"),
    ],
)
def test_almost_the_same_name_is_warned_and_allowed(
    name: str, like: str, owner: User, other_officer: User, other_service: Service, sign_in: SignIn
) -> None:
    factories.start(other_officer, other_service, name=name)
    client = sign_in(owner)
    response = client.post(ADDRESS, TYPED | {"name": like})
    assert response.status_code == 422
    page = response.content.decode()
    assert "A partnership with almost this name exists" in page
    assert "PR-0001" in page
    assert "Otto Other" in page
    assert client.post(ADDRESS, TYPED | {"name": like, "anyway": "yes"}).status_code == 302


@pytest.mark.parametrize("name", ["Joint library service", "Equipment", "Partneriaeth Tai Caerdydd", "☕"])
def test_another_name_is_not_warned(
    name: str, owner: User, other_officer: User, other_service: Service, sign_in: SignIn
) -> None:
    for taken in ("Joint equipment service", "Partneriaeth Gofal Caerdydd", "☕☕"):
        factories.start(other_officer, other_service, name=taken)
    assert sign_in(owner).post(ADDRESS, TYPED | {"name": name}).status_code == 302


def test_similar_ones_are_named_beside_the_question_in_welsh_too(
    owner: User, other_officer: User, service: Service, other_service: Service, sign_in: SignIn
) -> None:
    purpose = "Gwasanaeth sy'n benthyg offer i bobl gartref: gwelyau, cadeiriau a fframiau cerdded."
    case = factories.start(owner, service, name="Offer gartref", purpose=purpose)
    others = {
        "Benthyg offer": "Benthyg gwelyau a fframiau cerdded i bobl yn eu cartrefi.",
        "Bysiau'r dref": "Bysiau i bobl y dref ar ddiwrnod marchnad.",
    }
    for name, meant in others.items():
        factories.start(other_officer, other_service, name=name, purpose=meant)
    page = sign_in(owner).get(f"/assessments/{case.pk}/questions/existing-partnerships/").content.decode()
    assert "PR-0002 Benthyg offer" in page
    assert "Bysiau" not in page


def test_the_likest_come_first_and_no_more_than_five(owner: User, service: Service, assessment: Assessment) -> None:
    names = ["Joint equipment service", "Joint equipment services", *(f"Equipment service {n}" for n in range(5))]
    for name in names:
        factories.start(owner, service, name=name)
    found = [row.name for row in similar.similar_to(assessment.partnership)]
    assert found[:2] == names[:2]
    assert len(found) == 5
    assert [row.name for row in similar.same_named("Joint equipment services", user=owner)][:2] == [
        "Joint equipment services",
        "Joint equipment service",
    ]


def test_what_many_have_in_common_says_nothing_but_the_same_name_does(
    owner: User, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "COMMON", 3)
    for number in range(5):
        factories.start(owner, service, name=f"Community hub {number}")
    factories.start(owner, service, name="Community hub")
    assert [row.name for row in similar.same_named("COMMUNITY  hub", user=owner)] == ["Community hub"]
    assert similar.same_named("The community hub", user=owner) == []


def test_the_cost_does_not_grow_with_the_partnerships(
    owner: User, service: Service, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two queries; of each key no more rows than say something, and of a common one no further than that; see docs/decisions."""
    monkeypatch.setattr(similar, "COMMON", 3)
    read: list[int] = []
    for _round in range(2):
        for number in range(4):
            factories.start(owner, service, name=f"Joint equipment {number}")
        with CaptureQueriesContext(connection) as queries:
            similar.similar_to(assessment.partnership)
        assert len(queries) == 2
        keys = keys_of(Subject(assessment.partnership.name, assessment.partnership.purpose))
        read.append(sum(len(found) for found in similar._by_key(keys).values()))
        assert queries[0]["sql"].count("LIMIT 1 OFFSET 3") == len(keys)
    assert read[1] <= read[0]


def keyed() -> dict[int, set[str]]:
    return {
        row.pk: set(PartnershipWord.objects.filter(partnership=row).values_list("word", flat=True))
        for row in Partnership.objects.all()
    }


def expected() -> dict[int, set[str]]:
    return {row.pk: set(keys_of(Subject(row.name, row.purpose))) for row in Partnership.objects.all()}


def test_every_path_that_writes_a_name_or_a_purpose_writes_the_keys(
    assessment: Assessment, owner: User, settings: Any
) -> None:
    changed = {**vars(details_of(assessment)), "name": "Caffè Ŵyth", "purpose": "Rhywbeth arall yn llwyr."}
    actions.change_details(assessment=assessment, by=owner, details=actions.Details(**changed))
    settings.DEBUG = True
    call_command("seed_portfolio", "3", "--yes", verbosity=0)
    assert keyed() == expected()
    assert Partnership.objects.count() == 4
