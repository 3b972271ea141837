"""My work: what waits on whom, and what each person leads or contributes to."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Assessment
from tests import factories
from tests.conftest import SignIn


def page(sign_in: SignIn, user: User) -> str:
    response = sign_in(user).get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_draft_waits_on_lead_and_contributor(
    assessment: Assessment, owner: User, contributor: User, outsider: User, sign_in: SignIn
) -> None:
    for user in (owner, contributor):
        text = page(sign_in, user)
        assert "To complete and submit" in text
        assert "PR-0001 Joint equipment service" in text
        assert "Answered 0 of 18" in text
        assert "Not ready" in text
    assert "PR-0001" not in page(sign_in, outsider)


def test_submitted_case_waits_on_manager_of_its_service(
    assessment: Assessment, owner: User, manager: User, other_manager: User, sign_in: SignIn
) -> None:
    factories.submit(assessment)
    assert "To review" in page(sign_in, manager)
    assert "To review" in page(sign_in, factories.person("Una Ustinov", Role.MANAGER))
    assert "PR-0001" not in page(sign_in, other_manager)
    text = page(sign_in, owner)
    assert "Nothing waits on you" in text
    assert "Your other cases" in text


def test_complete_legal_answer_waits_on_legal_until_confirmed(
    assessment: Assessment, legal: User, sign_in: SignIn
) -> None:
    assert "PR-0001" not in page(sign_in, legal)
    factories.save(assessment, "legal-basis", "done", reason="Care Act 2014, section 3.")
    assert "To confirm as legal adviser" in page(sign_in, legal)
    actions.confirm(assessment=assessment, question=factories.question("legal-basis"), by=legal)
    assert "PR-0001" not in page(sign_in, legal)


def test_endorsed_case_waits_on_secretary(
    assessment: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    factories.submit(factories.answer_all(assessment))
    factories.confirm_all(assessment, legal)
    assert "PR-0001" not in page(sign_in, secretary)
    actions.endorse(assessment=assessment, by=manager)
    assert "to issue the report" in page(sign_in, secretary)


def test_nothing_to_do_says_what_to_do(outsider: User, auditor: User, sign_in: SignIn) -> None:
    text = page(sign_in, outsider)
    assert "You do not lead or contribute to a case yet" in text
    assert "Start a partnership" in text
    assert "Start a partnership" not in page(sign_in, auditor)


@pytest.mark.parametrize("cases", [2, 20])
def test_queries_do_not_grow_with_cases(
    cases: int, owner: User, service: Service, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(cases):
        factories.start(owner, service, name=f"Case {number}")
    client = sign_in(owner)
    client.get("/")
    with django_assert_num_queries(11):
        client.get("/")
