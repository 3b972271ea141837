"""The search over what people said to each other about a case: replies to a return, referrals and conversations."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.exemption import QUESTION, Paragraph
from partnerships.models import Assessment, Passage
from partnerships.models.search import PassageKind
from partnerships.selectors.fixes import latest_return, reply_name
from tests import factories, people
from tests.conftest import SignIn

TALKED, BLOCKED, RETURNED = "alternatives", "existing-partnerships", "customers-consulted"
TALK, REPLY, REFERRAL = (
    "G3 Other ways to improve the service: Conversation",
    "G8 Customers consulted: Reply to the return",
    "Referral",
)
# The place of each word, which stands nowhere else.
WORDS = {"aardvark": TALK, "bandicoot": TALK, "capybara": REPLY, "dugong": REFERRAL, "echidna": REFERRAL}
SAID = (PassageKind.REPLY, PassageKind.REFERRAL, PassageKind.CONVERSATION)
pytestmark = pytest.mark.usefixtures("laid_out_once")


def reply(case: Assessment, by: User, text: str) -> None:
    (reason,) = latest_return(case)
    actions.reply_to_return(assessment=case, by=by, replies={reply_name(reason): text})


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """A case that was talked about, returned, replied to and referred."""
    case, owner, manager = people.draft(), people.person("owner"), people.person("manager")
    people.person("monitoring")
    factories.judge(case)
    factories.answer_all(case, leave=[BLOCKED])
    factories.save(case, BLOCKED, "could_take_on", reason="It is the cheapest.")
    talk = actions.start_conversation(
        assessment=case, question=factories.question(TALKED), by=owner, asked=manager, text="Is the aardvark cheaper?"
    )
    actions.reply(conversation=talk, by=manager, text="Only the bandicoot is.")
    actions.resolve_conversation(conversation=talk, by=owner)
    factories.submit(case)
    factories.give_back(case, manager, {RETURNED: "Say whom you asked."})
    reply(case, owner, "We asked every capybara.")
    factories.submit(case)
    factories.ask_referral(case, manager, "The dugong cannot wait.")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def places(client: Client, text: str) -> dict[str, str]:
    """Return the places where the text is found, each with the address of its page."""
    return {one.place: one.address for one in client.get("/search/", {"text": text}).context["found"]}


def known(client: Client) -> dict[str, list[str]]:
    return {word: list(found) for word in WORDS if (found := places(client, word))}


def refer(case: Assessment) -> None:
    monitoring = people.person("monitoring")
    actions.confirm_referral(assessment=case, by=monitoring, reason="The echidna asked to see it.")


@pytest.mark.parametrize("name", ["owner", "contributor", "manager", "legal", "auditor", "monitoring"])
def test_found_by_who_reads_the_case_and_its_conversations(name: str, case: Assessment, sign_in: SignIn) -> None:
    refer(case)
    assert known(sign_in(people.person(name))) == {word: [place] for word, place in WORDS.items()}


@pytest.mark.parametrize("name", ["other_officer", "other_manager", "outsider"])
def test_nobody_else_learns_of_it(name: str, case: Assessment, sign_in: SignIn) -> None:
    refer(case)
    assert known(sign_in(people.person(name))) == {}


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.MANAGER])
def test_a_secretary_finds_no_conversation(
    role: Role | None, case: Assessment, secretary: User, sign_in: SignIn
) -> None:
    """By no other role of theirs that does not read this case, either."""
    if role:
        RoleGrant.objects.create(user=secretary, role=role, service=people.service("other_service"))
    assert known(sign_in(secretary)) == {}
    refer(case)
    factories.issue(case, secretary)
    assert known(sign_in(secretary)) == {"capybara": [REPLY], "dugong": [REFERRAL], "echidna": [REFERRAL]}


def test_a_secretary_who_is_a_legal_adviser_too_finds_it_once(
    case: Assessment, secretary: User, sign_in: SignIn
) -> None:
    RoleGrant.objects.create(user=secretary, role=Role.LEGAL)
    refer(case)
    factories.issue(case, secretary)
    assert known(sign_in(secretary)) == {word: [place] for word, place in WORDS.items()}
    found = sign_in(secretary).get("/search/", {"text": "aardvark"}).context["found"]
    assert len(found) == 1


def test_of_a_restricted_case_it_is_found_by_those_who_are_named(
    owner: User, contributor: User, legal: User, sign_in: SignIn, db: None
) -> None:
    hidden = factories.start(owner, people.service(), is_restricted=True)
    factories.join(hidden, contributor)
    question = factories.question(TALKED)
    actions.start_conversation(
        assessment=hidden, question=question, by=owner, asked=contributor, text="Is it a numbat?"
    )
    assert [bool(places(sign_in(person), "numbat")) for person in (owner, contributor, legal)] == [True, True, False]


def test_each_place_leads_to_where_it_stands(case: Assessment, manager: User, sign_in: SignIn) -> None:
    refer(case)
    client = sign_in(manager)
    for word, place in WORDS.items():
        page, _hash, fragment = places(client, word)[place].partition("#")
        shown = client.get(page).content.decode()
        assert word in shown.lower(), place
        assert not fragment or f'id="{fragment}"' in shown, place


def test_a_referral_that_was_declined_is_not_found(
    case: Assessment, monitoring: User, manager: User, sign_in: SignIn
) -> None:
    actions.decline_referral(assessment=case, by=monitoring, reason="The echidna can wait.")
    assert not {"dugong", "echidna"} & known(sign_in(manager)).keys()


def test_a_reply_that_was_changed_or_taken_away_is_not_found(
    case: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    actions.decline_referral(assessment=case, by=people.person("monitoring"), reason="Not yet.")
    factories.give_back(case, manager, {RETURNED: "Say when you asked."})
    reply(case, owner, "We asked the numbat in May.")
    assert places(client, "numbat")
    reply(case, owner, "We asked the okapi in June.")
    assert (bool(places(client, "numbat")), bool(places(client, "okapi"))) == (False, True)
    reply(case, owner, "")
    assert not places(client, "okapi")
    assert places(client, "capybara"), "the reply to the return before stands"


def test_what_is_said_of_an_exempt_answer_is_said_to_be_exempt(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    refer(case)
    for key in (TALKED, RETURNED):
        part, paragraph = f"{QUESTION}:{key}", Paragraph.BUSINESS
        actions.mark_exempt(assessment=case, by=manager, part=part, paragraph=paragraph, reason="Prices.")
    client = sign_in(manager)
    marked = {word for word in WORDS if client.get("/search/", {"text": word}).context["found"][0].is_exempt}
    assert marked == {"aardvark", "bandicoot", "capybara"}


def test_what_was_there_before_is_searched_as_what_came_after(case: Assessment) -> None:
    """The migration that fills writes what the triggers write."""
    refer(case)
    rows = Passage.objects.filter(kind__in=SAID).order_by("kind", "words")
    columns = (
        "kind",
        "partnership",
        "assessment",
        "reply",
        "referral",
        "entry",
        "number",
        "round",
        "position",
        "words",
    )
    written = list(rows.values_list(*columns))
    assert {row[0] for row in written} == set(SAID)
    rows.delete()
    with connection.cursor() as cursor:
        fill = import_module("partnerships.migrations.0048_fill_still_more_passages").fill
        fill(None, type("Editor", (), {"execute": staticmethod(lambda sql, params: cursor.execute(sql, params))}))
    assert list(rows.all().values_list(*columns)) == written
