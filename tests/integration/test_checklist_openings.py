"""To which services a checklist is open: who says so, and who may start a partnership on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Checklist, Opening, Version
from partnerships import actions
from partnerships.actions.validation import InvalidError
from partnerships.models import Assessment, RegisterEntry
from partnerships.selectors.versions import has_several_checklists, version_to_answer, versions_to_answer
from tests import existing, factories
from tests.conftest import SignIn
from tests.shown import one_spaced
from tests.specs import other_version

pytestmark = pytest.mark.django_db

START, NEW = "/partnerships/start/", "/partnerships/new/"
PAGE = "/checklists/partnership-readiness/open-to/"
DETAILS = {"name": "Food network", "purpose": "Less hunger.", "decision_sought": "explore", "is_restricted": ""}


@pytest.fixture
def health_check(tmp_path: Path, db: None) -> Version:
    """Another checklist, open to all, published a day after the first."""
    file = other_version(tmp_path / "health.json", "health-check/1.0", title="Yearly health check")
    call_command("loaddata", str(file), verbosity=0)
    return Version.objects.select_related("checklist").get(pk="health-check/1.0")


def send(client: Client, address: str, **typed: Any) -> Any:
    """Send the form of the page with what is typed."""
    shown = client.get(address).context["form"].initial.get("version_token", "")
    return client.post(address, {"version_token": shown, **typed})


def open_to(version: Version, by: User, *services: Service) -> None:
    checklists.open_to(checklist=version.checklist, by=by, services=services)


# --- Who says it ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["editor", "admin"])
def test_editors_and_administrators_open_it_to_services_and_to_all_again(
    who: str, request: pytest.FixtureRequest, service: Service, other_service: Service, sign_in: SignIn
) -> None:
    user: User = request.getfixturevalue(who)
    client = sign_in(user)
    sent = send(client, PAGE, open_to="some", services=[str(service.pk)])
    assert (sent.status_code, sent["Location"]) == (302, "/checklists/")
    assert [(row.service, row.opened_by) for row in Opening.objects.all()] == [(service, user)]
    page = one_spaced(client.get("/checklists/").content.decode())
    assert f"Open to: {service.name}." in page
    send(client, PAGE, open_to="all", services=[])
    assert not Opening.objects.exists()
    assert "Open to all services." in client.get("/checklists/").content.decode()


@pytest.mark.parametrize("who", ["owner", "manager", "secretary", "auditor"])
def test_others_may_not(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    user: User = request.getfixturevalue(who)
    assert sign_in(user).get(PAGE).status_code == 403
    assert "open-to" not in sign_in(user).get("/checklists/").content.decode()
    with pytest.raises(checklists.NotAllowedError):
        open_to(factories.published(), user)


def test_only_these_services_needs_one(editor: User, sign_in: SignIn) -> None:
    response = send(sign_in(editor), PAGE, open_to="some", services=[])
    assert response.status_code == 422
    assert "Select at least one service" in response.content.decode()


def test_a_page_that_shows_what_no_longer_holds_changes_nothing(
    editor: User, admin: User, service: Service, other_service: Service, sign_in: SignIn
) -> None:
    client = sign_in(editor)
    stale = client.get(PAGE).context["form"]["version_token"].value()
    open_to(factories.published(), admin, service)
    sent = client.post(PAGE, {"open_to": "some", "services": [other_service.pk], "version_token": stale})
    assert sent.status_code == 409
    assert "Somebody else has changed this since" in sent.content.decode()
    assert Opening.objects.get().service == service


def test_loading_a_later_version_leaves_it_as_it_is(editor: User, service: Service) -> None:
    open_to(factories.published(), editor, service)
    call_command("load_checklists", verbosity=0)
    assert Opening.objects.get().service == service


# --- What a partnership can start on -------------------------------------------------------------------------------
def test_the_highest_number_is_the_newest(editor: User, service: Service) -> None:
    before = factories.published()
    for number in ("1.10", "1.9"):
        draft = checklists.start_draft(checklist=before.checklist, number=number, by=editor, source=before)
        second = User.objects.filter(full_name="Edgar Editor").first() or factories.person("Edgar Editor", Role.EDITOR)
        factories.publish_draft(draft, second)
    newest = version_to_answer([service])
    assert newest
    assert newest.number == "1.10"


def test_each_checklist_that_is_open_to_the_service_is_offered(
    health_check: Version, admin: User, service: Service, other_service: Service
) -> None:
    first = factories.published()
    assert has_several_checklists()
    assert versions_to_answer([service]) == [first, health_check]
    open_to(health_check, admin, other_service)
    assert versions_to_answer([service]) == [first]
    assert versions_to_answer([other_service]) == [first, health_check]
    open_to(first, admin, service)
    assert versions_to_answer([other_service]) == [health_check]


def test_the_action_refuses_a_checklist_that_is_not_open_to_the_service(
    health_check: Version, admin: User, owner: User, service: Service, other_service: Service
) -> None:
    open_to(health_check, admin, other_service)
    with pytest.raises(InvalidError) as refused:
        factories.start(owner, service, version=health_check)
    assert refused.value.errors == {"checklist": f"“Yearly health check” is not open to {service}"}


def test_with_one_checklist_nothing_is_asked(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert "Which checklist" not in client.get(START).content.decode()
    assert "Which checklist" not in client.get(NEW).content.decode()
    assert send(client, NEW, **DETAILS).status_code == 302
    assert Assessment.objects.get().version == factories.published()


def test_with_several_one_is_chosen(health_check: Version, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    before = client.get(f"{START}?checklist=health-check").content.decode()
    assert "Which checklist" in before
    assert "/partnerships/new/?checklist=health-check" in before
    assert "partnerships/start/checklist.pdf?checklist=health-check" in before
    page = client.get(f"{NEW}?checklist=health-check")
    assert "Which checklist will it answer?" in page.content.decode()
    assert page.context["form"]["checklist"].value() == "health-check"
    missing = send(client, NEW, **DETAILS, checklist="")
    assert missing.status_code == 422
    assert "Select the checklist that it will answer" in missing.content.decode()
    assert send(client, NEW, **DETAILS, checklist="health-check").status_code == 302
    assert Assessment.objects.get().version == health_check


def test_a_checklist_that_is_not_open_to_the_person_is_not_there(
    health_check: Version, admin: User, owner: User, other_service: Service, sign_in: SignIn
) -> None:
    open_to(health_check, admin, other_service)
    client = sign_in(owner)
    assert "Yearly health check" not in client.get(START).content.decode()
    assert client.get(f"{START}?checklist=health-check").status_code == 404
    assert client.get("/partnerships/start/checklist.docx?checklist=health-check").status_code == 404


def test_nothing_can_start_where_no_checklist_is_open(
    admin: User, owner: User, other_service: Service, sign_in: SignIn
) -> None:
    open_to(factories.published(), admin, other_service)
    client = sign_in(owner)
    assert "No checklist is published to be answered" in client.get(START).content.decode()
    assert send(client, NEW, **DETAILS).status_code == 422
    assert not Assessment.objects.exists()


def test_the_first_review_of_an_existing_partnership_asks_too(
    health_check: Version, manager: User, owner: User, service: Service, sign_in: SignIn
) -> None:
    entry: RegisterEntry = existing.enter(manager)
    page = f"/register/{entry.partnership.reference}/review/"
    client = sign_in(manager)
    assert "Which checklist will it answer?" in client.get(page).content.decode()
    assert send(client, page, decision="continue", checklist="health-check").status_code == 302
    assert Assessment.objects.get().version == health_check


def test_a_round_stays_on_its_checklist_though_it_is_closed_to_the_service(
    admin: User, assessment: Assessment, owner: User, other_service: Service
) -> None:
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    open_to(factories.published(), admin, other_service)
    assert actions.start_round(assessment=assessment, by=owner).version == factories.published()


# --- A version without marks of a partnership ----------------------------------------------------------------------
def test_a_version_without_marks_asks_no_screening_and_says_nothing_of_it(
    health_check: Version, editor: User, owner: User, service: Service, sign_in: SignIn
) -> None:
    draft = checklists.start_draft(
        checklist=Checklist.objects.get(pk="health-check"), number="1.1", by=editor, source=health_check
    )
    for table in (draft.characteristics, draft.benefits):
        table.all().delete()
    plain = factories.publish_draft(draft, factories.person("Edgar Editor", "editor"))  # type: ignore[arg-type]
    case = factories.start(owner, service, version=plain)
    client = sign_in(owner)
    reference = case.partnership.reference
    for page in (f"/assessments/{case.pk}/", f"/partnerships/{reference}/", f"/assessments/{case.pk}/submit/"):
        text = client.get(page).content.decode()
        assert "Is it a partnership?" not in text
        assert "screening" not in text
        assert "Benefits claimed" not in text
    for page in ("screening", "benefits"):
        assert client.get(f"/partnerships/{reference}/{page}/").status_code == 404
    report = client.get(f"/assessments/{case.pk}/report/").content.decode()
    assert "a partnership as the checklist defines" not in report
