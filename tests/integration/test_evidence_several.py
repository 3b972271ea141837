"""Several files at once: each is checked on its own, the good ones are attached, and the others are named with why."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import LimitUse, User
from partnerships.models import Assessment, Evidence
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

SignIn = Callable[[User], Client]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GOOD, OTHER = ("minutes.pdf", PDF), ("notes.txt", b"What was said.")
PROGRAM, EMPTY = ("setup.exe", b"MZ\x90"), ("empty.pdf", b"")
TOKEN = "0123456789abcdef0123456789abcdef"


def address(case: Assessment) -> str:
    return reverse("evidence-add", args=[case.pk, "purpose-and-need"])


def attach(client: Client, case: Assessment, *files: tuple[str, bytes], title: str = "Talks", **headers: str) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    typed = {"title": title, "kind": "file", "file": sent, "form_token": TOKEN}
    return client.post(address(case), typed, headers=headers)


def titles() -> Sequence[str]:
    return [*Evidence.objects.values_list("title", flat=True)]


def test_all_are_attached_with_their_names(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = attach(sign_in(owner), assessment, GOOD, OTHER)
    assert response["Location"] == reverse("assessment-question", args=[assessment.pk, "purpose-and-need"])
    assert titles() == ["Talks: minutes.pdf", "Talks: notes.txt"]


def test_one_alone_has_the_title_that_was_typed(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    attach(sign_in(owner), assessment, GOOD)
    assert titles() == ["Talks"]


def test_the_good_are_kept_and_the_others_named(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = attach(sign_in(owner), assessment, GOOD, PROGRAM, OTHER, EMPTY)
    page = one_spaced(html.unescape(response.content.decode()))
    assert response.status_code == 422
    assert titles() == ["Talks: minutes.pdf", "Talks: notes.txt"]
    assert "Attached to G1: E1 Talks: minutes.pdf, E2 Talks: notes.txt." in page
    assert "setup.exe: Files that can hold programs" in page
    assert "empty.pdf: The file is empty." in page
    assert 'value="Talks"' in page


def test_nothing_is_attached_while_something_else_is_wrong(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    response = attach(sign_in(owner), assessment, GOOD, PROGRAM, title="t" * 201)
    assert response.status_code == 422
    assert "must be 200 characters or fewer" in response.content.decode()
    assert titles() == []


def test_sent_again_it_is_attached_once(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    for _time in range(2):
        assert attach(client, assessment, GOOD, OTHER).status_code == 302
    assert len(titles()) == 2


def test_a_long_name_is_cut_off(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    attach(sign_in(owner), assessment, (f"{'n' * 150}.pdf", PDF), OTHER, title="t" * 190)
    assert [len(title) for title in titles()] == [200, 200]


def test_more_than_the_limit_are_refused_and_what_was_typed_stays(
    assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = attach(sign_in(owner), assessment, GOOD, OTHER, GOOD)
    page = response.content.decode()
    assert response.status_code == 413
    assert "has more than 2 files, so nothing was saved. Choose up to 2, then send the others after them." in page
    assert "shorten it" not in page
    assert 'value="Talks"' in page
    assert titles() == []


def test_each_file_counts_against_the_limit_of_uploads(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    attach(sign_in(owner), assessment, GOOD, OTHER)
    assert LimitUse.objects.get(limit="uploads").amount == 2


class TestOneAfterAnother:
    """What static/js/upload.js sends, and hears."""

    def test_each_has_its_name_and_the_last_is_said(self, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
        client = sign_in(owner)
        for place, file in (("1/2", GOOD), ("2/2", OTHER)):
            response = attach(client, assessment, file, **{"X-Upload": place})
            assert response["Location"] == address(assessment)
            assert client.get(address(assessment), headers={"X-Upload": place}).status_code == 204
        assert titles() == ["Talks: minutes.pdf", "Talks: notes.txt"]
        page = client.get(reverse("assessment-question", args=[assessment.pk, "purpose-and-need"])).content.decode()
        assert page.count("The evidence has been attached to G1.") == 1

    def test_a_file_that_is_refused_is_answered_with_why(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        response = attach(sign_in(owner), assessment, PROGRAM, **{"X-Upload": "1/2"})
        assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
        assert response.content.decode().startswith("Files that can hold programs")

    def test_what_else_is_wrong_is_answered_with_the_page(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        response = attach(sign_in(owner), assessment, GOOD, title="t" * 201, **{"X-Upload": "1/2"})
        assert (response.status_code, response["Content-Type"]) == (422, "text/html; charset=utf-8")
        assert "must be 200 characters or fewer" in response.content.decode()

    @pytest.mark.parametrize("place", ["", "x", "1", "-1/2", "²/2"])
    def test_a_header_that_says_nothing_is_none(
        self, place: str, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        response = attach(sign_in(owner), assessment, GOOD, **{"X-Upload": place})
        assert response["Location"].endswith("/questions/purpose-and-need/")
