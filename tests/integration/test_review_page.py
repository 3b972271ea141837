"""The page of a review: what comes first, what is folded, and who acts when it is not the manager."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.utils.html import strip_tags

from accounts.models import User
from partnerships import actions
from partnerships.domain.exemption import QUESTION, Paragraph
from partnerships.models import Assessment
from partnerships.presenters.review import MOST_OPEN
from tests import factories, people
from tests.conftest import SignIn
from tests.integration.reviewing import send, submitted
from tests.shown import one_spaced

PARTLY = ("purpose-and-need", "customer-benefit", "decision-makers", "partners-agree", "representation", "authority")


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """Eight open concerns and no blocker but the confirmations that are missing."""
    options = dict.fromkeys(PARTLY, "partly") | {"services-consulted": "partly", "customers-consulted": "planned"}
    submitted(people.draft(), **options)


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def page(sign_in: SignIn, user: User, case: Assessment, path: str = "review/") -> Any:
    response: Any = sign_in(user).get(f"/assessments/{case.pk}/{path}")
    assert response.status_code == 200
    return response


def text(response: Any) -> str:
    return one_spaced(html.unescape(strip_tags(response.content.decode())))


def groups(response: Any) -> dict[str, list[tuple[str, bool]]]:
    """The codes in each group, and whether each is shown in full."""
    return {
        group.name: [(card.task.spec.code, card.is_open) for card in group.cards]
        for group in response.context["groups"]
    }


def opinion(case: Assessment, manager: User, key: str = "alternatives", option: str = "not_assessed") -> None:
    actions.give_opinion(
        assessment=case,
        question=factories.question(key),
        by=manager,
        option=option,
        reason="The trust was never asked.",
    )


def test_open_concerns_stand_before_treated_ones_which_are_folded(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    factories.justify(case, "purpose-and-need", manager)
    shown = groups(page(sign_in, manager, case))
    assert list(shown) == ["blocker", "concern", "treated"]
    assert shown["treated"] == [("G1", False)]
    assert "G1" not in [code for code, _is_open in shown["concern"]]


def test_what_comes_after_the_first_few_is_folded_unless_asked_for(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    shown = [is_open for cards in groups(page(sign_in, manager, case)).values() for _code, is_open in cards]
    assert len(shown) > MOST_OPEN
    assert shown == [True] * MOST_OPEN + [False] * (len(shown) - MOST_OPEN)
    whole = [
        is_open for cards in groups(page(sign_in, manager, case, "review/?all=1")).values() for _c, is_open in cards
    ]
    assert all(whole)


def test_a_second_opinion_is_no_answer_that_needs_no_attention(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    before = page(sign_in, manager, case)
    assert "G3" in [task.spec.code for task in before.context["without_attention"]]
    opinion(case, manager)
    shown = page(sign_in, manager, case)
    assert [code for code, _is_open in groups(shown)["opinion"]] == ["G3"]
    assert "1 other answer with a second opinion" in text(shown)
    assert "G3" not in [task.spec.code for task in shown.context["without_attention"]]
    endorsing = text(page(sign_in, manager, case, "endorse/"))
    assert "Second opinions" in endorsing
    assert "Second opinion of Mary Manager: Other ways have not been assessed The trust was never asked." in endorsing


def test_a_returned_case_says_who_has_it_and_asks_nothing_of_the_manager(
    case: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    told = "Concerns that are still open: treat each of these."
    assert told in text(page(sign_in, manager, case))
    assert told not in text(page(sign_in, owner, case))
    factories.give_back(case, manager, {"": "More, please."})
    returned = text(page(sign_in, manager, case))
    assert told not in returned
    assert "return the case" not in returned
    assert "Olive Owner puts right what the case was returned for, and submits it again." in returned
    assert "Concerns that are still open, for the managers to treat: G1" in returned


def test_open_conversations_are_counted_and_linked_without_their_text(
    case: Assessment, manager: User, secretary: User, sign_in: SignIn
) -> None:
    factories.converse(case, manager)
    shown = page(sign_in, manager, case)
    assert f'href="/assessments/{case.pk}/questions/purpose-and-need/#conversations"' in shown.content.decode()
    assert "Open conversations G1 Purpose and evidence of need: 1 open conversation" in text(shown)
    assert "Does the insurer pay?" not in text(shown)
    case.refresh_from_db()
    factories.refer(case, manager)
    assert "open conversation" not in text(page(sign_in, secretary, case))


def test_a_refusal_says_who_can_and_leads_back_to_the_partnership(
    case: Assessment, owner: User, outsider: User, sign_in: SignIn
) -> None:
    response: Any = sign_in(owner).get(f"/assessments/{case.pk}/endorse/")
    assert response.status_code == 403
    assert "You cannot endorse this case. This can be done by a manager of its service." in text(response)
    assert '<a class="govuk-link" href="/partnerships/PR-0001/">PR-0001 Joint equipment service</a>' in (
        response.content.decode()
    )
    lists: Any = sign_in(outsider).get("/meetings/new/")
    assert "This can be done by a board secretary." in text(lists)
    assert "PR-0001" not in text(lists)


def test_what_was_done_is_said_where_the_reader_lands(case: Assessment, legal: User, sign_in: SignIn) -> None:
    client = sign_in(legal)
    response = send(client, f"/assessments/{case.pk}/questions/legal-basis/confirm/")
    assert response.url == f"/assessments/{case.pk}/review/#to-confirm"
    shown = client.get(response.url).content.decode()
    section = one_spaced(strip_tags(shown.partition('id="to-confirm"')[2].partition("</section>")[0]))
    assert "Done L1 is confirmed." in section
    assert shown.count("L1 is confirmed.") == 1
    assert "L1 is confirmed." not in client.get(response.url).content.decode()


def test_a_treatment_is_said_at_the_next_concern(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    response = send(client, f"/assessments/{case.pk}/questions/purpose-and-need/treat/", kind="justified", why="Fine.")
    place = response.url.partition("#")[2]
    card = client.get(response.url).content.decode().partition(f'id="{place}"')[2].partition("</article>")[0]
    assert "Treated: G1." in card


def test_one_can_go_from_each_of_confirming_and_refusing_to_the_other(
    case: Assessment, legal: User, sign_in: SignIn
) -> None:
    questions = f"/assessments/{case.pk}/questions/legal-basis"
    assert (
        f'href="{questions}/objection/"'
        in page(sign_in, legal, case, "questions/legal-basis/confirm/").content.decode()
    )
    assert (
        f'href="{questions}/confirm/"'
        in page(sign_in, legal, case, "questions/legal-basis/objection/").content.decode()
    )
    links = page(sign_in, legal, case).content.decode().partition('id="to-confirm"')[2]
    assert links.count('<li class="app-action">') == 6


def test_an_exempt_answer_is_marked(case: Assessment, manager: User, sign_in: SignIn) -> None:
    for key in ("purpose-and-need", "skills"):
        marks: dict[str, Any] = {"paragraph": Paragraph.BUSINESS, "reason": "Prices."}
        actions.mark_exempt(assessment=case, by=manager, part=f"{QUESTION}:{key}", **marks)
    shown = text(page(sign_in, manager, case))
    assert shown.count("Exempt: not for publication Paragraph 3") == 2


def test_what_a_case_was_returned_for_is_said(case: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.give_back(case, manager, {"skills": "Name them.", "": "Dates, please."})
    shown = text(page(sign_in, manager, case)).partition("Endorsement")[2]
    assert "Returned for" in shown
    assert "Name them. Mary Manager" in shown
    assert "Dates, please. Mary Manager" in shown


def test_a_return_folds_what_is_treated_and_shows_the_reasons_of_answers(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    factories.justify(case, "purpose-and-need", manager)
    shown = page(sign_in, manager, case, "return/").content.decode()
    folded = shown.partition("Concerns that are treated")[2].partition("</details>")[0]
    assert 'name="on-purpose-and-need"' in folded
    assert 'name="on-customer-benefit"' not in folded
    assert "Reason for customer-benefit." in shown


def test_the_people_of_the_case_are_offered_to_do_what_mitigates(
    case: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    shown = page(sign_in, manager, case, "questions/purpose-and-need/treat/").content.decode()
    assert 'list="people-of-case"' in shown
    assert f'<option value="{owner.email}">{owner.full_name}</option>' in shown
    assert "nobody is told of it then" in shown


def test_on_paper_the_question_stands_before_the_answer_once(case: Assessment, manager: User, sign_in: SignIn) -> None:
    shown = page(sign_in, manager, case).content.decode()
    card = one_spaced(shown.partition('id="purpose-and-need"')[2].partition("</article>")[0])
    assert card.index("Question:") < card.index("Answer:")
    assert "As it stood on" in shown
