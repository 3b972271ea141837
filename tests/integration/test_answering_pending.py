"""What an automatic save keeps, and what takes effect only once somebody saves the answer or submits the case."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from partnerships import actions
from partnerships.models import Answer, Assessment, Confirmation, Event, Flag, Treatment
from partnerships.models.trail import EventKind
from partnerships.selectors.case import read_case
from tests import factories, people
from tests.conftest import SignIn
from tests.filled_forms import fields_of

AUTOSAVE = {"X-Autosave": "true"}
TALKS = {"prior-approval-option": "needed", "prior-approval-fact_talks_started": "yes"}
TOLD = "Saving tells the monitoring officer"


class Page:
    """One question as somebody has it before them, saved as scripts do or by a button."""

    def __init__(self, client: Client, case: Assessment, key: str) -> None:
        self.client, self.address = client, f"/assessments/{case.pk}/questions/{key}/"

    def text(self) -> str:
        return html.unescape(self.client.get(self.address).content.decode())

    def autosave(self, **typed: str) -> str:
        response = self._send(typed, headers=AUTOSAVE)
        assert response.status_code == 200
        return html.unescape(response.content.decode())

    def press(self, then: str = "continue", **typed: str) -> int:
        return int(self._send({**typed, "then": then}).status_code)

    def _send(self, typed: dict[str, str], **how: Any) -> Any:
        own = fields_of(self.text(), self.address)
        return self.client.post(self.address, {**own, **typed}, **how)


def reason(key: str, text: str) -> dict[str, str]:
    return {f"{key}-reason": text}


@pytest.fixture(scope="module", autouse=True)
def _confirmed(made_once: None) -> None:
    """PR-0001, a draft whose every answer is complete, and confirmed where it has to be."""
    factories.confirm_all(factories.answer_all(people.draft()), people.person("legal"))


@pytest.fixture
def confirmed(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def page(confirmed: Assessment, owner: User, sign_in: SignIn) -> Page:
    return Page(sign_in(owner), confirmed, "legal-basis")


def stands(key: str = "legal-basis") -> bool:
    return Confirmation.objects.filter(question__key=key, lapsed_at=None).exists()


def is_unconfirmed(key: str = "legal-basis") -> bool:
    return Flag.objects.filter(question_key=key, is_unconfirmed=True).exists()


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


# --- What somebody else did ---------------------------------------------------------------------------------------------
def test_page_says_beforehand_what_a_change_undoes(page: Page) -> None:
    assert "Saving a change undoes Laura Legal’s confirmation." in page.text()


def test_pages_of_evidence_say_what_it_undoes(page: Page, confirmed: Assessment, owner: User, legal: User) -> None:
    add = f"{page.address}evidence/"
    assert "Attaching it undoes Laura Legal’s confirmation." in html.unescape(page.client.get(add).content.decode())
    question = factories.question("legal-basis")
    actions.attach_link(assessment=confirmed, question=question, by=owner, title="Advice", url="https://x.example/")
    remove = reverse("evidence-remove", args=[confirmed.pk, 1])
    assert "undoes" not in page.client.get(remove).content.decode()
    actions.confirm(assessment=confirmed, question=question, by=legal)
    assert "Removing it undoes Laura Legal’s confirmation." in html.unescape(page.client.get(remove).content.decode())


def test_autosave_undoes_no_confirmation_and_counts_it_no_more(page: Page, confirmed: Assessment) -> None:
    said = page.autosave(**reason("legal-basis", "Another Act."))
    assert "Saving undoes Laura Legal’s confirmation." in said
    assert stands()
    assert is_unconfirmed()
    assert "confirmation_lapsed" not in kinds()
    case = read_case(Assessment.objects.with_partnership().get(pk=confirmed.pk))
    assert "legal-basis" not in case.confirmations
    assert Answer.objects.get(question__key="legal-basis").reason == "Another Act."


@pytest.mark.parametrize("then", ["continue", "later", "evidence"])
def test_any_button_lets_the_kept_change_take_effect(page: Page, then: str, owner: User) -> None:
    page.autosave(**reason("legal-basis", "Another Act."))
    assert page.press(then) == 302
    assert not stands()
    assert Confirmation.objects.get(question__key="legal-basis").lapsed_by == owner
    assert "not in effect yet" not in page.text()
    assert Answer.objects.get(question__key="legal-basis").in_effect is None


def test_button_of_the_section_lets_it_take_effect(page: Page, confirmed: Assessment) -> None:
    page.autosave(**reason("legal-basis", "Another Act."))
    address = f"/assessments/{confirmed.pk}/sections/1.4.2/"
    body = page.client.get(address).content.decode()
    assert "Saving undoes Laura Legal’s confirmation." in html.unescape(body)
    assert page.client.post(address, {**fields_of(body, address), "then": "later"}).status_code == 302
    assert not stands()
    assert stands("prior-approval")


def test_change_that_is_taken_back_undoes_nothing(page: Page) -> None:
    before = Answer.objects.get(question__key="legal-basis").reason
    page.autosave(**reason("legal-basis", "Another Act."))
    page.autosave(**reason("legal-basis", before))
    assert Answer.objects.get(question__key="legal-basis").in_effect is None
    assert not is_unconfirmed()
    assert page.press() == 302
    assert stands()


def test_incomplete_answer_undoes_nothing_until_it_is_complete(page: Page) -> None:
    assert page.press("later", **reason("legal-basis", "")) == 302
    assert stands()
    assert is_unconfirmed()
    assert page.press(**reason("legal-basis", "Another Act.")) == 302
    assert not stands()


def test_treatment_of_a_returned_case(assessment: Assessment, owner: User, manager: User, sign_in: SignIn) -> None:
    factories.save(assessment, "purpose-and-need", "partly", reason="No data yet.")
    factories.submit(assessment)
    factories.justify(assessment, "purpose-and-need", manager)
    factories.give_back(assessment, manager, {"": "Once more."})
    page = Page(sign_in(owner), assessment, "purpose-and-need")
    assert "Saving a change undoes Mary Manager’s treatment." in page.text()
    page.autosave(**reason("purpose-and-need", "Half the data."))
    assert Treatment.objects.filter(lapsed_at=None).exists()
    assert Flag.objects.get(question_key="purpose-and-need").state == "open"
    assert page.press() == 302
    assert not Treatment.objects.filter(lapsed_at=None).exists()


def test_legal_adviser_waits_for_the_save(page: Page, confirmed: Assessment, legal: User) -> None:
    page.autosave(**reason("legal-basis", "Another Act."))
    with pytest.raises(actions.ActionError, match="not saved yet"):
        actions.confirm(assessment=confirmed, question=factories.question("legal-basis"), by=legal)
    page.press()
    actions.confirm(assessment=confirmed, question=factories.question("legal-basis"), by=legal)
    assert stands()


# --- Telling somebody ---------------------------------------------------------------------------------------------------
@pytest.fixture
def talks(assessment: Assessment, owner: User, monitoring: User, sign_in: SignIn) -> Page:
    assert monitoring.is_active
    return Page(sign_in(owner), assessment, "prior-approval")


@pytest.fixture
def mailed(
    mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Iterator[list[EmailMessage]]:
    with django_capture_on_commit_callbacks(execute=True):
        yield mailoutbox


def told() -> int:
    return Event.objects.filter(kind=EventKind.OFFICER_TOLD).count()


def test_page_says_beforehand_when_somebody_is_told(talks: Page, assessment: Assessment) -> None:
    because = "once, if this holds: Talks or bids started before the approval they need."
    assert f"{TOLD}, {because}" in talks.text()
    assert TOLD not in Page(talks.client, assessment, "skills").text()


def test_autosave_tells_nobody(talks: Page, assessment: Assessment, monitoring: User, sign_in: SignIn) -> None:
    for option in ("none_needed", "needed", "obtained"):
        talks.autosave(**TALKS | {"prior-approval-option": option})
    said = talks.autosave(**TALKS, **reason("prior-approval", "A key decision."))
    assert f"{TOLD}." in said
    factories.save(assessment, "skills", "in_place", reason="Another question is saved.")
    assert told() == 0
    assert sign_in(monitoring).get(talks.address).status_code == 404


def test_button_of_a_complete_answer_tells(talks: Page, monitoring: User) -> None:
    talks.autosave(**TALKS)
    assert talks.press() == 422
    assert told() == 0, "the answer lacks its reason"
    assert talks.press(**reason("prior-approval", "A key decision.")) == 302
    event = Event.objects.get(kind=EventKind.OFFICER_TOLD)
    assert event.new["told"] == [monitoring.full_name]
    assert event.new["because"] == ["Talks or bids started before the approval they need"]
    assert talks.press("later", **reason("prior-approval", "Said better.")) == 302
    assert told() == 1


def test_option_that_was_only_passed_tells_nobody(talks: Page, assessment: Assessment) -> None:
    talks.autosave(**TALKS, **reason("prior-approval", "A key decision."))
    talks.autosave(**TALKS | {"prior-approval-option": "none_needed"})
    assert talks.press() == 302
    assert told() == 0
    assert Answer.objects.get(assessment=assessment).in_effect is None


# --- The submission -----------------------------------------------------------------------------------------------------
def test_submission_lists_what_waits_and_lets_it_take_effect(
    page: Page, confirmed: Assessment, monitoring: User
) -> None:
    page.autosave(**reason("legal-basis", "Another Act."))
    Page(page.client, confirmed, "prior-approval").autosave(**TALKS)
    listed = html.unescape(page.client.get(f"/assessments/{confirmed.pk}/submit/").content.decode())
    for sentence in (
        "Submitting undoes Laura Legal’s confirmation.",
        "Submitting tells the monitoring officer.",
    ):
        assert sentence in listed
    assert told() == 0
    factories.submit(confirmed)
    assert not stands()
    assert not stands("prior-approval")
    assert Event.objects.get(kind=EventKind.OFFICER_TOLD).new["told"] == [monitoring.full_name]
    assert kinds()[-1] == EventKind.SUBMITTED
    assert not Answer.objects.filter(in_effect__isnull=False).exists()


def test_submission_without_anything_that_waits_lists_nothing(page: Page, confirmed: Assessment) -> None:
    assert "Submitting also does this" not in page.client.get(f"/assessments/{confirmed.pk}/submit/").content.decode()
    factories.submit(confirmed)
    assert stands()


# --- The database -------------------------------------------------------------------------------------------------------
@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises((IntegrityError, DatabaseError), match="waits for somebody to save it"), transaction.atomic():
        yield


def test_database_lets_no_pending_change_out_of_the_draft(page: Page, confirmed: Assessment, legal: User) -> None:
    page.autosave(**reason("legal-basis", "Another Act."))
    question = factories.question("legal-basis")
    with refused():
        Assessment.objects.filter(pk=confirmed.pk).update(state="in_review")
    Confirmation.objects.filter(question=question).update(lapsed_at=confirmed.created_at, lapsed_by=legal)
    with refused():
        Confirmation.objects.create(assessment=confirmed, question=question, role="legal", confirmed_by=legal)
    with refused(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO partnerships_event (partnership_id, assessment_id, question_id, kind, position, old, new,"
            " recorded_at, recorded_by_id, recorded_by_name, previous, link)"
            " SELECT partnership_id, assessment_id, %s, 'officer_told', position + 1, old, new,"
            " recorded_at, recorded_by_id, recorded_by_name, link, link FROM partnerships_event ORDER BY id DESC LIMIT 1",
            [question.pk],
        )
