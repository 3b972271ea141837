"""Every start loads the checklist versions that are missing, and fails by nothing that editors did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.models import Checklist, Version, VersionState
from tests import factories
from tests.specs import other_version

pytestmark = pytest.mark.django_db


def load(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_checklists")
    return capsys.readouterr().out.strip()


@pytest.fixture
def shipped(settings: Any, tmp_path: Path) -> Path:
    """The folder of what comes with the product: nothing yet."""
    settings.FIXTURE_DIRS = [tmp_path]
    return tmp_path


def test_a_retired_version_stays_retired(editor: User, capsys: pytest.CaptureFixture[str]) -> None:
    load(capsys)
    actions.retire(version=factories.published(), by=editor)
    assert load(capsys) == ""
    assert factories.published().state == VersionState.RETIRED


def test_a_missing_version_is_loaded_once(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other_version(shipped / "exit_1_0.json", "exit/1.0")
    (shipped / "council.json").write_text("[]")
    assert load(capsys) == "Loaded checklist version exit/1.0."
    assert len(Version.objects.get(pk="exit/1.0").spec().by_key) == 18
    assert load(capsys) == ""


def test_one_version_alone_is_loaded_if_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_checklists", "partnership-readiness/1.0")
    assert Version.objects.get().number == "1.0"
    assert load(capsys) == "Loaded checklist version partnership-readiness/1.1."
    assert load(capsys) == ""


def test_a_later_version_is_loaded_beside_one_that_was_retired(
    shipped: Path, editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    actions.retire(version=factories.published(), by=editor)
    other_version(shipped / "later.json", "partnership-readiness/1.1")
    assert load(capsys) == "Loaded checklist version partnership-readiness/1.1."
    assert Version.objects.published().get().number == "1.1"


@pytest.mark.parametrize("is_published", [False, True])
def test_a_version_of_the_editors_keeps_its_number(
    is_published: bool, shipped: Path, editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    source = factories.published()
    draft = actions.start_draft(checklist=source.checklist, number="1.1", by=editor, source=source)
    draft.questions.filter(key="skills").update(guidance="Ask the team.")
    if is_published:
        draft = factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))
    other_version(shipped / "later.json", "partnership-readiness/1.1")
    said = "Version partnership-readiness/1.1 is not the one that comes with the product; it was left alone."
    assert load(capsys) == said
    draft.refresh_from_db()
    assert draft.drafted_by == editor
    assert draft.read().by_key["skills"].guidance == "Ask the team."


def test_a_checklist_of_the_editors_keeps_its_title(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Checklist.objects.create(slug="exit", title="Leaving a partnership")
    other_version(shipped / "exit_1_0.json", "exit/1.0")
    assert load(capsys) == "exit_1_0.json was left out: checklist exit has another title here."
    assert not Version.objects.filter(checklist="exit").exists()
    assert Checklist.objects.get(pk="exit").title == "Leaving a partnership"
