"""A form that is sent twice acts once, and leads where it led; something else typed in the same page is another form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import SentForm, User
from partnerships.models import Assessment, Event, Evidence, Implication, Partnership
from tests import days
from tests.conftest import SignIn
from tests.filled_forms import fields_of

NEW = "/partnerships/new/"
DETAILS = {"name": "Community hub", "purpose": "Advice.", "decision_sought": "enter"}


def form_of(client: Client, address: str, **typed: Any) -> dict[str, Any]:
    """Return what a browser sends of the page that it shows now."""
    return dict(fields_of(client.get(address).content.decode(), address)) | typed


def test_a_start_sent_again_leads_to_what_it_started(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    sent = form_of(client, NEW, **DETAILS)
    first, again = client.post(NEW, sent), client.post(NEW, sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == first["Location"] == f"/assessments/{Assessment.objects.get().pk}/"
    assert Partnership.objects.count() == 1


def test_another_text_in_the_same_page_is_another_form(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    sent = form_of(client, NEW, **DETAILS)
    client.post(NEW, sent)
    location = client.post(NEW, {**sent, "name": "Another hub"})["Location"]
    assert location == f"/assessments/{Assessment.objects.get(partnership__name='Another hub').pk}/"
    assert client.post(NEW, form_of(client, NEW, **DETAILS)).status_code == 422


def test_what_was_refused_can_be_sent_again(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    sent = form_of(client, NEW, **{**DETAILS, "name": ""})
    assert client.post(NEW, sent).status_code == client.post(NEW, sent).status_code == 422
    assert not SentForm.objects.exists()


def test_two_people_with_one_token_are_two(owner: User, outsider: User, sign_in: SignIn) -> None:
    sent = form_of(sign_in(owner), NEW, **DETAILS)
    sign_in(owner).post(NEW, sent)
    typed = sent | {"typed_by": str(outsider.pk)}
    assert sign_in(outsider).post(NEW, typed).status_code == 422


def test_a_file_sent_again_is_one_and_another_file_is_another(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client, address = sign_in(owner), f"/assessments/{assessment.pk}/questions/purpose-and-need/evidence/"
    sent = form_of(client, address, title="Minutes", kind="file")
    for content in (b"Agreed.", b"Agreed.", b"Agreed, too."):
        assert client.post(address, {**sent, "file": SimpleUploadedFile("minutes.txt", content)}).status_code == 302
    sizes = Evidence.objects.order_by("pk").values_list("size", flat=True)
    assert list(sizes) == [len("Agreed."), len("Agreed, too.")]


def test_a_comment_a_withdrawal_and_details_sent_again_change_nothing(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client, case = sign_in(owner), f"/assessments/{assessment.pk}/"
    today = days.boxes("asked_on", timezone.localdate())
    asked = {"asked_of": "Head of finance", "answered": "no", **today}
    forms = {
        "/partnerships/PR-0001/edit/": {"purpose": "Another purpose."},
        f"{case}implications/finance/": asked,
        f"{case}withdraw/": {"reason": "Not now."},
    }
    for address, typed in forms.items():
        sent = form_of(client, address, **typed)
        first = client.post(address, sent)
        events = Event.objects.count()
        again = client.post(address, sent)
        assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"]), address
        assert Event.objects.count() == events
    assert Implication.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "\x00" * 32, "F" * 32, "0" * 5000])
def test_a_token_of_somebody_else_s_making_is_none(token: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.post(NEW, {**DETAILS, "form_token": token}).status_code == 302
    assert not SentForm.objects.exists()


def test_forms_are_forgotten_after_a_week(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    client.post(NEW, form_of(client, NEW, **DETAILS))
    call_command("run_daily", verbosity=0)
    assert SentForm.objects.count() == 1
    SentForm.objects.update(sent_at=timezone.now() - timedelta(days=8))
    call_command("run_daily", verbosity=0)
    assert not SentForm.objects.exists()
