"""Typical mistakes in a file, given to the commands: each has its sentence, nothing changes, and nothing half is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from checklists.models import CONTENT, Checklist, DraftChange, Version
from tests import factories
from tests.checklist_mistakes import FILE, UNPUBLISHABLE, UNREADABLE, UNSTORABLE
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

REFUSED = [*UNREADABLE, *UNSTORABLE]


def with_mistake(found: str, instead: str) -> str:
    assert found in FILE
    return FILE.replace(found, instead, 1)


def everything() -> list[Any]:
    """Return all rows of all tables of checklists."""
    models: list[Any] = [Checklist, Version, DraftChange, *CONTENT.values()]
    return [list(model.objects.order_by("pk").values()) for model in models]


def imported(text: str, folder: Path, editor: User) -> None:
    file = folder / "own.yaml"
    file.write_text(text)
    call_command("import_checklist", str(file), "--by", editor.email, verbosity=0)


@pytest.mark.parametrize(("found", "instead", "sentence"), REFUSED, ids=[case[2][:60] for case in REFUSED])
def test_a_file_with_it_changes_nothing(
    found: str, instead: str, sentence: str, tmp_path: Path, editor: User, sign_in: SignIn
) -> None:
    imported(FILE, tmp_path, editor)
    before, text = everything(), with_mistake(found, instead)
    with pytest.raises(CommandError) as refused:
        imported(text, tmp_path, editor)
    assert sentence in str(refused.value)
    page = sign_in(editor).post(reverse("checklist-upload"), {"file": SimpleUploadedFile("own.yaml", text.encode())})
    assert page.status_code in (409, 422)
    assert everything() == before


@pytest.mark.parametrize(("found", "instead", "sentence"), UNPUBLISHABLE, ids=[case[2][:60] for case in UNPUBLISHABLE])
def test_a_draft_with_it_is_not_published(
    found: str,
    instead: str,
    sentence: str,
    tmp_path: Path,
    editor: User,
    sign_in: SignIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    imported(with_mistake(found, instead), tmp_path, editor)
    assert sentence in capsys.readouterr().out
    second, before = factories.person("Edgar Editor", Role.EDITOR), everything()
    with pytest.raises(CommandError) as refused:
        call_command("publish_checklist", "exit", "1.0", "--by", second.email)
    assert sentence in str(refused.value)
    client, place = sign_in(second), ["exit", "1.0"]
    for name in ("draft", "draft-check", "checklist-version", "preview"):
        assert client.get(reverse(name, args=place)).status_code == 200, name
    path = reverse("draft-check", args=place)
    assert client.post(path, {"version_token": ""}).status_code == 409
    assert everything() == before
