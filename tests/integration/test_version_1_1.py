"""A case that answers version 1.1: its legal section has no finding, and legal advisers answer there all the same."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from accounts.models import Service, User
from checklists.models import Version
from checklists.spec import DecisionSought
from partnerships import actions
from partnerships.domain.board import RoundReason
from partnerships.models import Answer, Assessment
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db: None) -> Version:
    """Version 1.1, as it comes with the product."""
    call_command("load_checklists", "partnership-readiness/1.1", verbosity=0)
    return Version.objects.get(pk="partnership-readiness/1.1")


@pytest.fixture
def case(version: Version, owner: User, service: Service) -> Assessment:
    return factories.start(owner, service, version=version)


def page_of(case: Assessment, key: str) -> str:
    return f"/assessments/{case.pk}/questions/{key}/"


def test_a_legal_adviser_answers_legal_tasks_and_no_others(case: Assessment, legal: User, sign_in: SignIn) -> None:
    client = sign_in(legal)
    typed = {"time-limits-option": "done", "time-limits-reason": "Part 4.", "time-limits-fact_duty_to_consult": "no"}
    assert client.post(page_of(case, "time-limits"), typed | {"then": "continue"}).status_code == 302
    assert Answer.objects.get(assessment=case).saved_by == legal
    assert "time-limits-option" in client.get(page_of(case, "time-limits")).content.decode()
    assert client.post(page_of(case, "clear-purpose"), {"clear-purpose-option": "yes"}).status_code == 403


def test_a_legal_task_asks_once_for_what_was_found(case: Assessment, owner: User, sign_in: SignIn) -> None:
    page = sign_in(owner).get(page_of(case, "legal-basis")).content.decode()
    assert "Which duties, constraints and powers were found?" in page
    assert "legal-basis-finding" not in page


def test_a_finding_of_the_round_before_stands_beside_the_task(
    version: Version, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "legal-basis", "done", reason="No duty.", finding="Section 75 of the Act of 2006.")
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    again = actions.open_round(assessment=assessment, by=owner, reason=RoundReason.AGAIN, decision=DecisionSought.ENTER)
    assert again.version == version
    page = sign_in(owner).get(page_of(again, "legal-basis")).content.decode()
    assert "Answered before, as L1 of version 1.0" in page
    assert "Section 75 of the Act of 2006." in page
    assert "legal-basis-finding" not in page
