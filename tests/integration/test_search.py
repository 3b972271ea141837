"""The search: which words find which text, the same on both databases, and what its page says of each place."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.folding import words_typed
from accounts.models import User
from partnerships import actions
from partnerships.actions.partnership import details_of
from partnerships.models import Assessment, Passage
from tests import existing, factories, people
from tests.conftest import SignIn
from tests.shown import one_spaced

NEED, BENEFIT = "purpose-and-need", "customer-benefit"
REASON = "The well-being of O’Brien’s tenants, the Sŵn café’s and/or Łódź: £185,000 a year. See PR-0042."
WELSH = "Mae’r gwasanaeth yn cynnwys pobl hŷn Tŷ’r Afon."
# What finds the answer with REASON: whole words, beginnings of three letters, parts between hyphens and apostrophes.
FINDS = [
    "well-being",
    "WELLBEING",
    "well being",
    "O'Brien",
    "obrien",
    "brien",
    "tenant",
    "ten",
    "sŵn",
    "SWN",
    "Sw\u0302n",
    "cafe tenants",
    "tenants cafe",
    "cafés",
    "lodz",
    "185,000",
    "£185 000",
    "PR-0042 year",
    "a",
    '"tenants cafe"',
    "tenants* -year",
    "tenants AND year",
    "(tenants)",
    "\u200btenants\u200b",
]
FINDS_NOT = [
    "enants",
    "te",
    "tenants zebra",
    "tenants AND zebra",
    "tenants OR zebra",
    "NOT zebra",
    "NEAR(tenants cafe)",
    "words : tenants",
    "zebra",
    "hyn",
]


@pytest.fixture(scope="module", autouse=True)
def _answered(made_once: None) -> None:
    """PR-0001 with two answers, and PR-0002, which existed before and has no case."""
    case = people.draft()
    factories.save(case, NEED, "yes", reason=REASON)
    factories.save(case, BENEFIT, "partly", reason=WELSH)
    existing.enter(people.person("manager"), name="Caffè Ŵyth", partners=["Cymdeithas Tŷ’r Afon"])


@pytest.fixture
def case(db: None) -> Assessment:
    return Assessment.objects.with_partnership().get(partnership__number=1)


def places(client: Client, text: str, **page: Any) -> list[tuple[str, str]]:
    """Return the reference and the place of what is found."""
    response = client.get("/search/", {"text": text, **page})
    assert response.status_code == 200, text
    found = response.context.get("found", [])
    return [(one.partnership.reference, one.place) for one in found]


def marked_page(client: Client, text: str) -> str:
    """Return the page as a browser shows it, with its marks."""
    return one_spaced(client.get("/search/", {"text": text}).content.decode()).replace("<mark >", "<mark>")


@pytest.mark.parametrize("text", FINDS)
def test_an_answer_is_found_by_its_words(text: str, manager: User, sign_in: SignIn) -> None:
    assert ("PR-0001", "G1 Purpose and evidence of need") in places(sign_in(manager), text)


@pytest.mark.parametrize("text", FINDS_NOT)
def test_what_is_no_operator_finds_nothing_else(text: str, manager: User, sign_in: SignIn) -> None:
    assert ("PR-0001", "G1 Purpose and evidence of need") not in places(sign_in(manager), text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hŷn", [("PR-0001", "G2 Benefit to customers")]),
        ("ty afon", [("PR-0002", "Name and partners"), ("PR-0001", "G2 Benefit to customers")]),
        ("tŷ'r", [("PR-0002", "Name and partners"), ("PR-0001", "G2 Benefit to customers")]),
        ("caffe cymdeithas", [("PR-0002", "Name and partners")]),
        ("wyth", [("PR-0002", "Name and partners")]),
        ("2", [("PR-0002", "Name and partners")]),
        ("equip store", [("PR-0001", "Purpose")]),
        ("joint marlshire", [("PR-0001", "Name and partners")]),
    ],
)
def test_names_come_before_purposes_and_answers(
    text: str, expected: list[tuple[str, str]], manager: User, sign_in: SignIn
) -> None:
    assert places(sign_in(manager), text) == expected


def test_the_option_and_the_facts_of_an_answer_are_found_and_marked(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    factories.save(case, "services-consulted", "yes", reason="All.", facts={"objecting_service": "Zoological gardens"})
    response = sign_in(manager).get("/search/", {"text": "zoo"})
    [one] = response.context["found"]
    assert [(quote.pieces[0].text, quote.pieces[0].is_found) for quote in one.quotes] == [("Zoological", True)]


def test_a_reference_leads_straight_to_the_case(manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    for text in ("PR-0001", "pr 1", "PR\u20110001", " pr1 "):
        assert client.get("/search/", {"text": text})["Location"] == "/partnerships/PR-0001/"
    assert client.get("/search/", {"text": "PR-0002"}, follow=True).redirect_chain[-1] == ("/register/PR-0002/", 302)
    assert places(client, "PR-0009") == []


def test_words_are_marked_where_they_stand_and_nothing_typed_is_html(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    factories.save(case, NEED, "yes", reason="<b>Fish</b> & “chips”, " + "long " * 90 + "ending with fish.")
    client = sign_in(manager)
    page = marked_page(client, "chips fish")
    assert "&lt;b&gt;<mark>Fish</mark>&lt;/b&gt; &amp; “<mark>chips</mark>”, long" in page
    assert "ending with" not in page
    assert page.count("long …") == 1
    page = marked_page(client, "ending")
    assert "… long" in page
    assert "<mark>ending</mark> with fish." in page


def test_each_place_says_its_round_and_state_and_leads_there(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    page = one_spaced(client.get("/search/", {"text": "sŵn"}).content.decode())
    assert "<span>Draft</span> <span>Round 1</span>" in page
    for one in client.get("/search/", {"text": "tŷ'r"}).context["found"]:
        assert client.get(one.address).status_code == 200
    actions.withdraw(assessment=case, by=case.partnership.lead, reason="Not now.")
    page = one_spaced(client.get("/search/", {"text": "sŵn"}).content.decode())
    assert '<strong class="govuk-tag govuk-tag--grey">Withdrawn</strong>' in page


@pytest.mark.parametrize("text", ['"', "-", "* : ( )", "☒", "\\", "%"])
def test_without_a_word_the_page_says_what_to_type(text: str, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get("/search/", {"text": text})
    assert response.status_code == 422
    assert response.context["form"].errors == {"text": ["Type at least one letter or digit"]}
    assert "Error: Search" in one_spaced(response.content.decode())


def test_a_text_that_is_too_long_is_refused_and_stays(manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get("/search/", {"text": "tenants " * 40})
    assert response.status_code == 422
    assert "200 characters" in str(response.context["form"].errors)
    assert 'value="tenants tenants' in response.content.decode()


def test_nothing_typed_and_nothing_found(manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    for query in ("", "?text=", "?text=%20%20"):
        page = one_spaced(client.get(f"/search/{query}").content.decode())
        assert "Searched are the names, partners and purposes" in page
        assert "Nothing found" not in page
    page = one_spaced(client.get("/search/?text=zebra+<b>").content.decode())
    assert "Nothing found for “zebra &lt;b&gt;”" in page
    assert "Try fewer words, or only the beginning of a word." in page


def test_pages_of_results(case: Assessment, manager: User, sign_in: SignIn) -> None:
    for number in range(23):
        factories.start(case.partnership.lead, case.partnership.service, name=f"Zebra crossing {number}")
    client = sign_in(manager)
    first = client.get("/search/?text=zebra")
    second = client.get("/search/?text=zebra&page=2")
    numbers = [one.partnership.number for page in (first, second) for one in page.context["found"]]
    assert numbers == list(range(25, 2, -1))
    assert "21 to 23 of 23" in one_spaced(second.content.decode())
    assert "?text=zebra&amp;page=2" in first.content.decode()
    empty = one_spaced(client.get("/search/?text=zebra&page=3").content.decode())
    assert "This page of the list is empty" in empty


def test_the_box_stands_on_every_page_of_whoever_reads_cases(manager: User, admin: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/").content.decode()
    assert page.count('action="/search/"') == 1
    assert page.count('role="search"') == 1
    assert 'action="/search/"' not in sign_in(admin).get("/").content.decode()
    assert 'action="/search/"' not in Client().get("/sign-in/").content.decode()


# --- The words follow their texts, whoever writes them --------------------------------------------------------------
def test_what_is_changed_is_found_by_what_it_says_now(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    lead = case.partnership.lead
    factories.save(case, NEED, "no", reason="Nothing of that.")
    assert places(client, "tenants") == []
    details = {**vars(details_of(case)), "name": "Zebras", "purpose": "Stripes.", "partners": ["Okapi trust"]}
    actions.change_details(assessment=case, by=lead, details=actions.Details(**details))
    assert places(client, "zebras okapi") == [("PR-0001", "Name and partners")]
    assert places(client, "stripes") == [("PR-0001", "Purpose")]
    assert places(client, "joint equipment") == places(client, "equipment store") == []


def test_a_comment_is_found_until_another_replaces_it(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    factories.comment(case, "finance", "Affordable with zebras.")
    assert places(client, "zebras") == [("PR-0001", "Comment for the board: Finance")]
    factories.comment(case, "finance", "Affordable with okapis.")
    assert places(client, "zebras") == []
    assert places(client, "okapis") == [("PR-0001", "Comment for the board: Finance")]


def test_a_text_of_words_that_no_database_takes_whole_is_saved(case: Assessment) -> None:
    factories.save(case, NEED, "yes", reason="x" * 5_000)
    factories.save(case, BENEFIT, "yes", reason=" ".join("ŵ" * 80 + str(number) for number in range(55)))
    assert Passage.objects.found_by(words_typed("x" * 200)).count() == 1


# What people may type: words of the texts, their beginnings, and anything else.
PARTS = [word[:length] for word in f"{REASON} {WELSH}".split() for length in (1, 2, 3, 5, 99)]
TYPED = st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=4).map(" ".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_the_databases_decide_nothing(db: None, text: str) -> None:
    """Both find what the words of the passages say, whatever is typed."""
    words = words_typed(text)
    expected = {
        key
        for key, there in Passage.objects.values_list("pk", "words")
        if words and all(any(_begins(one, word) for one in there.split()) for word in words)
    }
    assert set(Passage.objects.found_by(words).values_list("pk", flat=True)) == expected


def _begins(one: str, word: str) -> bool:
    return one == word or (one.startswith(word) and (len(word) > 2 or not word.isascii()))
