"""Whoever confirms answers is asked once, again when something changed, and otherwise reminded by a submission at most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment
from tests import factories, people

ASKED, REMINDED = "PR-0001: answers wait for your confirmation", "PR-0001: reminder, answers wait for your confirmation"


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """All answers complete; the last of them asks the legal adviser to confirm."""
    people.person("legal")
    case = people.draft()
    factories.answer_all(case, leave=["pre-agreement"])
    factories.save(case, "pre-agreement", "in_place", reason="Signed.")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def told(send: Any, step: Any, legal: User) -> list[str]:
    """Take the step, and return the subjects of the emails that the legal adviser gets for it."""
    mail.outbox.clear()
    with send(execute=True):
        step()
    return [str(sent.subject) for sent in mail.outbox if sent.to == [legal.email]]


def test_no_second_email_within_a_day(case: Assessment, legal: User, django_capture_on_commit_callbacks: Any) -> None:
    assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == []


def test_a_later_submission_says_that_it_is_a_reminder(
    case: Assessment, legal: User, django_capture_on_commit_callbacks: Any
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == [REMINDED]
    assert "Signed." not in mail.outbox[-1].body


def test_what_changed_since_is_asked_anew(
    case: Assessment, legal: User, django_capture_on_commit_callbacks: Any
) -> None:
    factories.save(case, "skills", "in_place", reason="Not theirs to confirm.")
    assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == []
    case.refresh_from_db()
    factories.give_back(case, people.person("manager"), {"legal-basis": "Which Act?"})
    factories.save(case, "legal-basis", "done", reason="The Care Act 2014.")
    assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == [ASKED]


def test_a_submission_that_was_taken_back_asks_again(
    case: Assessment, owner: User, legal: User, django_capture_on_commit_callbacks: Any
) -> None:
    factories.submit(case)
    case.refresh_from_db()
    actions.take_back(assessment=case, by=owner)
    assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == [ASKED]


def test_nobody_is_asked_for_what_they_objected_to(
    case: Assessment, legal: User, django_capture_on_commit_callbacks: Any
) -> None:
    for key in ("legal-basis", "prior-approval", "pre-agreement"):
        actions.object_to(assessment=case, question=factories.question(key), by=legal, reason="Repealed.")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == []


def test_who_confirmed_is_asked_for_nothing(
    case: Assessment, legal: User, django_capture_on_commit_callbacks: Any
) -> None:
    factories.confirm_all(case, legal)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert told(django_capture_on_commit_callbacks, lambda: factories.submit(case), legal) == []
