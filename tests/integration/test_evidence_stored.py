"""A file of evidence is stored wholly or not at all, and not when what it was for was refused."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from partnerships import actions
from partnerships.actions.acting import ActionError
from partnerships.models import Assessment, Condition, Evidence
from tests import boards, factories, people
from tests.conftest import SignIn

MEGABYTE = 1 << 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """Let no file that this process writes grow beyond that size: the system refuses the rest, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [7 * MEGABYTE, 9 * MEGABYTE])
def test_a_disk_that_is_full_in_the_middle_keeps_no_half_file(
    size: int, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    address = reverse("evidence-add", args=[assessment.pk, "skills"])
    file = SimpleUploadedFile("scan.pdf", PDF + b"\0" * size)
    client = sign_in(owner)
    with no_room_beyond(6 * MEGABYTE):
        response = client.post(address, {"title": "The scan", "kind": "file", "file": file})
    assert response.status_code == 422
    assert "The file could not be stored. Try again later, or give a link instead." in response.content.decode()
    assert 'value="The scan"' in response.content.decode()
    assert stored(settings) == []
    assert not Evidence.objects.exists()


def test_a_folder_that_cannot_be_written_for_a_condition(db: None, owner: User, settings: Any, tmp_path: Path) -> None:
    boards.bring_first()
    boards.approve(people.first_case(), people.person("secretary"), number=2)
    full = tmp_path / "full"
    full.write_text("not a folder: nothing can be stored in it")
    settings.MEDIA_ROOT = str(full)
    condition = Condition.objects.get(number=1)
    with pytest.raises(ActionError, match="could not be stored"):
        actions.complete_condition(condition=condition, by=owner, note="Done.", file=boards.file())
    condition.refresh_from_db()
    assert condition.completed_at is None


@pytest.mark.parametrize("title", ["", "x" * 201])
def test_a_refused_upload_leaves_no_file(title: str, assessment: Assessment, owner: User, settings: Any) -> None:
    question, file = factories.question("skills"), ContentFile(b"Demand rose.", name="plan.txt")
    with pytest.raises(ActionError):
        actions.attach_file(assessment=assessment, question=question, by=owner, title=title, file=file)
    assert stored(settings) == []


def test_an_upload_to_a_case_that_was_submitted_meanwhile_leaves_no_file(
    assessment: Assessment, owner: User, settings: Any
) -> None:
    factories.answer_all(assessment)
    factories.submit(assessment)
    question, file = factories.question("skills"), ContentFile(b"Demand rose.", name="plan.txt")
    with pytest.raises(ActionError):
        actions.attach_file(assessment=assessment, question=question, by=owner, title="The plan", file=file)
    assert stored(settings) == []


def test_a_condition_that_was_completed_meanwhile_keeps_its_own_file(db: None, owner: User, settings: Any) -> None:
    boards.bring_first()
    boards.approve(people.first_case(), people.person("secretary"), number=2)
    (before,) = stored(settings)
    with pytest.raises(ActionError):
        actions.complete_condition(
            condition=Condition.objects.get(number=2), by=owner, note="Again.", file=boards.file("other.txt")
        )
    assert stored(settings) == [before]
    assert before.read_bytes() == b"Signed."


def test_what_is_stored_has_its_name_only_once_it_is_whole(settings: Any, tmp_path: Path) -> None:
    class Slow(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"one "
            assert [path.name for path in stored(settings)] == ["file.part"]
            yield b"two"

    assert default_storage.save("evidence/file", Slow(b"one two")) == "evidence/file"
    assert [(path.name, path.read_bytes()) for path in stored(settings)] == [("file", b"one two")]
    assert stored(settings)[0].stat().st_mode & 0o777 == 0o600
