"""A whole section on one page: one form, one button, and the same care for bad input, conflicts and lost sessions."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from partnerships.models import Answer, Assessment, Event
from tests import factories
from tests.conftest import SignIn
from tests.specs import BEST

pytestmark = pytest.mark.usefixtures("drafted_once")


@pytest.fixture
def address(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/sections/1.4.1/"


def hidden(content: bytes) -> dict[str, str]:
    fields = re.findall(
        r'<input type="hidden" name="([a-z0-9-]+-(?:revision|edit_token|was|mine))"[^>]*? value="([^"]*)"',
        content.decode(),
    )
    return {name: html.unescape(value) for name, value in fields}


def opened(client: Client, address: str) -> dict[str, str]:
    return hidden(client.get(address).content)


TWO = {
    "purpose-and-need-option": "yes",
    "purpose-and-need-reason": "Demand doubled.",
    "customer-benefit-option": "no",
    "customer-benefit-reason": "Not for all.",
}


def test_one_button_saves_all_that_was_typed(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    response = client.post(address, opened(client, address) | TWO | {"then": "continue"})
    assert response["Location"] == f"/assessments/{assessment.pk}/sections/1.4.2/"
    assert set(Answer.objects.values_list("question__key", flat=True)) == {"purpose-and-need", "customer-benefit"}
    text = client.get(address).content.decode()
    assert text.count("<h1") == 1
    assert "Answered 2 of 18" in text


@pytest.mark.parametrize(
    ("then", "leads_to"),
    [
        ("later", "/assessments/{pk}/"),
        ("stay:customer-benefit", "/assessments/{pk}/sections/1.4.1/#block-customer-benefit"),
        ("evidence:customer-benefit", "/assessments/{pk}/questions/customer-benefit/evidence/"),
        ("stay:nonsense", "/assessments/{pk}/sections/1.4.2/"),
    ],
)
def test_where_each_button_leads(
    then: str, leads_to: str, address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    response = client.post(address, opened(client, address) | TWO | {"then": then})
    assert response["Location"] == leads_to.format(pk=assessment.pk)
    assert Answer.objects.count() == 2


def test_what_was_saved_is_said_once_at_its_question(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    sent = opened(client, address) | TWO | {"then": "stay:customer-benefit"}
    page = client.post(address, sent, follow=True).content.decode()
    assert page.count("Your answers have been saved.") == 1
    assert "Your answers have been saved." in page.partition('id="block-customer-benefit"')[2]


def test_last_section_leads_to_the_answers_to_check(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(f"/assessments/{assessment.pk}/sections/1.4.2/", {"novelty-option": "routine"})
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


def test_one_text_too_long_loses_none_of_the_others(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    response = client.post(address, opened(client, address) | TWO | {"alternatives-reason": "x" * 5001})
    text = response.content.decode()
    assert response.status_code == 422
    assert "must be 5,000 characters or fewer" in text
    assert "Demand doubled." in text
    assert "Not for all." in text


def test_conflict_of_one_question_saves_the_others(
    address: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = opened(client, address)
    factories.save(assessment, "purpose-and-need", "no", reason="No data.", by=contributor)
    factories.save(assessment, "alternatives", "not_assessed", by=contributor)
    response = client.post(address, page | TWO | {"then": "continue"})
    text = response.content.decode()
    assert response.status_code == 409
    assert text.count("Two people answered") == 1
    assert "Demand doubled." in text
    assert "No data." in text
    by_key = {answer.question.key: answer for answer in Answer.objects.select_related("question", "saved_by")}
    assert by_key["customer-benefit"].saved_by == owner
    assert by_key["alternatives"].saved_by == contributor
    kept = client.post(address, hidden(response.content) | {"purpose-and-need-keep": "mine"})
    assert kept.status_code == 302
    assert Answer.objects.get(question__key="purpose-and-need").reason == "Demand doubled."


def test_keep_theirs_leaves_their_answer(
    address: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = opened(client, address)
    factories.save(assessment, "purpose-and-need", "no", reason="No data.", by=contributor)
    response = client.post(address, page | TWO)
    client.post(address, hidden(response.content) | {"purpose-and-need-keep": "theirs"})
    assert Answer.objects.get(question__key="purpose-and-need").reason == "No data."


def test_nothing_typed_saves_nothing(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.post(address, opened(client, address) | {"then": "later"}).status_code == 302
    assert not Event.objects.filter(kind="answered").exists()
    text = client.get(address).content.decode()
    assert "Nothing was changed on this page." in text
    assert "have been saved" not in text


def test_nothing_entered_for_a_question_is_not_said_to_be_saved(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client, page = sign_in(owner), f"/assessments/{assessment.pk}/questions/skills/"
    client.post(page, opened(client, page) | {"then": "later"})
    assert "Nothing is entered for G11 yet." in client.get(page).content.decode()


def test_typed_text_comes_back_after_signing_in(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    page = opened(client, address)
    client.logout()
    client.post(address, page | TWO | {"typed_by": str(owner.pk)})
    client.force_login(owner)
    text = client.get(address).content.decode()
    assert "You were signed out before this was saved." in text
    assert "Demand doubled." in text


def test_text_of_a_question_saved_by_itself_comes_back_on_the_section(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = opened(client, address)
    client.logout()
    own = f"/assessments/{assessment.pk}/questions/customer-benefit/"
    client.post(own, page | TWO | {"typed_by": str(owner.pk)}, headers={"X-Autosave": "true"})
    client.force_login(owner)
    assert "Not for all." in client.get(address).content.decode()


def test_others_read_and_may_not_save(address: str, assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.save(assessment, "purpose-and-need", "partly", reason="Half of it.")
    client = sign_in(manager)
    text = client.get(address).content.decode()
    assert "Half of it." in text
    assert "Save" not in re.sub(r"Saved by", "", text)
    assert client.post(address, TWO).status_code == 403


def test_submitted_meanwhile_shows_what_was_typed_and_only_that(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    factories.save(assessment, "alternatives", "not_assessed", reason="Standing text.")
    page = opened(client, address)
    factories.submit(assessment)
    response = client.post(
        address, page | TWO | {"alternatives-option": "not_assessed", "alternatives-reason": "Standing text."}
    )
    text = response.content.decode()
    assert response.status_code == 403
    assert "This could not be saved" in text
    assert re.findall(r'<h3 class="govuk-heading-s">(G\d+)', text) == ["G1", "G2"]
    assert "Demand doubled." in text
    assert text.count("Standing text.") == 1
    assert Answer.objects.count() == 1


def test_submitted_meanwhile_gives_back_what_is_not_valid_too(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    factories.submit(assessment)
    response = sign_in(owner).post(address, TWO | {"alternatives-reason": "x" * 5001})
    assert response.status_code == 403
    assert "Demand doubled." in response.content.decode()
    assert "x" * 5001 in response.content.decode()


def test_unknown_section_is_not_found(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    assert sign_in(owner).get(f"/assessments/{assessment.pk}/sections/9.9/").status_code == 404


@pytest.mark.parametrize("answers", [2, 18])
def test_queries_do_not_grow_with_answers(
    answers: int,
    address: str,
    assessment: Assessment,
    owner: User,
    sign_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    factories.answer_all(assessment, leave=list(BEST)[answers:])
    client = sign_in(owner)
    client.get(address)
    with django_assert_max_num_queries(11):
        client.get(address)


@pytest.mark.parametrize(
    ("page", "section"),
    [
        ("sections/1.4.1/", "General issues"),
        ("sections/1.4.2/", "Legal issues"),
        ("questions/legal-basis/", "Legal issues"),
        ("check/", ""),
    ],
)
def test_a_save_by_script_counts_the_section_of_the_page_that_sent_it(
    assessment: Assessment, owner: User, sign_in: SignIn, page: str, section: str
) -> None:
    base = f"/assessments/{assessment.pk}/"
    headers = {"X-Autosave": "true", "X-Page": f"http://testserver{base}{page}"}
    client = sign_in(owner)
    said = client.post(f"{base}questions/purpose-and-need/", TWO, headers=headers).content.decode()
    assert "Answered 1 of 18" in said
    named = [name for name in ("General issues", "Legal issues") if re.search(rf"{name}: \d", said)]
    assert named == [section] * bool(section)


def test_a_save_by_script_from_another_case_counts_nothing_there(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    other = assessment.pk + 1
    headers = {"X-Autosave": "true", "X-Page": f"http://testserver/assessments/{other}/sections/1.4.2/"}
    said = sign_in(owner).post(f"/assessments/{assessment.pk}/questions/purpose-and-need/", TWO, headers=headers)
    assert "Answered" not in said.content.decode()
