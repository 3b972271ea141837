"""The case changes between the moment a page is checked and the moment it is written: refused, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Answer, Assessment, Evidence, Participant, ReportIssue
from tests import factories

pytestmark = pytest.mark.usefixtures("drafted_once")

SignIn = Callable[[User], Client]
TYPED = "Typed while the other one acted."


@contextmanager
def just_before_the_action(act: Callable[[], object], *, transaction: int = 1) -> Iterator[None]:
    """Let somebody else act when the request begins that transaction: it has been checked by then, not written."""
    begun = 0

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal begun
        if sql.startswith("SAVEPOINT") and begun < transaction:
            begun += 1
            if begun == transaction:
                act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        yield
    assert begun == transaction, f"the request began {begun} transactions"


ANSWERS = {
    "purpose-and-need-option": "yes",
    "purpose-and-need-reason": TYPED,
    "purpose-and-need-revision": "0",
    "purpose-and-need-edit_token": "page",
}
DETAILS = {"name": "Another name", "purpose": TYPED, "decision_sought": "enter"}
LINK = {"title": TYPED, "kind": "link", "url": "https://council.example/minutes"}
PAGES: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("assessment-question", {"key": "purpose-and-need"}, ANSWERS),
    ("assessment-section", {"code": "1.4.1"}, ANSWERS),
    ("evidence-add", {"key": "purpose-and-need"}, LINK),
    ("partnership-edit", {}, DETAILS),
    ("partnership-screening", {}, {f"C{number}": "yes" for number in range(1, 10)}),
    ("partnership-benefits", {}, {"benefits": "B1"}),
]


def address_of(name: str, case: Assessment, more: dict[str, Any]) -> str:
    of_partnership = name.startswith(("partnership", "person"))
    own: dict[str, Any] = {"reference": case.partnership.reference} if of_partnership else {"assessment_id": case.pk}
    return reverse(name, kwargs=own | more)


@pytest.mark.parametrize(("name", "more", "typed"), PAGES)
def test_a_case_submitted_meanwhile_is_not_written_to(
    name: str,
    more: dict[str, str],
    typed: dict[str, str],
    assessment: Assessment,
    owner: User,
    contributor: User,
    sign_in: SignIn,
) -> None:
    client = sign_in(contributor)
    before = Participant.objects.count()
    with just_before_the_action(lambda: factories.submit(assessment)):
        response = client.post(address_of(name, assessment, more), typed)
    assert response.status_code in (403, 409, 422)
    page = response.content.decode()
    assert "has been submitted" in page
    assert TYPED not in typed.values() or TYPED in page
    assert not Answer.objects.exists()
    assert not Evidence.objects.exists()
    assert Participant.objects.count() == before


@pytest.mark.parametrize(("name", "more", "typed"), PAGES[:3])
def test_someone_taken_off_the_case_meanwhile_does_not_write_or_come_back(
    name: str,
    more: dict[str, str],
    typed: dict[str, str],
    assessment: Assessment,
    owner: User,
    contributor: User,
    sign_in: SignIn,
) -> None:
    row = Participant.objects.get(user=contributor)
    client = sign_in(contributor)
    with just_before_the_action(lambda: actions.remove_person(assessment=assessment, by=owner, person=row)):
        response = client.post(address_of(name, assessment, more), typed)
    assert response.status_code in (403, 409, 422)
    assert not Participant.objects.current().filter(user=contributor).exists()
    assert not Answer.objects.exists()
    assert not Evidence.objects.exists()


def test_an_automatic_save_after_the_submission_says_so(
    assessment: Assessment, contributor: User, sign_in: SignIn
) -> None:
    address = address_of("assessment-question", assessment, {"key": "purpose-and-need"})
    client = sign_in(contributor)
    with just_before_the_action(lambda: factories.submit(assessment)):
        response = client.post(address, ANSWERS, headers={"X-Autosave": "true"})
    assert response.status_code in (200, 403, 409)
    assert "has been submitted" in response.content.decode()
    assert not Answer.objects.exists()


def test_evidence_and_people_are_not_removed_from_a_case_submitted_meanwhile(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    question = factories.question("purpose-and-need")
    actions.attach_link(assessment=assessment, question=question, by=owner, title="Minutes", url="https://x.example/")
    address = reverse("evidence-remove", args=[assessment.pk, 1])
    client = sign_in(contributor)
    with just_before_the_action(lambda: factories.submit(assessment)):
        response = client.post(address)
    assert response.status_code in (403, 409)
    assert Evidence.objects.attached().count() == 1


def test_a_section_saved_after_the_submission_gives_back_what_was_typed(
    assessment: Assessment, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(contributor)
    factories.submit(assessment)
    response = client.post(address_of("assessment-section", assessment, {"code": "1.4.1"}), ANSWERS)
    assert response.status_code in (403, 409)
    assert TYPED in response.content.decode()


@pytest.mark.parametrize("name", ["partnership-edit", "evidence-add"])
def test_a_form_sent_after_the_submission_gives_back_what_was_typed(
    name: str, assessment: Assessment, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(contributor)
    factories.submit(assessment)
    _name, more, typed = next(page for page in PAGES if page[0] == name)
    response = client.post(address_of(name, assessment, more), typed)
    assert response.status_code in (403, 409)
    assert TYPED in response.content.decode()


@pytest.mark.usefixtures("laid_out_once")
@pytest.mark.parametrize("transaction", [1, 2], ids=["before the case is read", "while the PDFs are made"])
def test_whoever_issues_second_is_told_who_was_first(
    transaction: int, assessment: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    case = factories.endorse_ready(assessment, manager=manager, legal=legal)
    address = reverse("assessment-issue", args=[case.pk])
    other = factories.person("Sara Secretary", Role.SECRETARY)
    seen = {**factories.tokens_of(case), "has_read_public": "on"}
    with just_before_the_action(lambda: factories.issue(case, other), transaction=transaction):
        response = sign_in(secretary).post(address, seen)
    for late in (response, sign_in(secretary).post(address, seen)):
        assert late.status_code == 409
        assert "Sara Secretary already issued the report as issue 1" in late.content.decode()
    assert ReportIssue.objects.count() == 1
