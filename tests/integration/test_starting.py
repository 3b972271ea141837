"""Before a partnership is started: what it takes, the blank checklist, and what sounds similar while it is named."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from docx import Document

from accounts.models import Service, User
from checklists.actions import retire
from partnerships import actions
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Partnership
from partnerships.selectors.starting import Pace, pace_of_council
from tests import boards, existing, factories
from tests.conftest import SignIn

START, NEW = "/partnerships/start/", "/partnerships/new/"
SIMILAR = f"{NEW}similar/"
PURPOSE = "Beds, chairs and walking frames lent to people who live at home."


def shown(sign_in: SignIn, user: User, address: str) -> str:
    response = sign_in(user).get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_page_says_what_it_takes_who_is_asked_and_when(owner: User, secretary: User, sign_in: SignIn) -> None:
    boards.meeting(secretary)
    text = shown(sign_in, owner, START)
    for words in (
        "Partnership readiness : 18 questions, in any order.",
        "High: The board decides.",
        "G5 Affected services consulted and agreed: Lead officer; each head of service can confirm",
        "Legal adviser Confirms your answers to L1, L2 and L6",
        "Comment for whoever decides, on Legal, Finance",
        "Cabinet, ",
        "Start now",
    ):
        assert words in text
    assert 'href="/partnerships/start/"' in sign_in(owner).get("/").content.decode()


def test_pace_of_the_council_is_said_of_several_cases_and_of_no_restricted_one(
    owner: User, manager: User, service: Service, sign_in: SignIn
) -> None:
    said = "In this council, half of the last 3 cases were submitted within 2 weeks of their start."
    for days in (7, 14, 70):
        start_and_submit(owner, service, days=days)
        start_and_submit(owner, service, days=400, reviewer=manager)
        assert (said in shown(sign_in, owner, START)) is (days == 70)


def test_a_submission_that_was_taken_back_says_nothing_of_the_pace(
    owner: User, manager: User, service: Service, sign_in: SignIn
) -> None:
    for days in (7, 14):
        start_and_submit(owner, service, days=days)
    actions.take_back(assessment=start_and_submit(owner, service, days=70), by=owner)
    assert "In this council, half of" not in shown(sign_in, owner, START)
    again = start_and_submit(owner, service, days=140)
    actions.take_back(assessment=again, by=owner)
    again.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        factories.submit(again)
        said = "In this council, half of the last 3 cases were submitted within 2 weeks of their start."
        assert said in shown(sign_in, owner, START)
    assert pace_of_council() == Pace(cases=3, weeks=2)


def start_and_submit(owner: User, service: Service, *, days: int, reviewer: User | None = None) -> Assessment:
    """Start a case so many days ago, restricted if its reviewer is named, and submit it."""
    with time_machine.travel(timezone.now() - timedelta(days=days)):
        case = factories.start(owner, service, name=f"Case of {days} days", is_restricted=reviewer is not None)
        if reviewer:
            factories.join(case, reviewer, Capacity.REVIEWER)
    return factories.submit(case)


def test_without_a_published_checklist_the_page_says_so(owner: User, editor: User, sign_in: SignIn) -> None:
    retire(version=factories.published(), by=editor)
    assert "No checklist is published to be answered." in shown(sign_in, owner, START)
    for kind in ("pdf", "docx"):
        assert sign_in(owner).get(f"{START}checklist.{kind}").status_code == 404


def test_blank_checklist_as_word(owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).get(f"{START}checklist.docx")
    assert response["Content-Disposition"] == 'attachment; filename="partnership-readiness-1.0-blank.docx"'
    document = Document(BytesIO(response.content))
    labels = document.element.xpath(".//w:tblCaption/@w:val")
    assert {"What is the partnership called?", "Where will the money come from?", "Why is this your answer?"} <= set(
        labels
    )
    assert document.core_properties.author == "Marlshire County Council"


@pytest.mark.pdf
def test_blank_checklist_as_pdf(owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).get(f"{START}checklist.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="partnership-readiness-1.0-blank.pdf"'
    assert response.content.startswith(b"%PDF")


@pytest.fixture
def lending(other_officer: User, other_service: Service) -> Assessment:
    """A case about lending equipment, which the owner may not read."""
    return factories.start(other_officer, other_service, name="Equipment lent", purpose=PURPOSE)


def test_similar_ones_are_links_only_for_those_who_may_read_them(
    lending: Assessment, owner: User, other_officer: User, sign_in: SignIn
) -> None:
    typed = {"name": "Lending equipment", "purpose": PURPOSE}
    known = sign_in(owner).post(SIMILAR, typed).content.decode()
    assert "PR-0001 Equipment lent" in known
    assert "led by Otto Other" in known
    assert "<a " not in known
    assert 'href="/partnerships/PR-0001/"' in sign_in(other_officer).post(SIMILAR, typed).content.decode()


def test_nothing_of_a_restricted_one_is_named_even_to_its_lead(
    lending: Assessment, owner: User, other_officer: User, sign_in: SignIn
) -> None:
    Partnership.objects.update(is_restricted=True)
    for user in (owner, other_officer):
        page = sign_in(user).post(SIMILAR, {"name": "Lending equipment", "purpose": PURPOSE}).content.decode()
        assert "None was found." in page
        assert "Equipment lent" not in page


def test_partnership_that_exists_already_is_a_link_for_its_manager(manager: User, owner: User, sign_in: SignIn) -> None:
    entry = existing.enter(manager, name="Equipment lent", purpose=PURPOSE)
    link = f'href="/partnerships/{entry.partnership.reference}/"'
    typed = {"name": "Lending equipment", "purpose": PURPOSE}
    assert link in sign_in(manager).post(SIMILAR, typed).content.decode()
    assert sign_in(manager).get(f"/partnerships/{entry.partnership.reference}/").status_code == 302


def test_nothing_typed_finds_nothing(owner: User, sign_in: SignIn) -> None:
    page = sign_in(owner).post(SIMILAR, {"name": " ", "purpose": ""}).content.decode()
    assert "Once you have typed a name or a purpose" in page
    assert sign_in(owner).get(SIMILAR).status_code == 405


def test_button_looks_without_a_script_and_judges_nothing(lending: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    typed = {
        "name": "Lending equipment",
        "purpose": PURPOSE,
        "annual_cost": "12.5k",
        "partners": "Penmoel Town Council",
    }
    response = client.post(NEW, {**typed, "look": "yes"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "PR-0001 Equipment lent" in page
    assert "12.5k" in page
    assert "Penmoel Town Council" in page
    assert "govuk-error" not in page
    assert Partnership.objects.count() == 1
    assert client.post(NEW, {**typed, "annual_cost": "", "decision_sought": "enter"}).status_code == 302


def test_similar_ones_stay_beside_what_is_wrong(lending: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(NEW, {"name": "Lending equipment", "purpose": PURPOSE})
    assert response.status_code == 422
    assert "PR-0001 Equipment lent" in response.content.decode()
