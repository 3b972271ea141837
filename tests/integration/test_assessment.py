"""The task list of a case, what a returned one asks to put right, and the answers to check."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.models import User
from partnerships.models import Assessment
from tests import factories
from tests.conftest import SignIn
from tests.specs import BEST

pytestmark = pytest.mark.usefixtures("drafted_once")


def shown(sign_in: SignIn, user: User, address: str) -> str:
    response = sign_in(user).get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_each_question_has_its_status(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.save(assessment, "purpose-and-need", "partly", reason="No data yet.")
    factories.save(assessment, "alternatives", "none_better")
    factories.save(assessment, "novelty", "routine")
    factories.save(assessment, "skills", "after_training", reason="In May.")
    factories.save(assessment, "legal-basis", "done", reason="Care Act 2014.")
    text = shown(sign_in, owner, f"/assessments/{assessment.pk}/")
    assert "G1 Purpose and evidence of need Flagged: concern" in text
    assert "G2 Benefit to customers Not started" in text
    assert "G3 Other ways to improve the service Incomplete" in text
    assert "G11 Representatives&#x27; skills and training Flagged: note" in text
    assert "L5 Judge how novel this is Completed" in text
    assert "L1 Establish the legal basis Waits for a legal adviser to confirm it. Waiting for legal" in text
    assert "Answered 4 of 18" in text


def test_returned_case_lists_what_to_fix_first(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.submit(factories.answer_all(assessment))
    factories.give_back(assessment, manager, {"skills": "Name the people.", "customer-benefit": "Which measure?"})
    factories.save(assessment, "skills", "in_place", reason="Ann and Bob.")
    text = shown(sign_in, owner, f"/assessments/{assessment.pk}/")
    what = text[text.index("What to put right") : text.index("All tasks")]
    assert re.search(r"G2 .* Which measure\? .* Not changed yet G11 .* Name the people\. .* Changed since", what)
    assert "G3" not in what
    assert text.index("What to put right") < text.index("Significance")


def test_the_answers_to_check_name_finding_and_reason(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.save(assessment, "legal-basis", "done", finding="Section 1 of the Act.", reason="It lets us do it.")
    text = shown(sign_in, owner, f"/assessments/{assessment.pk}/check/")
    asked = "Reason: Which duties, constraints and powers were found?"
    assert f"Finding Section 1 of the Act. {asked} It lets us do it." in text


def test_returned_question_says_why(assessment: Assessment, owner: User, manager: User, sign_in: SignIn) -> None:
    factories.submit(factories.answer_all(assessment))
    factories.give_back(assessment, manager, {"skills": "Name the people.", "novelty": "Ask legal."})
    address = f"/assessments/{assessment.pk}/"
    question = shown(sign_in, owner, f"{address}questions/skills/")
    section = shown(sign_in, owner, f"{address}sections/1.4.1/")
    for text in (question, section):
        assert "Why G11 was returned Name the people." in text
        assert "Ask legal." not in text
    factories.submit(assessment)
    assert "Name the people." not in shown(sign_in, owner, f"{address}questions/skills/")


def test_second_return_forgets_the_reasons_of_the_first(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"skills": "Name the people."})
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"": "Ask legal first."})
    text = shown(sign_in, owner, f"/assessments/{assessment.pk}/")
    assert "The case as a whole Ask legal first." in text
    assert "Name the people." not in text


def test_check_answers_shows_everything_and_links_to_change(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "legal-basis", "done", reason="Act <b>one</b>", finding="No power missing")
    address = f"/assessments/{assessment.pk}/check/"
    text = shown(sign_in, owner, address)
    for words in ("Not ready", "Act &lt;b&gt;one&lt;/b&gt;", "No power missing", "Saved by Olive Owner", "Change"):
        assert words in text
    assert "Not answered" in text
    assert " Change " not in shown(sign_in, manager, address)


@pytest.mark.parametrize("answers", [2, 18])
@pytest.mark.parametrize(("page", "queries"), [("", 18), ("check/", 9), ("submit/", 12)])
def test_queries_do_not_grow_with_answers(
    answers: int,
    page: str,
    queries: int,
    assessment: Assessment,
    owner: User,
    sign_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    factories.answer_all(assessment, leave=list(BEST)[answers:])
    client = sign_in(owner)
    address = f"/assessments/{assessment.pk}/{page}"
    client.get(address)
    with django_assert_max_num_queries(queries):
        client.get(address)
