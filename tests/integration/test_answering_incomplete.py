"""What is missing of an answer is said where it is missing, and an answer that lacks something is called no blocker."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from accounts.models import Service, User
from checklists.models import Question, Version
from partnerships import actions
from partnerships.models import Assessment
from partnerships.presenters.tasks import task_of
from partnerships.selectors.case import read_case
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

# A favourable answer of version 1.1, with its fact that must be answered.
KEY, OPTION, FACT = "no-accidental-contract", "all", "money_spent"
LABEL = "Has anyone spent money or started work?"


@pytest.fixture
def case(owner: User, service: Service) -> Assessment:
    call_command("load_checklists", "partnership-readiness/1.1", verbosity=0)
    version = Version.objects.get(pk="partnership-readiness/1.1")
    return factories.start(owner, service, version=version)


def send(sign_in: SignIn, user: User, address: str, **typed: Any) -> Any:
    client = sign_in(user)
    return client.post(address, fields_of(client.get(address).content.decode(), address) | typed)


def save(case: Assessment, by: User, facts: dict[str, str]) -> None:
    question = Question.objects.get(version=case.version, key=KEY)
    draft = actions.AnswerDraft(option=OPTION, reason="In the letter.", facts=facts)
    actions.answer(assessment=case, question=question, by=by, draft=draft, revision=0)


def text_of(response: Any) -> str:
    return one_spaced(html.unescape(strip_tags(response.content.decode())))


def test_a_favourable_answer_that_lacks_a_fact_is_no_blocker(case: Assessment, owner: User, sign_in: SignIn) -> None:
    address = f"/assessments/{case.pk}/questions/{KEY}/"
    answer = {f"{KEY}-option": OPTION, f"{KEY}-reason": "In the letter.", "then": "continue"}
    response = send(sign_in, owner, address, **answer)
    assert response.status_code == 422
    shown = response.content.decode()
    # The error stands at the fact, not at the reason.
    assert re.search(rf'href="#id_{KEY}-fact_{FACT}[^"]*">“{re.escape(LABEL)}” has not been answered', shown)
    assert "the case is not ready for the decision" not in shown
    assert not task_of(read_case(case), KEY).has_blocker
    for page in ("check/", ""):
        shown = text_of(sign_in(owner).get(f"/assessments/{case.pk}/{page}"))
        assert "is a blocker" not in shown
        assert f"L4 Avoid binding the council by accident is not complete: “{LABEL}” has not been answered" in shown


def test_what_an_adverse_answer_means_is_still_said(case: Assessment, owner: User, sign_in: SignIn) -> None:
    save(case, owner, {FACT: "yes", "money_spent_on": "We."})
    shown = text_of(sign_in(owner).get(f"/assessments/{case.pk}/questions/{KEY}/"))
    assert "With this answer the case is not ready for the decision that is sought. Knowing it now is what" in shown


def test_saving_a_section_names_what_is_not_complete(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    address = f"/assessments/{assessment.pk}/sections/1.4.1/"
    typed = {"purpose-and-need-option": "yes", "customer-benefit-option": "yes", "customer-benefit-reason": "All."}
    client = sign_in(owner)
    sent = fields_of(client.get(address).content.decode(), address) | typed | {"then": "later"}
    shown = client.post(address, sent, follow=True).content.decode()
    link = f'href="/assessments/{assessment.pk}/questions/purpose-and-need/">G1</a>.'
    assert "Your answers have been saved. Not complete yet:" in shown
    assert link in shown.partition("Not complete yet:")[2].partition("</p>")[0]
    assert "G2" not in shown.partition("Not complete yet:")[2].partition("</p>")[0]


def test_codes_in_the_outcome_of_the_answers_to_check_are_links(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    factories.answer_all(assessment, leave=["skills"])
    shown = sign_in(owner).get(f"/assessments/{assessment.pk}/check/").content.decode()
    box = shown.partition("app-outcome--not_ready")[2].partition("</div>")[0]
    address = f"/assessments/{assessment.pk}/questions"
    code = assessment.version.spec().by_key["skills"].code
    assert re.search(rf'href="{address}/skills/"\s*>{code} ', box)
    assert re.search(rf'href="{address}/legal-basis/"\s*>L1 ', box)
    assert f"1 question is unanswered: {code}" in shown


@pytest.mark.parametrize(
    ("facts", "is_named"),
    [({}, True), ({FACT: "no"}, False), ({FACT: "yes", "money_spent_on": "We, on plans."}, True)],
)
def test_a_fact_is_named_only_while_a_rule_can_still_depend_on_it(
    case: Assessment, owner: User, sign_in: SignIn, facts: dict[str, str], *, is_named: bool
) -> None:
    """Whether there are written terms matters only if somebody has spent money."""
    save(case, owner, facts)
    label = "If so, are there written terms for that work?"
    assert (label in task_of(read_case(case), KEY).unanswered_facts) is is_named
    for page in ("check/", "report/"):
        shown = text_of(sign_in(owner).get(f"/assessments/{case.pk}/{page}"))
        found = re.search(r"written terms for that work\? ?Not answered: a rule depends", shown)
        assert (found is not None) is is_named, page


def test_in_review_the_question_says_why_it_cannot_be_changed(
    assessment: Assessment, owner: User, contributor: User, manager: User, sign_in: SignIn
) -> None:
    factories.answer_all(assessment)
    factories.save(assessment, "customer-benefit", "no", reason="Nobody asked them.")
    factories.submit(assessment)
    for page in ("questions/customer-benefit/", "sections/1.4.1/"):
        address = f"/assessments/{assessment.pk}/{page}"
        shown = text_of(sign_in(owner).get(address))
        assert "In review: answers cannot be changed" in shown
        assert "Take back the submission" in shown
        assert "say in your reason" not in shown
        assert "Take back the submission" not in text_of(sign_in(manager).get(address))
    assert "the managers of" in shown or "Take back" in shown
