"""Starting a partnership, and every way to get the form wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from checklists.actions import retire
from partnerships.models import Partnership
from tests import factories
from tests.conftest import SignIn
from tests.shown import title_of

ADDRESS = "/partnerships/new/"
TYPED = {
    "name": "Community hub",
    "purpose": "A place for advice.",
    "partners": "Penmoel Town Council\r\n\r\nCitizens Advice\r\nPenmoel Town Council",
    "council_role": "Host",
    "decision_sought": "explore",
    "planned_start_on-day": "27",
    "planned_start_on-month": "March",
    "planned_start_on-year": "2027",
    "planned_end_on-day": "",
    "planned_end_on-month": "",
    "planned_end_on-year": "",
    "annual_cost": "£12,500",
    "funding_source": "Revenue budget",
}


def test_everything_typed_is_kept(owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(ADDRESS, TYPED)
    partnership = Partnership.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/assessments/{partnership.assessments.get().pk}/"
    assert (partnership.name, partnership.lead, partnership.annual_cost) == ("Community hub", owner, 12_500)
    assert partnership.planned_start_on == date(2027, 3, 27)
    assert partnership.significance == ""
    assert not partnership.is_restricted
    assert [partner.name for partner in partnership.partners.all()] == ["Penmoel Town Council", "Citizens Advice"]
    assert partnership.assessments.get().decision_sought == "explore"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Enter a name for the partnership"),
        ("name", "x" * 201, "must be 200 characters or fewer. It has 201."),
        ("name", "Turned \u202egnihtemos", "after “Turned”: right-to-left override (U+202E)"),
        ("name", "\u200b\u200d", "Enter a name for the partnership"),
        ("purpose", "", "Say what the partnership is for"),
        ("purpose", "x" * 5001, "must be 5,000 characters or fewer. It has 5,001."),
        ("purpose", "No\ufffething", "after “No”: no character (U+FFFE)"),
        ("partners", "NHS\nA\u202eB", "line 2, after “A”"),
        ("partners", "x" * 201, "200 characters or fewer"),
        ("partners", "\n".join(f"Partner {n}" for n in range(51)), "50 partners or fewer"),
        ("annual_cost", "12.5k", "Enter the cost in whole pounds"),
        ("annual_cost", "-5", "Enter the cost in whole pounds"),
        ("annual_cost", "9" * 30, "Enter a cost below £100 billion"),
        ("annual_cost", "2\u06610", "Enter the cost in whole pounds"),
        ("annual_cost", "\uff11\uff12", "Enter the cost in whole pounds"),
        ("planned_start_on-year", "0001", "The year must be between"),
        ("planned_start_on-year", "9999", "The year must be between"),
        ("planned_start_on-year", "2٠27", "Use the digits 0 to 9 in a date"),
        ("planned_start_on-day", "31", "The planned end must be"),
        ("planned_end_on-day", "31", "The date must include a month"),
        ("decision_sought", "", "Select which decision you seek"),
        ("decision_sought", "marry", "Select a valid choice"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    field: str, typed: str, sentence: str, owner: User, sign_in: SignIn
) -> None:
    end = {"planned_end_on-day": "30", "planned_end_on-month": "3", "planned_end_on-year": "2027"}
    posted = TYPED | (end if field == "planned_start_on-day" else {}) | {field: typed}
    response = sign_in(owner).post(ADDRESS, posted)
    text = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in text
    assert title_of(text).startswith("Error: ")
    assert sentence in text
    assert "Revenue budget" in text
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    ("typed", "pounds"), [("", None), ("0", 0), ("£1,250.00", 1250), ("12 500", 12_500), ("£12\xa0500", 12_500)]
)
def test_cost_as_people_write_it(typed: str, pounds: int | None, owner: User, sign_in: SignIn) -> None:
    sign_in(owner).post(ADDRESS, TYPED | {"annual_cost": typed})
    assert Partnership.objects.get().annual_cost == pounds


def test_text_of_5000_characters_counts_a_line_break_once(owner: User, sign_in: SignIn) -> None:
    sign_in(owner).post(ADDRESS, TYPED | {"purpose": "x" * 4998 + "\r\n" + "y"})
    assert len(Partnership.objects.get().purpose) == 5000


def test_same_name_is_warned_and_allowed(
    owner: User, other_officer: User, other_service: Service, sign_in: SignIn
) -> None:
    factories.start(other_officer, other_service, name="community HUB")
    client = sign_in(owner)
    response = client.post(ADDRESS, TYPED)
    text = response.content.decode()
    assert response.status_code == 422
    assert "A partnership with almost this name exists" in text
    assert "Otto Other" in text
    assert client.post(ADDRESS, TYPED | {"anyway": "yes"}).status_code == 302
    assert Partnership.objects.count() == 2


def test_same_name_never_gives_away_a_restricted_case(
    owner: User, other_officer: User, other_service: Service, sign_in: SignIn
) -> None:
    factories.start(other_officer, other_service, name="Community hub", is_restricted=True)
    assert sign_in(owner).post(ADDRESS, TYPED).status_code == 302


def test_second_press_of_the_button_starts_no_second_case(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    client.post(ADDRESS, TYPED | {"is_restricted": "on"})
    assert client.post(ADDRESS, TYPED | {"is_restricted": "on"}).status_code == 422
    assert Partnership.objects.get().is_restricted


def test_service_is_asked_only_of_those_with_several(owner: User, other_service: Service, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert "Which service will lead it?" not in client.get(ADDRESS).content.decode()
    RoleGrant.objects.create(user=owner, role=Role.MANAGER, service=other_service)
    Service.objects.create(slug="closed", name="Closed service", is_active=False)
    text = client.get(ADDRESS).content.decode()
    assert "Which service will lead it?" in text
    assert "Closed service" not in text
    assert client.post(ADDRESS, TYPED).status_code == 422
    client.post(ADDRESS, TYPED | {"service": other_service.pk})
    assert Partnership.objects.get().service == other_service


def test_service_of_others_is_refused(owner: User, service: Service, other_service: Service, sign_in: SignIn) -> None:
    third = Service.objects.create(slug="third", name="Third")
    RoleGrant.objects.create(user=owner, role=Role.OFFICER, service=third)
    assert sign_in(owner).post(ADDRESS, TYPED | {"service": other_service.pk}).status_code == 422


@pytest.mark.parametrize("who", ["legal", "secretary", "editor", "auditor", "admin"])
def test_others_may_not_start(who: str, request: Any, sign_in: SignIn) -> None:
    assert sign_in(request.getfixturevalue(who)).get(ADDRESS).status_code == 403


def test_without_a_published_checklist_nothing_is_lost(owner: User, editor: User, sign_in: SignIn) -> None:
    retire(version=factories.published(), by=editor)
    page = sign_in(owner).post(ADDRESS, TYPED)
    assert page.status_code == 422
    assert "No checklist is published" in page.content.decode()
    assert "A place for advice." in page.content.decode()
