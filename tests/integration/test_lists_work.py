"""My work: what waits on whom, and what each person leads or contributes to."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Assessment, ImplicationArea
from tests import boards, factories
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
    waiting, _heading, others = text.partition("Waiting on others")
    assert "Declare your interests" in waiting
    actions.declare_interest(assessment=assessment, by=owner, has_interest=False)
    assert "Nothing waits on you" in page(sign_in, owner)
    assert "The managers of Adult Care, to review the case" in others
    assert "Your other cases" not in text


def test_complete_legal_answer_waits_on_legal_until_confirmed(
    assessment: Assessment, legal: User, sign_in: SignIn
) -> None:
    assert "PR-0001" not in page(sign_in, legal)
    factories.save(assessment, "legal-basis", "done", reason="Care Act 2014, section 3.")
    assert "To confirm as legal adviser" in page(sign_in, legal)
    actions.confirm(assessment=assessment, question=factories.question("legal-basis"), by=legal)
    assert "To confirm" not in page(sign_in, legal)


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
    with django_assert_num_queries(14):
        client.get("/")


def test_whoever_is_asked_for_a_comment_by_name_or_email_reads_it(
    assessment: Assessment, owner: User, legal: User, outsider: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    for area, whom in (("legal", f"{legal.full_name}, head of legal services"), ("finance", "Head of finance")):
        draft = actions.CommentDraft(asked_of=whom, asked_on=today)
        row = ImplicationArea.objects.get(slug=area)
        actions.ask_and_comment(assessment=assessment, by=owner, area=row, draft=draft)
    text = page(sign_in, legal)
    assert "You are asked for a comment" in text
    assert f'href="/assessments/{assessment.pk}/implications/legal/"' in text
    assert "implications/finance/" not in text
    assert "Nothing waits on you" not in text
    assert "You are asked for a comment" not in page(sign_in, outsider)
    said: dict[str, Any] = {"author": legal.full_name, "commented_on": today, "text": "Lawful."}
    done = actions.CommentDraft(asked_of=legal.full_name, asked_on=today, **said)
    row = ImplicationArea.objects.get(slug="legal")
    actions.ask_and_comment(assessment=assessment, by=legal, area=row, draft=done)
    assert "You are asked for a comment" not in page(sign_in, legal)


def test_who_acts_on_a_case_is_asked_to_declare_their_interests(
    assessment: Assessment, owner: User, legal: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "legal-basis", "done", reason="Care Act 2014, section 3.")
    actions.confirm(assessment=assessment, question=factories.question("legal-basis"), by=legal)
    assert f'href="/assessments/{assessment.pk}/interests/"' in page(sign_in, legal)
    assert "Declare your interests" not in page(sign_in, owner)
    actions.declare_interest(assessment=assessment, by=legal, has_interest=False)
    assert "Nothing waits on you" in page(sign_in, legal)


def test_a_cancelled_meeting_and_how_long_a_case_waits_are_said(
    assessment: Assessment, owner: User, manager: User, secretary: User, sign_in: SignIn
) -> None:
    meeting = boards.meeting(secretary)
    actions.choose_meeting(assessment=assessment, by=owner, meeting=meeting)
    factories.submit(assessment)
    text = " ".join(page(sign_in, manager).split())
    assert "In review since" in text
    assert f'href="/meetings/{meeting.pk}/">{meeting}</a>' in text
    actions.cancel_meeting(meeting=meeting, by=secretary, reason="No business.")
    assert "Olive Owner chooses another meeting." in " ".join(page(sign_in, manager).split())
    others = page(sign_in, owner).partition("Waiting on others")[2]
    assert f'href="/assessments/{assessment.pk}/meeting/"' in others
