"""The page on which everybody can verify a report, and the command that says the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.canonical import printed
from accounts.models import User
from partnerships.domain.board import Edition
from partnerships.models import Event, IssueEdition
from tests import layout, people
from tests.conftest import SignIn
from tests.pdf import returned
from verification.pdf import MAX_BYTES, Problem
from verification.views import AT_ONCE, MAX_DISCARDED, SLOTS

PAGE = "/verify/"
TAGS = re.compile(r"<[^>]+>")

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module", autouse=True)
def _issue(made_once: None) -> None:
    with layout.laid_out_once(anew=True):
        people.issue(people.endorsed())


@pytest.fixture
def edition(db: None) -> IssueEdition:
    """The full edition of issue 1 of a case."""
    return IssueEdition.objects.get(edition=Edition.FULL)


def upload(client: Client, data: bytes, name: str = "report.pdf") -> Any:
    return client.post(PAGE, {"by": "file", "file": SimpleUploadedFile(name, data, "application/pdf")})


def typed(client: Client, reference: str, fingerprint: str) -> Any:
    return client.post(PAGE, {"by": "typed", "reference": reference, "fingerprint": fingerprint})


def text_of(response: Any) -> str:
    return " ".join(TAGS.sub(" ", response.content.decode()).split())


# --- What everybody gets ---------------------------------------------------------------------------------------------
def test_everybody_finds_the_page(client: Client, owner: User, sign_in: SignIn) -> None:
    for page in ("/sign-in/", "/privacy/", PAGE):
        assert f'href="{PAGE}"' in client.get(page).content.decode()
    assert sign_in(owner).get(PAGE).status_code == 200


def test_the_issued_file_is_proved_and_no_name_is_shown(edition: IssueEdition, client: Client) -> None:
    response = upload(client, bytes(edition.pdf))
    page = text_of(response)
    assert response.status_code == 200
    assert "Proved: an issued report, unaltered" in page
    assert "This is the file that was issued: not one byte differs." in page
    partnership = edition.issue.partnership
    for name in (partnership.name, partnership.lead.full_name, edition.issue.issued_by.full_name, "Integrated Care"):
        assert name not in page


@pytest.mark.parametrize("change", [str, str.upper, lambda text: text.replace("-", " "), lambda text: f" {text}\t"])
def test_a_fingerprint_may_be_typed_loosely(
    edition: IssueEdition, client: Client, change: Callable[[str], str]
) -> None:
    response = typed(client, change(edition.issue.partnership.reference), change(printed(edition.digest)))
    assert response.status_code == 200
    assert "The fingerprint is that of an issued report" in text_of(response)
    assert "Issue 1 of PR-0001, full edition" in text_of(response)


def test_it_writes_nothing_and_logs_nothing(
    edition: IssueEdition, client: Client, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    events = Event.objects.count()
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    upload(client, bytes(edition.pdf), "very-secret-name.pdf")
    typed(client, "PR-0001", printed(edition.digest))
    typed(client, "PR-0001", "not a fingerprint")
    assert Event.objects.count() == events
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))
    for word in ("very-secret-name", printed(edition.digest), "not a fingerprint", edition.issue.partnership.name):
        assert not [record for record in caplog.records if word in record.getMessage()]


def test_a_verdict_asks_the_database_little(
    edition: IssueEdition, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, tmp_path: Path
) -> None:
    saved = returned.through(tmp_path, bytes(edition.pdf), *"qpdf in.pdf out.pdf".split())
    # The first count of a limit in its period takes more.
    typed(client, "1", edition.digest)
    with django_assert_max_num_queries(12):
        upload(client, saved)
    with django_assert_max_num_queries(5):
        typed(client, "1", edition.digest)


# --- What is refused -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: b"", Problem.EMPTY),
        (lambda: b"PK\x03\x04 a Word document", Problem.NOT_PDF),
        (lambda: b"%PDF-1.7\n%%EOF\n", Problem.DAMAGED),
        (returned.shut, Problem.ENCRYPTED),
        (returned.object_stream_bomb, None),
        (lambda: b"%PDF-1.7\n".ljust(MAX_BYTES + 1), Problem.TOO_LARGE),
    ],
    ids=["empty", "not a PDF", "damaged", "encrypted", "a bomb", "one byte too large"],
)
def test_a_bad_file_gets_a_sentence_beside_the_field(
    client: Client, make: Callable[[], bytes], problem: Problem | None
) -> None:
    response = upload(client, make())
    assert response.status_code == 422
    html = response.content.decode()
    assert "There is a problem" in html
    sentences = [problem] if problem else [Problem.UNSAFE, Problem.DAMAGED]
    assert any(html.count(str(sentence.label)) == 2 for sentence in sentences)


@pytest.mark.django_db
def test_bombs_in_an_attachment_and_a_page_are_survived(client: Client) -> None:
    def attach(pdf: pikepdf.Pdf) -> None:
        returned.in_name_tree(pdf, returned.file_of(pdf, returned.bomb(), raw=True))

    for data in (
        returned.edited(returned.page_text(), attach),
        returned.with_content(returned.plain(), returned.bomb()),
    ):
        response = upload(client, data)
        assert response.status_code in (200, 422)
        assert str(Problem.UNSAFE.label) in response.content.decode()


@pytest.mark.django_db
def test_a_file_with_an_attachment_that_is_not_ours_is_read(client: Client) -> None:
    data = returned.edited(returned.plain(), lambda pdf: returned.in_name_tree(pdf))
    response = upload(client, data)
    assert response.status_code == 200
    assert "but it is not the data of a report" in text_of(response)


@pytest.mark.django_db
def test_50_megabytes_are_refused_before_they_are_read() -> None:
    client = Client(enforce_csrf_checks=True)
    response = upload(client, b"%PDF-1.7\n".ljust(50 << 20))
    assert response.status_code == 413
    assert response.content.decode().count(str(Problem.TOO_LARGE.label)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("length", [MAX_DISCARDED + 1, 10**30])
def test_what_only_says_that_it_is_large_is_refused(client: Client, length: int) -> None:
    response = client.generic("POST", PAGE, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(length))
    assert response.status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"--x\r\nContent-Disposition: form-data; name=", b"\xff" * 1000])
def test_a_body_that_is_no_form_is_a_clear_page(client: Client, body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "application/json"):
        assert client.generic("POST", PAGE, body, kind).status_code in (400, 422)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reference", "fingerprint", "says"),
    [
        ("", "9f2a-41c0-77be-03d1", "Enter the reference, such as PR-0001"),
        ("AB-1", "9f2a-41c0-77be-03d1", "Write the reference like PR-0001"),
        ("PR-0001", "", "Enter the fingerprint"),
        (
            "PR-0001",
            "9f2a-41c0-77be",
            "A fingerprint has 16 digits and letters (a whole SHA-256 has 64). You typed 12.",
        ),
        ("PR-0001", "no fingerprint", "A fingerprint has the digits 0 to 9 and the letters a to f alone"),
        ("PR-0001", "f" * 300, "“Fingerprint” must be 200 characters or fewer. It has 300."),
        ("PR-0001", "9f2a\u202e41c0", "“Fingerprint” has a character that cannot be kept"),
    ],
)
def test_what_is_wrong_in_what_was_typed_is_said_and_kept(
    client: Client, reference: str, fingerprint: str, says: str
) -> None:
    response = typed(client, reference, fingerprint)
    assert response.status_code == 422
    assert says in text_of(response)
    assert f'value="{escape(fingerprint)}"' in response.content.decode() or not fingerprint


@pytest.mark.django_db
def test_a_control_character_in_what_was_typed_is_left_out(client: Client) -> None:
    assert typed(client, "PR-0001\x00", "9f2a-41c0-77be-03d1").status_code == 200


@pytest.mark.django_db
def test_no_more_are_read_at_once_than_the_server_bears(client: Client) -> None:
    for _slot in range(AT_ONCE):
        assert SLOTS.acquire(blocking=False)
    try:
        busy = upload(client, returned.plain())
        assert (busy.status_code, busy["Retry-After"]) == (503, "30")
        assert "Other files are being verified at this moment." in text_of(busy)
        assert typed(client, "PR-0001", "0" * 16).status_code == 200
    finally:
        SLOTS.release(AT_ONCE)
    assert upload(client, returned.plain()).status_code == 200
    assert upload(client, b"%PDF-1.7\n").status_code == 422


@pytest.mark.django_db
def test_a_form_of_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert typed(client, "PR-0001", "0" * 16).status_code == 403
    token = client.get(PAGE).context["csrf_token"]
    body = {"by": "typed", "reference": "1", "fingerprint": "0" * 16, "csrfmiddlewaretoken": str(token)}
    assert client.post(PAGE, body).status_code == 200


# --- The command -----------------------------------------------------------------------------------------------------
def run(file: Path) -> tuple[int, str]:
    """Return the exit status and all that was said."""
    output = StringIO()
    try:
        call_command("verify", str(file), stdout=output)
    except CommandError as error:
        return error.returncode, f"{output.getvalue()}{error}"
    return 0, output.getvalue()


def test_the_command_says_the_same_and_exits_with_what_it_comes_to(edition: IssueEdition, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(bytes(edition.pdf))
    status, said = run(file)
    assert status == 0
    assert said.startswith("Proved: an issued report, unaltered\n\nIssue 1 of PR-0001, full edition, issued on ")
    assert "+ This is the file that was issued: not one byte differs.\n" in said
    file.write_bytes(returned.through(tmp_path, bytes(edition.pdf), *"qpdf in.pdf out.pdf".split()))
    status, said = run(file)
    assert status == 1
    assert said.startswith("Each page is proved, in a file that was saved anew\n")
    assert "+ Its 1 page is in the file, on page 1, exactly as it was issued.\n" in said


@pytest.mark.django_db
def test_the_command_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    assert run(file) == (2, f"{file} cannot be read: No such file or directory.")
    assert run(tmp_path) == (2, f"{tmp_path} cannot be read: Is a directory.")
    file.write_bytes(b"not a PDF")
    assert run(file) == (2, str(Problem.NOT_PDF.label))
    file.write_bytes(b"%PDF-1.7\n".ljust(MAX_BYTES + 100))
    assert run(file) == (2, str(Problem.TOO_LARGE.label))
