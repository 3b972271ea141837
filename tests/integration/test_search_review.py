"""The search over what was said in review and what was decided: found by who may read it, while it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from checklists.spec import Severity
from partnerships import actions
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.domain.exemption import QUESTION, Paragraph
from partnerships.models import Assessment, Condition
from tests import boards, factories, people
from tests.conftest import SignIn
from tests.days import in_days

RAISED, TREATED, OPINED, OBJECTED = "skills", "alternatives", "customers-consulted", "legal-basis"
# The place of each word, which stands nowhere else.
WORDS = {
    "aardvark": "G11 Representatives' skills and training: Flag raised by a manager",
    "bandicoot": "G3 Other ways to improve the service: How the flag was treated",
    "capybara": "G3 Other ways to improve the service: How the flag was treated",
    "dugong": "G8 Customers consulted: Second opinion",
    "echidna": "L1 Establish the legal basis: Why it cannot be confirmed",
    "fossa": "Why the case was returned",
}
READERS, OTHERS = (
    ("owner", "manager", "legal", "auditor"),
    ("other_officer", "other_manager", "secretary", "monitoring"),
)
pytestmark = pytest.mark.usefixtures("laid_out_once")


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """A case in review of which managers and a legal adviser have said everything that they can, and which was returned."""
    case, manager, legal = people.draft(), people.person("manager"), people.person("legal")
    factories.answer_all(case, leave=[TREATED, OPINED])
    factories.save(case, TREATED, "still_preferred", reason="Cheaper together.")
    factories.save(case, OPINED, "no", reason="Nobody asked them.")
    factories.submit(case)
    factories.give_back(case, manager, {"": "Say more of the fossa."})
    factories.submit(case)
    question = factories.question
    actions.raise_flag(
        assessment=case, question=question(RAISED), by=manager, severity=Severity.CONCERN, reason="The aardvark left."
    )
    mitigation: dict[str, Any] = {"text": "Ask the bandicoot.", "owner": "Capybara lead", "due_on": in_days(90)}
    actions.treat(assessment=case, question=question(TREATED), by=manager, kind=TreatmentKind.MITIGATION, **mitigation)
    actions.give_opinion(
        assessment=case, question=question(OPINED), by=manager, option="planned", reason="The dugong is asked in May."
    )
    actions.object_to(assessment=case, question=question(OBJECTED), by=legal, reason="The echidna Act is gone.")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def places(client: Client, text: str) -> dict[str, str]:
    """Return the places where the text is found, each with the address of its page."""
    return {one.place: one.address for one in client.get("/search/", {"text": text}).context["found"]}


@pytest.mark.parametrize("name", READERS)
def test_what_was_said_in_review_is_found_by_who_reads_the_case(name: str, case: Assessment, sign_in: SignIn) -> None:
    client = sign_in(people.person(name))
    assert {word: list(places(client, word)) for word in WORDS} == {word: [place] for word, place in WORDS.items()}


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_learns_of_it(name: str, sign_in: SignIn, db: None) -> None:
    client = sign_in(people.person(name))
    assert not [word for word in WORDS if places(client, word)]


def test_each_place_leads_to_where_it_stands(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    for word, place in WORDS.items():
        address = places(client, word)[place]
        page, _hash, fragment = address.partition("#")
        shown = client.get(page).content.decode()
        assert word in shown.lower(), place
        assert f'id="{fragment}"' in shown, place


def test_what_no_longer_stands_is_not_found(case: Assessment, manager: User, legal: User, sign_in: SignIn) -> None:
    client, question = sign_in(manager), factories.question
    actions.withdraw_flag(assessment=case, question=question(RAISED), by=manager, reason="It is clear now.")
    actions.withdraw_opinion(assessment=case, question=question(OPINED), by=manager)
    actions.confirm(assessment=case, question=question(OBJECTED), by=legal)
    factories.justify(case, TREATED, manager)
    assert [word for word in WORDS if places(client, word)] == ["fossa"]
    again = {"option": "planned", "reason": "The numbat is asked in June."}
    actions.give_opinion(assessment=case, question=question(OPINED), by=manager, **again)
    assert places(client, "numbat")
    assert not places(client, "dugong")


def test_what_is_said_of_an_exempt_answer_is_said_to_be_exempt(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    actions.mark_exempt(
        assessment=case,
        by=manager,
        part=f"{QUESTION}:{TREATED}",
        paragraph=Paragraph.BUSINESS,
        reason="Prices.",
    )
    marked = {word for word in WORDS if client.get("/search/", {"text": word}).context["found"][0].is_exempt}
    assert marked == {"bandicoot", "capybara"}


def test_a_decision_and_its_conditions_are_found(manager: User, secretary: User, sign_in: SignIn) -> None:
    lead = people.person("owner")
    case = factories.start(lead, people.service(), name="Rights of way")
    issue = boards.bring(case, manager=manager, legal=people.person("legal"), secretary=secretary)
    conditions = [boards.condition(text="Keep the jerboa.", owner="Kudu lead")]
    said = {"reasons": "The loris waits less.", "alternatives_rejected": "A marmoset alone.", "conditions": conditions}
    boards.decide(issue, secretary, Result.APPROVED_WITH_CONDITIONS, **said)
    client, page = sign_in(secretary), f"/partnerships/{case.partnership.reference}"
    for word in ("loris", "marmoset"):
        assert places(client, word) == {"Decision": f"{page}/issues/1/"}
    for word in ("jerboa", "kudu"):
        assert places(client, word) == {"Condition 1": f"{page}/conditions/1/"}
    row = Condition.objects.get()
    actions.amend_condition(condition=row, by=manager, owner="Nyala lead", due_on=in_days(40), reason="She left.")
    row.refresh_from_db()
    actions.complete_condition(condition=row, by=lead, note="The okapi signed.")
    assert places(client, "nyala okapi")
    assert not places(client, "kudu")
    assert not places(sign_in(people.person("other_officer")), "jerboa")


@pytest.mark.parametrize(
    ("text", "label"), [("legal basis", "L1 Establish the legal basis"), ("customers", "G8 Customers consulted")]
)
def test_words_of_a_question_lead_to_all_answers_to_it(text: str, label: str, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    response = client.get("/search/", {"text": text})
    name = {shown: name for name, shown in response.context["asked"]}[label]
    assert f'href="/questions/?question={name}"' in response.content.decode()
    assert client.get("/search/", {"text": "aardvark"}).context["asked"] == []


def test_the_page_says_what_is_searched(manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    for text in ("", "aardvark", "nowhere"):
        page = client.get("/search/", {"text": text}).content.decode()
        assert "Searched are the names, partners and purposes of partnerships" in page
        assert "how flags were treated" in " ".join(page.split())
