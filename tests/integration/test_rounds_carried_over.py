"""Answers of the round before: marked on every page, and confirmed by the button, not by the page's own saves."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.models import Answer, Assessment
from partnerships.models.trail import EventKind
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.usefixtures("drafted_once")

MARK = "Carried over, please confirm"


@pytest.fixture
def carried(assessment: Assessment, owner: User) -> Assessment:
    """A second round with three answers of the first, one of which lacks its reason."""
    factories.save(assessment, "purpose-and-need", "yes", reason="People wait.")
    factories.save(assessment, "customer-benefit", "yes", reason="Fewer falls.")
    factories.save(assessment, "alternatives", "none_better")
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    return actions.start_round(assessment=assessment, by=owner)


def with_legal_answer(assessment: Assessment, owner: User) -> Assessment:
    """Open a second round with one answer of the first, which a legal adviser confirms too."""
    factories.save(assessment, "legal-basis", "done", reason="Section 1.")
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    return actions.start_round(assessment=assessment, by=owner)


def question(assessment: Assessment, key: str = "customer-benefit") -> str:
    return f"/assessments/{assessment.pk}/questions/{key}/"


def section(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/sections/1.4.1/"


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def still_carried(assessment: Assessment) -> set[str]:
    return set(assessment.answers.filter(is_carried_over=True).values_list("question__code", flat=True))


def sent(client: Any, page: str, **typed: str) -> Any:
    """Send the page's form as it was loaded, but for what is typed."""
    return client.post(page, {**fields_of(text_of(client.get(page)), page), **typed})


@pytest.mark.parametrize(
    ("page", "marks"),
    [("", 3), ("questions/customer-benefit/", 1), ("questions/skills/", 0), ("sections/1.4.1/", 3), ("check/", 3)],
)
def test_every_page_marks_them(carried: Assessment, owner: User, sign_in: SignIn, page: str, marks: int) -> None:
    assert text_of(sign_in(owner).get(f"/assessments/{carried.pk}/{page}")).count(MARK) == marks


def test_whoever_only_reads_is_told_too(carried: Assessment, manager: User, sign_in: SignIn) -> None:
    for page in (question(carried), section(carried)):
        assert "carried over, not confirmed yet" in text_of(sign_in(manager).get(page))


def test_submitting_names_them_and_goes_on(carried: Assessment, owner: User, sign_in: SignIn) -> None:
    page = f"/assessments/{carried.pk}/submit/"
    assert "3 answers are carried over and not confirmed" in text_of(sign_in(owner).get(page))
    assert sign_in(owner).post(page).status_code == 302


def test_save_and_continue_confirms_an_answer_as_it_is(carried: Assessment, contributor: User, sign_in: SignIn) -> None:
    client = sign_in(contributor)
    before = Answer.objects.get(assessment=carried, question__key="customer-benefit")
    response = sent(client, question(carried), then="continue")
    assert response["Location"] == question(carried, "alternatives")
    answer = Answer.objects.get(pk=before.pk)
    assert (answer.is_carried_over, answer.saved_by, answer.reason) == (False, contributor, "Fewer falls.")
    assert answer.saved_at > before.saved_at
    event = carried.events.get(kind=EventKind.ANSWERED)
    assert (event.old, event.new) == ({"is_carried_over": True}, {"is_carried_over": False})
    assert MARK not in text_of(client.get(question(carried)))
    sent(client, question(carried), then="continue")
    assert carried.events.filter(kind=EventKind.ANSWERED).count() == 1


def test_nobody_confirms_an_answer_before_its_authors_do(
    assessment: Assessment, owner: User, legal: User, sign_in: SignIn
) -> None:
    new = with_legal_answer(assessment, owner)
    with pytest.raises(actions.ActionError, match="carried over"):
        actions.confirm(assessment=new, question=factories.question("legal-basis"), by=legal)
    sent(sign_in(owner), question(new, "legal-basis"), then="continue")
    assert still_carried(new) == set()
    actions.confirm(assessment=new, question=factories.question("legal-basis"), by=legal)
    assert new.confirmations.filter(lapsed_at=None).count() == 1


@pytest.mark.parametrize("then", ["later", "evidence"])
def test_a_button_for_something_else_confirms_nothing(
    carried: Assessment, owner: User, sign_in: SignIn, then: str
) -> None:
    assert sent(sign_in(owner), question(carried), then=then).status_code == 302
    assert still_carried(carried) == {"G1", "G2", "G3"}


def test_an_automatic_save_confirms_nothing_unless_something_changed(
    carried: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = question(carried)
    fields = fields_of(text_of(client.get(page)), page)
    client.post(page, fields, headers={"X-Autosave": "true"})
    assert still_carried(carried) == {"G1", "G2", "G3"}
    response = client.post(
        page, {**fields, "customer-benefit-reason": "Far fewer falls."}, headers={"X-Autosave": "true"}
    )
    assert still_carried(carried) == {"G1", "G3"}
    assert 'id="carried-customer-benefit"' in text_of(response)
    assert MARK not in text_of(response)


def test_an_answer_that_lacks_something_cannot_be_confirmed(carried: Assessment, owner: User, sign_in: SignIn) -> None:
    response = sent(sign_in(owner), question(carried, "alternatives"), then="continue")
    assert response.status_code == 422
    assert still_carried(carried) == {"G1", "G2", "G3"}


@pytest.mark.parametrize("then", ["continue", "later", "stay:customer-benefit", "evidence:customer-benefit"])
def test_no_button_of_a_section_confirms_by_itself(
    carried: Assessment, owner: User, sign_in: SignIn, then: str
) -> None:
    client = sign_in(owner)
    assert sent(client, section(carried), then=then).status_code == 302
    assert still_carried(carried) == {"G1", "G2", "G3"}
    if not then.startswith("evidence"):
        assert "3 answers that were carried over are not confirmed yet." in text_of(client.get(section(carried)))


@pytest.mark.parametrize("then", ["continue", "stay:purpose-and-need"])
def test_a_section_confirms_each_answer_by_its_own_box(
    carried: Assessment, owner: User, sign_in: SignIn, then: str
) -> None:
    client = sign_in(owner)
    page = text_of(client.get(section(carried)))
    assert page.count("Confirm G2 as it stands") == 1
    assert "Tick those that hold as they stand" in page
    assert 'name="customer-benefit-confirms"' in page
    assert 'name="alternatives-confirms"' not in page
    sent(client, section(carried), then=then, **{"customer-benefit-confirms": "yes"})
    assert still_carried(carried) == {"G1", "G3"}
    assert 'name="customer-benefit-confirms"' not in text_of(client.get(section(carried)))


def test_a_box_confirms_nothing_that_lacks_something_and_stays_ticked_beside_an_error(
    carried: Assessment, owner: User, sign_in: SignIn
) -> None:
    client, ticked = sign_in(owner), {"alternatives-confirms": "yes", "customer-benefit-confirms": "yes"}
    wrong = sent(client, section(carried), then="continue", **ticked, **{"skills-reason": "x" * 5001})
    assert wrong.status_code == 422
    assert re.search(r'name="customer-benefit-confirms"[^>]*checked', text_of(wrong))
    assert still_carried(carried) == {"G1", "G2", "G3"}
    sent(client, section(carried), then="continue", **ticked)
    assert still_carried(carried) == {"G1", "G3"}


@pytest.mark.parametrize("page", ["sections/1.4.2/", "questions/legal-basis/"])
def test_an_answer_that_legal_confirms_too_is_not_confirmed_by_coming_back_later(
    assessment: Assessment, owner: User, sign_in: SignIn, page: str
) -> None:
    new = with_legal_answer(assessment, owner)
    sent(sign_in(owner), f"/assessments/{new.pk}/{page}", then="later")
    assert still_carried(new) == {"L1"}


def test_a_change_on_the_page_of_a_section_confirms_it(carried: Assessment, owner: User, sign_in: SignIn) -> None:
    typed = {"customer-benefit-reason": "Far fewer falls."}
    client = sign_in(owner)
    fields = fields_of(text_of(client.get(section(carried))), section(carried))
    headers = {"X-Autosave": "true", "X-Page": f"http://testserver{section(carried)}"}
    answered = text_of(client.post(question(carried), {**fields, **typed}, headers=headers))
    assert re.search(r'id="confirms-customer-benefit">\s*</div>', answered)
    assert still_carried(carried) == {"G1", "G3"}


def test_the_history_says_that_it_was_confirmed(carried: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    sent(client, question(carried), then="continue")
    history = text_of(client.get(f"/partnerships/{carried.partnership.reference}/"))
    assert "Carried over" in history[history.index('id="history"') :]


def folded_in(page: str) -> set[str]:
    return set(re.findall(r"Change (G\d+), or add evidence", page))


def test_a_section_folds_the_form_of_what_only_has_to_be_confirmed(
    carried: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = text_of(client.get(section(carried)))
    assert folded_in(page) == {"G1", "G2"}
    assert "<details" in page.partition('id="block-customer-benefit"')[2].partition('id="block-')[0]
    # What was written can be read without opening anything, and without scripts.
    words = page.partition('id="carried-customer-benefit"')[2].partition("<details")[0]
    assert "Fewer falls." in words
    wrong = sent(client, section(carried), then="continue", **{"customer-benefit-reason": "x" * 5001})
    assert wrong.status_code == 422
    assert folded_in(text_of(wrong)) == set()


def test_a_long_answer_is_folded_but_for_its_option(carried: Assessment, owner: User, sign_in: SignIn) -> None:
    Answer.objects.filter(assessment=carried, question__key="customer-benefit").update(reason="Fewer falls. " * 40)
    words = text_of(sign_in(owner).get(section(carried))).partition('id="carried-customer-benefit"')[2]
    before, _summary, after = words.partition("What was written for G2")
    assert "Yes" in before
    assert "Fewer falls." not in before
    assert "Fewer falls." in after


def test_once_it_is_changed_the_old_words_are_gone(carried: Assessment, owner: User, sign_in: SignIn) -> None:
    client, page = sign_in(owner), section(carried)
    fields = fields_of(text_of(client.get(page)), page) | {"customer-benefit-reason": "Far fewer falls."}
    here = {"X-Autosave": "true", "X-Page": f"http://testserver{page}"}
    placed = text_of(client.post(question(carried), fields, headers=here))
    part = placed.partition('id="carried-customer-benefit"')[2].partition("</div>")[0]
    assert "Fewer falls." not in part
    assert MARK not in placed
