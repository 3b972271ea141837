"""Uploads are scanned by a real clamd where the settings name one; while it is away they are refused, and nothing is lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from partnerships import actions
from partnerships.actions.validation import InvalidError
from partnerships.checks import check_antivirus
from partnerships.files.antivirus import ScanError, virus_in
from partnerships.models import Assessment, Condition, Evidence
from tests import boards, clamd, factories, people
from tests.clamd import EICAR
from tests.conftest import SignIn
from tests.mails import eml
from tests.office import office

NOT_SCANNED = "The virus scanner does not answer, so the file was not stored."
Addresses = tuple[str, str]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    with clamd.running(tmp_path_factory.mktemp("clamd")) as started:
        yield started


@pytest.fixture(params=[0, 1], ids=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, addresses: Addresses, settings: Any) -> str:
    settings.ANTIVIRUS = addresses[request.param]
    return addresses[request.param]


def attach(assessment: Assessment, person: User, sign_in: SignIn, content: bytes, name: str = "notes.txt") -> Any:
    address = reverse("evidence-add", args=[assessment.pk, "skills"])
    file = SimpleUploadedFile(name, content)
    return sign_in(person).post(address, {"title": "The notes", "kind": "file", "file": file})


def assert_refused(response: Any, sentence: str, settings: Any) -> None:
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="The notes"' in page
    assert not Evidence.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_clean_file_is_stored(scanner: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    assert attach(assessment, owner, sign_in, b"Demand rose.").status_code == 302
    assert Evidence.objects.get().size == 12


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", EICAR),
        ("notes.docx", office(parts={"word/a.txt": ("text/plain", EICAR)})),
        ("notes.eml", eml(files=[("a.txt", EICAR)])),
    ],
    ids=["alone", "in a document", "in an email"],
)
def test_a_virus_is_refused(
    name: str, content: bytes, scanner: str, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    response = attach(assessment, owner, sign_in, content, name)
    assert_refused(response, "The virus scanner found Eicar-Test-Signature", settings)


def test_the_action_refuses_it_too(scanner: str, assessment: Assessment, owner: User) -> None:
    file, question = ContentFile(EICAR, name="notes.txt"), factories.question("skills")
    with pytest.raises(InvalidError, match="found Eicar-Test-Signature"):
        actions.attach_file(assessment=assessment, question=question, by=owner, title="The notes", file=file)


def test_evidence_of_a_condition_is_scanned_too(db: None, addresses: Addresses, owner: User, settings: Any) -> None:
    boards.bring_first()
    boards.approve(people.first_case(), people.person("secretary"), number=2)
    settings.ANTIVIRUS = addresses[0]
    condition = Condition.objects.get(number=1)
    with pytest.raises(InvalidError, match="found Eicar-Test-Signature"):
        actions.complete_condition(condition=condition, by=owner, note="Done.", file=boards.file(content=EICAR))


def test_a_file_that_the_scanner_does_not_take_is_refused(
    scanner: str, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    assert_refused(attach(assessment, owner, sign_in, b"x" * (3 << 20)), NOT_SCANNED, settings)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "unix:{folder}/none.ctl", "no address at all"])
def test_a_scanner_that_is_away(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.ANTIVIRUS = address.format(port=clamd.free_port(), folder=tmp_path)
    assert_refused(attach(assessment, owner, sign_in, b"Demand rose."), NOT_SCANNED, settings)


def test_a_scanner_that_does_not_answer_in_time(
    assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    settings.ANTIVIRUS_TIMEOUT = 1
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        settings.ANTIVIRUS = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert_refused(attach(assessment, owner, sign_in, b"Demand rose."), NOT_SCANNED, settings)


def test_without_a_scanner_nothing_is_asked(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    assert attach(assessment, owner, sign_in, b"Demand rose.").status_code == 302


def test_no_time_at_all(addresses: Addresses) -> None:
    with pytest.raises(ScanError):
        virus_in(b"Demand rose.", url=addresses[0], seconds=0.000001)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("", True),
        ("tcp://127.0.0.1:3310", True),
        ("tcp://[::1]:3310/", True),
        ("unix:/run/clamav/clamd.ctl", True),
        ("unix:///run/clamav/clamd.ctl", True),
        ("127.0.0.1:3310", False),
        ("tcp://127.0.0.1", False),
        ("tcp://127.0.0.1:99999", False),
        ("tcp://127.0.0.1:3310/path", False),
        ("unix:clamd.ctl", False),
        ("unix://host/clamd.ctl", False),
        ("http://127.0.0.1:3310", False),
    ],
)
def test_the_check_before_the_start(address: str, is_one: bool, settings: Any) -> None:
    settings.ANTIVIRUS = address
    assert [error.id for error in check_antivirus()] == ([] if is_one else ["partnerships.E002"])


def test_a_time_that_is_none(settings: Any) -> None:
    settings.ANTIVIRUS, settings.ANTIVIRUS_TIMEOUT = "tcp://127.0.0.1:3310", 0
    assert [error.id for error in check_antivirus()] == ["partnerships.E003"]
