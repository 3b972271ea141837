"""One question on a page: read, answer, save, and what happens to bad input."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import Service, User
from partnerships.models import Answer, Assessment, Event
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

G2 = {"customer-benefit-option": "yes", "customer-benefit-reason": "Fewer falls.", "customer-benefit-revision": "0"}


def address(assessment: Assessment, key: str = "customer-benefit") -> str:
    return f"/assessments/{assessment.pk}/questions/{key}/"


def text_of(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return html.unescape(response.content.decode())


def test_page_shows_the_text_word_for_word_and_no_hint_of_polarity(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    text = text_of(sign_in(owner).get(address(assessment)))
    question = "Are customers likely to benefit from an improved service because of the proposed partnership?"
    assert text.count("<h1") == 1
    assert question in text[text.index("<h1") : text.index("</h1>")]
    for words in ("Name who would notice the difference", "What helps", "Monitor and evaluate.", "Lead officer with"):
        assert words in text
    for words in ("blocker", "concern", "Opportunity costs"):
        assert words not in text.lower().replace("concern about", "")


def test_save_and_continue_goes_to_the_next_question(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(address(assessment), {**G2, "then": "continue"})
    assert response["Location"] == address(assessment, "alternatives")
    answer = Answer.objects.get()
    assert (answer.option and answer.option.key, answer.reason, answer.revision) == ("yes", "Fewer falls.", 1)
    assert answer.saved_by == owner


def test_save_and_continue_passes_over_what_is_answered(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.answer_all(assessment, leave=["customer-benefit", "skills"])
    client = sign_in(owner)
    response = client.post(address(assessment), {**G2, "then": "continue"})
    assert response["Location"] == address(assessment, "skills")
    posted = {"skills-option": "in_place", "skills-reason": "Two of them.", "skills-revision": "0", "then": "continue"}
    assert client.post(address(assessment, "skills"), posted)["Location"] == f"/assessments/{assessment.pk}/check/"


def test_of_a_returned_case_it_goes_from_one_thing_to_put_right_to_the_next(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.submit(factories.answer_all(assessment, leave=["authority"]))
    factories.give_back(assessment, manager, {"customer-benefit": "Who?", "skills": "Which?", "": "Soon, please."})
    client, check = sign_in(owner), f"/assessments/{assessment.pk}/check/"
    for key, following in (("skills", address(assessment)), ("customer-benefit", check)):
        path = address(assessment, key)
        shown = fields_of(client.get(path).content.decode(), path)
        response = client.post(path, {**shown, f"{key}-reason": "Changed.", "then": "continue"})
        assert response["Location"] == following


def test_last_question_leads_to_the_answers_to_check(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    posted = {"pre-agreement-option": "not_needed", "pre-agreement-reason": "Small.", "pre-agreement-revision": "0"}
    response = sign_in(owner).post(address(assessment, "pre-agreement"), posted)
    assert response["Location"] == f"/assessments/{assessment.pk}/check/"


def test_incomplete_answer_is_saved_and_says_what_is_missing(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    response = client.post(
        address(assessment), {"customer-benefit-option": "partly", "customer-benefit-revision": "0", "then": "continue"}
    )
    text = text_of(response)
    assert response.status_code == 422
    assert "This answer needs a written reason." in text
    assert "It counts as unanswered until what is missing is there." in text
    assert 'href="#id_customer-benefit-reason"' in text
    assert Answer.objects.get().revision == 1
    done = client.post(
        address(assessment),
        {"customer-benefit-option": "partly", "customer-benefit-reason": "Some.", "customer-benefit-revision": "1"},
    )
    assert done.status_code == 302


def test_nothing_chosen_is_said_and_not_saved(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(address(assessment), {"customer-benefit-revision": "0", "then": "continue"})
    assert response.status_code == 422
    assert "No answer has been chosen." in text_of(response)
    assert not Answer.objects.exists()


def test_come_back_later_always_saves(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sign_in(owner).post(address(assessment), {"customer-benefit-reason": "A thought", "then": "later"})
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assert Answer.objects.get().reason == "A thought"


def test_adverse_answer_is_explained_once_it_is_chosen(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.save(assessment, "no-accidental-contract", "some", reason="Half.", facts={"money_spent": "yes"})
    text = text_of(sign_in(owner).get(address(assessment, "no-accidental-contract")))
    assert "With this answer the case is not ready" in text
    assert "Money is being spent with no written terms." in text
    assert "Possible uncapped liability of partners" in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"customer-benefit-option": "perhaps"}, "Select one of the answers on this page"),
        ({"customer-benefit-reason": "x" * 5001}, "must be 5,000 characters or fewer. It has 5,001."),
        ({"customer-benefit-reason": "Agreed.\na\u202eb"}, "in line 2, after “a”: right-to-left override (U+202E)"),
        ({"customer-benefit-reason": "a\ufdd0b"}, "after “a”: no character (U+FDD0)"),
        ({"customer-benefit-revision": "-1"}, "Ensure this value is greater than or equal to 0"),
        ({"customer-benefit-revision": "one"}, "Enter a whole number"),
    ],
)
def test_bad_input_is_refused_and_kept(
    typed: dict[str, str], sentence: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    response = sign_in(owner).post(address(assessment), G2 | {"customer-benefit-reason": "Kept words"} | typed)
    text = text_of(response)
    assert response.status_code == 422
    assert sentence in text
    assert typed.get("customer-benefit-reason", "Kept words") in text
    assert not Answer.objects.exists()


def test_date_that_does_not_exist(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    date = {"time-limits-fact_earliest_lawful_date-day": "31", "time-limits-fact_earliest_lawful_date-month": "2"}
    posted = {
        "time-limits-option": "done",
        "time-limits-reason": "Tender.",
        **date,
        "time-limits-fact_earliest_lawful_date-year": "2027",
    }
    response = sign_in(owner).post(address(assessment, "time-limits"), posted)
    assert response.status_code == 422
    assert "Enter a real date" in text_of(response)
    assert 'value="31"' in text_of(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [(("1", "Sept", "9999"), "The year must be between"), (("1", "9", "٢٠٢٧"), "Use the digits 0 to 9 in a date")],
)
def test_date_out_of_reason(
    typed: tuple[str, ...], sentence: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    name = "time-limits-fact_earliest_lawful_date"
    posted = {f"{name}-{part}": text for part, text in zip(("day", "month", "year"), typed, strict=True)}
    response = sign_in(owner).post(address(assessment, "time-limits"), {"time-limits-option": "done", **posted})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'value="{typed[2]}"' in text_of(response)
    assert not Answer.objects.exists()


def test_facts_and_finding_are_kept(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    date = {"time-limits-fact_earliest_lawful_date-day": "1", "time-limits-fact_earliest_lawful_date-month": "6"}
    posted = {
        "time-limits-option": "done",
        "time-limits-reason": "Tender.",
        "time-limits-finding": "30 days.",
        "time-limits-fact_duty_to_consult": "yes",
    }
    client.post(
        address(assessment, "time-limits"), posted | date | {"time-limits-fact_earliest_lawful_date-year": "2027"}
    )
    answer = Answer.objects.get()
    assert answer.facts == {"duty_to_consult": "yes", "earliest_lawful_date": "2027-06-01"}
    assert answer.finding == "30 days."
    text = text_of(client.get(address(assessment, "time-limits")))
    assert "The planned start is before the earliest lawful date." in text
    assert 'value="2027"' in text


def test_markup_that_is_typed_is_text(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.save(assessment, "customer-benefit", "yes", reason="</textarea><script>alert(1)</script>")
    assert b"<script>alert" not in sign_in(owner).get(address(assessment)).content


def test_same_save_twice_writes_one_event(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    for _press in range(2):
        assert client.post(address(assessment), G2).status_code == 302
    assert Event.objects.filter(kind="answered").count() == 1


@pytest.mark.parametrize("who", ["manager", "legal", "auditor"])
def test_others_read_and_may_not_answer(who: str, request: Any, assessment: Assessment, sign_in: SignIn) -> None:
    factories.save(assessment, "customer-benefit", "partly", reason="Only some.")
    client = sign_in(request.getfixturevalue(who))
    text = text_of(client.get(address(assessment)))
    assert "Only some." in text
    assert "Save and continue" not in text
    assert client.post(address(assessment), G2).status_code == 403


def test_legal_answers_the_legal_section_alone(assessment: Assessment, legal: User, sign_in: SignIn) -> None:
    posted = {"legal-basis-option": "done", "legal-basis-reason": "Care Act.", "legal-basis-revision": "0"}
    assert sign_in(legal).post(address(assessment, "legal-basis"), posted).status_code == 302
    assert Answer.objects.get().saved_by == legal


def test_submitted_meanwhile_refuses_and_shows_what_was_typed(
    assessment: Assessment, contributor: User, sign_in: SignIn
) -> None:
    factories.submit(assessment)
    response = sign_in(contributor).post(address(assessment), G2 | {"customer-benefit-was": "x"})
    assert response.status_code == 403
    assert "This could not be saved" in text_of(response)
    assert "Fewer falls." in text_of(response)


def test_unknown_question_and_foreign_case_are_not_found(
    assessment: Assessment, owner: User, other_officer: User, sign_in: SignIn
) -> None:
    assert sign_in(owner).get(address(assessment, "no-such-key")).status_code == 404
    assert sign_in(owner).get("/assessments/999999/questions/skills/").status_code == 404
    assert sign_in(other_officer).get(address(assessment)).status_code == 404


def test_similar_partnerships_are_named_but_never_a_restricted_one(
    assessment: Assessment, owner: User, other_officer: User, other_service: Service, sign_in: SignIn
) -> None:
    factories.start(other_officer, other_service, name="Equipment loans", purpose="Equipment for homes.")
    factories.start(other_officer, other_service, name="Secret equipment", is_restricted=True)
    factories.start(other_officer, other_service, name="Footpaths", purpose="Volunteers clear them.")
    text = one_spaced(text_of(sign_in(owner).get(address(assessment, "existing-partnerships"))))
    assert "PR-0002 Equipment loans: Highways, led by Otto Other" in text
    assert "Secret" not in text
    assert "Footpaths" not in text


def test_another_version_says_which_question_names_similar_partnerships(
    owner: User, editor: User, service: Service, sign_in: SignIn
) -> None:
    version = factories.another_version(editor, {"skills": ["similar"], "existing-partnerships": []})
    case = factories.start(owner, service, version=version)
    client = sign_in(owner)
    assert "Partnerships that sound similar" in text_of(client.get(address(case, "skills")))
    assert "Partnerships that sound similar" not in text_of(client.get(address(case, "existing-partnerships")))
    section = client.get(f"/assessments/{case.pk}/sections/1.4.1/").content.decode()
    assert section.count("Partnerships that sound similar") == section.count('id="similar-skills"') == 1


def test_signed_out_in_mid_answer_typed_text_comes_back(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    client.logout()
    response = client.post(address(assessment), G2 | {"typed_by": owner.pk, "customer-benefit-was": "x"})
    assert response.status_code == 302
    client.force_login(owner)
    text = text_of(client.get(address(assessment)))
    assert "You were signed out before this was saved." in text
    assert "Fewer falls." in text
    assert not Answer.objects.exists()
    assert "Fewer falls." not in text_of(client.get(address(assessment)))


def test_finding_reason_and_facts_stand_in_one_order_on_every_page(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    words: dict[str, Any] = {"finding": "As was found.", "reason": "As was reasoned."}
    words["facts"] = {"earliest_lawful_date": "2031-05-17"}
    factories.save(assessment, "time-limits", "in_progress", **words)
    client, question = sign_in(owner), address(assessment, "time-limits")
    typed = {"time-limits-option": "done", "time-limits-revision": "0", "time-limits-reason": "Otherwise."}
    pages = [
        client.get(question),
        client.post(question, typed),
        client.get(f"/assessments/{assessment.pk}/check/"),
        client.get(f"/assessments/{assessment.pk}/report/"),
    ]
    factories.submit(assessment)
    pages.append(sign_in(manager).get(f"/assessments/{assessment.pk}/review/"))
    for page in pages:
        # The summary of the report quotes the reason; the answer itself follows.
        shown = text_of(page).split("Flagged items")[-1]
        places = [shown.find(text) for text in ("As was found.", "As was reasoned.", "2031")]
        assert -1 not in places, page.request["PATH_INFO"]
        assert places == sorted(places), page.request["PATH_INFO"]
