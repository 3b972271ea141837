"""A published version whose content is not what was published breaks its own page alone, says so, and can be retired."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Service, User
from accounts.roles import Role
from checklists import actions
from checklists.models import Version
from partnerships import actions as partnerships
from partnerships.models import Assessment, Participant
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced
from tests.specs import FIXTURE, other_version


@pytest.fixture
def forged(db: None, tmp_path: Path) -> Version:
    """A version 1.1 that came into the database as published, with the digest of other content."""
    path = other_version(tmp_path / "forged.json", "partnership-readiness/1.1")
    rows = json.loads(path.read_text())
    next(row["fields"] for row in rows if row["model"] == "checklists.version")["digest"] = "f" * 64
    path.write_text(json.dumps(rows))
    call_command("loaddata", str(path), verbosity=0)
    return Version.objects.get(pk="partnership-readiness/1.1")


def test_it_breaks_no_page_but_its_own(
    forged: Version, assessment: Assessment, owner: User, manager: User, editor: User, sign_in: SignIn
) -> None:
    factories.submit(factories.answer_all(assessment))
    reference = assessment.partnership.reference
    for address in (
        "/",
        "/flags/",
        "/partnerships/",
        "/checklists/",
        f"/partnerships/{reference}/",
        "/partnerships/new/",
    ):
        assert sign_in(owner).get(address).status_code == 200
    assert sign_in(manager).get(f"/assessments/{assessment.pk}/review/").status_code == 200
    page = one_spaced(sign_in(owner).get("/checklists/partnership-readiness/1.1/").content.decode())
    assert "is not what was published" in page
    assert "Retire this version" not in page
    assert "Cannot be read" in sign_in(editor).get("/checklists/").content.decode()


def test_an_editor_retires_it(forged: Version, owner: User, editor: User, sign_in: SignIn) -> None:
    address = "/checklists/partnership-readiness/1.1/"
    assert sign_in(owner).post(f"{address}retire/", {"when": "now"}).status_code == 403
    client = sign_in(editor)
    assert "Retire this version" in client.get(address).content.decode()
    assert client.post(f"{address}retire/", {"when": "now"}).status_code == 302
    forged.refresh_from_db()
    assert forged.state == "retired"
    assert "Retire this version" not in client.get(address).content.decode()


def test_no_new_case_and_no_new_round_uses_it(
    forged: Version, assessment: Assessment, owner: User, service: Service, sign_in: SignIn
) -> None:
    data = {"name": "Repair cafés", "purpose": "Repairs.", "service": str(service.pk), "decision_sought": "enter"}
    assert sign_in(owner).post("/partnerships/new/", data).status_code == 302
    partnerships.withdraw(assessment=assessment, by=owner, reason="The partner left.")
    partnerships.start_round(assessment=assessment, by=owner)
    assert Assessment.objects.count() == 3
    assert set(Assessment.objects.values_list("version", flat=True)) == {"partnership-readiness/1.0"}


def test_another_version_is_published_beside_it(forged: Version, editor: User) -> None:
    before = factories.published()
    draft = actions.start_draft(checklist=before.checklist, number="1.2", by=editor, source=before)
    assert actions.publish(version=draft, by=factories.person("Edgar Editor", Role.EDITOR)).state == "published"


def test_a_case_that_was_answered_to_it_says_why_it_cannot_be_opened(
    forged: Version, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    copied = assessment.partnership
    copied.pk, copied.number = None, copied.number + 1
    copied.save()
    Participant.objects.create(partnership=copied, user=owner, capacity="author", added_by=owner)
    case = Assessment.objects.create(partnership=copied, version=forged, created_by=owner, state_changed_by=owner)
    for address in (f"/assessments/{case.pk}/", f"/partnerships/{copied.reference}/"):
        page = sign_in(owner).get(address)
        assert page.status_code == 403
        assert "The questions of this case cannot be read" in page.content.decode()
    assert f"{copied.reference} " in sign_in(owner).get("/").content.decode()


def test_a_file_with_a_wrong_digest_is_left_out_with_a_sentence(
    settings: object, tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None
) -> None:
    rows = FIXTURE.read_text().replace("partnership-readiness", "forged")
    (tmp_path / "forged.json").write_text(rows)
    settings.FIXTURE_DIRS = [tmp_path]  # type: ignore[attr-defined]  # settings of pytest-django
    call_command("load_checklists")
    assert "forged.json was left out: the content of forged/1.0 does not match its digest." in capsys.readouterr().out
    assert not Version.objects.filter(checklist="forged").exists()
