"""Files that lie about what they are, whose names are traps, or for which there is no room: refused, with a sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.models import Assessment, Evidence
from tests.office import office, open_document

pytestmark = pytest.mark.usefixtures("drafted_once")

SignIn = Callable[[User], Client]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def attach(client: Client, case: Assessment, name: str, content: bytes, kind: str = "application/pdf") -> Any:
    address = reverse("evidence-add", args=[case.pk, "purpose-and-need"])
    file = SimpleUploadedFile("x", content, kind)
    file._name = name  # type: ignore[attr-defined]  # What a browser sends is not as clean as what Django makes of it.
    return client.post(address, {"title": "Minutes", "kind": "file", "file": file})


@pytest.mark.parametrize(("name", "content"), [("a.docx", office()), ("a.odt", open_document())], ids=["docx", "odt"])
def test_an_office_file_with_any_part_of_it_broken_is_never_a_crash(
    name: str, content: bytes, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client, dice = sign_in(owner), random.Random(1)  # noqa: S311 - the same files each time
    broken = [content[:cut] for cut in (1, 30, len(content) // 2, len(content) - 1)]
    for _each in range(12):
        changed = bytearray(content)
        for _byte in range(dice.randint(1, 12)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        broken.append(bytes(changed))
    for file in broken:
        assert attach(client, assessment, name, file).status_code in (302, 422)


@pytest.mark.parametrize(
    "name",
    [
        *("../../../../etc/cron.d/x.pdf", "..\\..\\x.pdf", "/etc/passwd.pdf", "a\0b.pdf", 'a".pdf'),
        *("&#x2f;..&#x2f;x.pdf", "\u202efdp.exe.pdf", "🏛️ Ŵŷ.pdf", "%0d%0aX.pdf", f"{'a' * 196}.pdf", "<script>.pdf"),
    ],
)
def test_a_file_name_is_only_a_name(
    name: str, assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    client = sign_in(owner)
    assert attach(client, assessment, name, PDF).status_code == 302
    row = Evidence.objects.get()
    assert Path(row.file.path).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    response = client.get(reverse("evidence-file", args=[assessment.pk, 1]))
    assert (response.status_code, response.content) == (200, PDF)
    assert response["Content-Disposition"].startswith("attachment")
    assert "X-Evil" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    page = client.get(reverse("assessment-question", args=[assessment.pk, "purpose-and-need"])).content.decode()
    assert "<script>.pdf" not in page


@pytest.mark.parametrize("name", ["x", ".pdf", "", "x.pdf.html", "x.svg", "x.pdf\0.html"])
def test_a_name_without_an_accepted_ending_is_refused(
    name: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    assert attach(sign_in(owner), assessment, name, PDF).status_code == 422
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script>", b"%PDF", b"MZ\x90\x00", b"PK\x03\x04", b"GIF89a<script>"]
)
def test_the_content_must_be_a_pdf_whatever_the_browser_says(
    content: bytes, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    assert attach(sign_in(owner), assessment, "x.pdf", content).status_code in (302, 422)
    assert [row.media_type for row in Evidence.objects.all()] in ([], ["application/pdf"])


def test_no_room_for_the_file_is_said_beside_it(
    assessment: Assessment, owner: User, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    full = tmp_path / "full"
    full.write_text("not a folder: nothing can be stored in it")
    settings.MEDIA_ROOT = str(full)
    response = attach(sign_in(owner), assessment, "minutes.pdf", PDF)
    assert response.status_code == 422
    assert "could not be stored" in response.content.decode()
    assert 'value="Minutes"' in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_that_is_no_longer_there_is_not_found(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    attach(client, assessment, "minutes.pdf", PDF)
    Path(Evidence.objects.get().file.path).unlink()
    assert client.get(reverse("evidence-file", args=[assessment.pk, 1])).status_code == 404
    assert client.get(reverse("report", args=[assessment.pk])).status_code == 200


def test_the_page_to_attach_evidence_opens_without_errors(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).get(reverse("evidence-add", args=[assessment.pk, "purpose-and-need"]))
    assert response.status_code == 200
    assert "error-summary" not in response.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http://[",
        "http://a\nb",
        "//x.example",
        "https://user:word@x.example/",
        "https://www.gov.uk@evil.example/",
        "ftp://x.example/",
        "https://x.example/\u202egpj",
    ],
)
def test_a_link_that_is_no_plain_web_address_is_refused(
    url: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    address = reverse("evidence-add", args=[assessment.pk, "purpose-and-need"])
    response = sign_in(owner).post(address, {"title": "Minutes", "kind": "link", "url": url})
    assert response.status_code == 422
    assert not Evidence.objects.exists()
