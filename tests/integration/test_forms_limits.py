"""What is sent beyond a limit comes back with a sentence, as far as it can be read, on every form; nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import SentForm, User
from partnerships.models import Assessment, Event, Evidence, Partnership
from tests.conftest import SignIn
from tests.filled_forms import fields_of, texts_of
from tests.integration.test_access_table import (  # noqa: F401 - fixtures
    NO_CASE,
    STATES,
    bring_to,
    case,
    draft,
    managing_contributor,
    path_of,
    undone,
)
from tests.integration.test_forms_session import found_on_each_form

pytestmark = pytest.mark.any_database

ENCODED = "application/x-www-form-urlencoded"
MANY = {f"field-{number}": "x" for number in range(1_100)}
# Eleven megabytes.
LONG = "Long. " * 1_900_000
# Fewer than are accepted otherwise, so that a test sends what is too much in no time.
MOST_FIELDS = 1_000
NAME = "\U0001f4c4" * 300 + ".txt"


@pytest.fixture(autouse=True)
def _fewer_fields(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = MOST_FIELDS


@pytest.mark.usefixtures("laid_out_once", "council_sign_in")
@pytest.mark.parametrize("state", [NO_CASE, *STATES])
def test_too_many_fields_on_every_form(state: str, case: Assessment) -> None:  # noqa: F811 - the fixture
    lost = found_on_each_form(state, case, losses)
    assert not lost, "\n" + "\n".join(lost)


def losses(name: str, path: str, user: User) -> Iterator[str]:
    """Type into every field of the page and send it with too many others; yield what did not come back."""
    client = Client()
    client.force_login(user)
    html = client.get(path).content.decode()
    typed = {field: f"Typed into {field}" for field in texts_of(html, path)}
    body = urlencode({**fields_of(html, path), **typed, **MANY}, doseq=True)
    events = Event.objects.count()
    response = client.post(path, body, content_type=ENCODED)
    page = response.content.decode()
    back = fields_of(page, path)
    if response.status_code != 413 or "has more than 1,000 fields" not in page:
        yield f"{name}: {response.status_code}"
    if Event.objects.count() != events or SentForm.objects.exists():
        yield f"{name}: something was done"
    yield from (f"{name}: {field} holds {back.get(field)}" for field in typed if back.get(field) != [typed[field]])


DETAILS = {"name": "Community hub", "decision_sought": "enter", "partners": "The Trust"}


def test_a_body_that_is_too_large_comes_back_as_far_as_it_can_be_read(owner: User, sign_in: SignIn) -> None:
    body = urlencode({**DETAILS, "purpose": LONG, "council_role": "Host"})
    response = sign_in(owner).post("/partnerships/new/", body, content_type=ENCODED)
    page = response.content.decode()
    assert response.status_code == 413
    assert "larger than 10 MB" in page
    assert 'value="Community hub"' in page
    assert "Long. Long. Long." in page
    assert "must be 5,000 characters or fewer" in page
    assert not Partnership.objects.filter(name="Community hub").exists()


def test_a_form_with_a_file_keeps_the_fields_before_the_one_that_is_too_large(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    address = f"/assessments/{assessment.pk}/questions/purpose-and-need/evidence/"
    file = SimpleUploadedFile("minutes.txt", b"Agreed.")
    given = {"title": "Minutes of May", "kind": "file", "url": LONG, "file": file}
    response = sign_in(owner).post(address, given)
    assert response.status_code == 413
    assert 'value="Minutes of May"' in response.content.decode()
    assert not Evidence.objects.filter(title="Minutes of May").exists()


def test_a_file_with_a_long_name_is_refused_beside_its_field(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    address = f"/assessments/{assessment.pk}/questions/purpose-and-need/evidence/"
    given = {"title": "Minutes of May", "kind": "file", "file": SimpleUploadedFile(NAME, b"Agreed.")}
    response = sign_in(owner).post(address, given)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Minutes of May"' in page
    assert '<a href="#id_file">The name of the file must be 200 characters or fewer' in page


@pytest.mark.parametrize("body", [MANY, {"field": LONG}])
def test_who_is_signed_out_keeps_what_was_typed_or_sees_it(body: dict[str, str], owner: User, client: Client) -> None:
    typed = {**DETAILS, "purpose": "Typed before.", "typed_by": str(owner.pk), **body}
    response = client.post("/partnerships/new/", urlencode(typed), content_type=ENCODED)
    if response.status_code == 302:
        client.force_login(owner)
        assert "Typed before." in client.get("/partnerships/new/").content.decode()
        return
    assert response.status_code in (403, 429)
    assert "Typed before." in response.content.decode()


def test_the_administration_saves_nothing_of_it_and_shows_it(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    body = urlencode({"name": "Typed name", "slug": "typed", **MANY})
    response = client.post("/admin/accounts/service/add/", body, content_type=ENCODED)
    assert response.status_code == 413
    assert "Typed name" in response.content.decode()
    assert "has more than 1,000 fields" in response.content.decode()


def test_a_form_that_cannot_be_read_at_all_is_refused(owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post("/partnerships/new/", b"--x", content_type="multipart/form-data")
    assert response.status_code == 400


@pytest.mark.parametrize("content_type", [ENCODED, "multipart/form-data; boundary=x"])
def test_whoever_goes_away_in_the_middle_breaks_nothing(content_type: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    request = client.request(
        REQUEST_METHOD="POST",
        PATH_INFO="/partnerships/new/",
        CONTENT_TYPE=content_type,
        CONTENT_LENGTH="1000",
        **{"wsgi.input": _Gone()},
    )
    assert request.status_code in (400, 422)


class _Gone:
    """What a browser sends that goes away."""

    def read(self, *_size: int) -> bytes:
        raise OSError("connection reset")

    readline = read


def test_too_many_files(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    address = f"/assessments/{assessment.pk}/questions/purpose-and-need/evidence/"
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(101)]
    response = sign_in(owner).post(address, {"title": "Minutes of May", "kind": "file", "file": files})
    assert response.status_code == 413
    assert 'value="Minutes of May"' in response.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/password/"])
def test_nothing_is_done_of_what_anybody_sends(path: str, owner: User, mailoutbox: list[Any]) -> None:
    owner.set_password("staple wagon harbour")
    owner.save(update_fields=["password"])
    client = Client()
    typed = {"login": owner.email, "email": owner.email, "password": "staple wagon harbour"}
    response = client.post(path, urlencode(typed | MANY), content_type=ENCODED)
    assert response.status_code == 413
    text = response.content.decode()
    assert "has more than 1,000 fields" in text
    assert "harbour" not in text
    assert SESSION_KEY not in client.session
    assert mailoutbox == []


@pytest.mark.django_db
def test_too_many_files_to_verify_are_refused(client: Client) -> None:
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.7") for number in range(11)]
    response = client.post("/verify/", {"file": files})
    assert response.status_code == 413
    assert "has more than 10 files" in response.content.decode()
