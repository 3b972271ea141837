"""What the search tells whom: nothing of what the person may not read, neither by results nor by their absence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions.partnership import details_of
from partnerships.domain.board import Result
from partnerships.domain.exemption import COST, EXIT, IMPLICATION, QUESTION, Paragraph
from partnerships.models import Assessment, Participant, Passage
from partnerships.models.search import PassageKind
from tests import boards, existing, factories, people
from tests.conftest import SignIn
from tests.shown import one_spaced

NEED = "purpose-and-need"
# One word of each place.
WORDS = {"names": "zebra", "partners": "okapi", "purpose": "quagga", "answer": "giraffe", "comment": "wombat"}
pytestmark = pytest.mark.usefixtures("laid_out_once")


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """PR-0001, whose every place has a word that stands nowhere else, beside PR-0002 of another service."""
    owner = people.person("owner")
    details: dict[str, Any] = {"name": "Joint zebra", "partners": ["Okapi trust"], "purpose": "A home for the quagga."}
    case = factories.start(owner, people.service(), **details)
    factories.join(case, people.person("contributor"))
    factories.save(case, NEED, "yes", reason="The giraffe needs it.")
    factories.comment(case, "finance", "Cheaper than a wombat.")
    factories.start(people.person("other_officer"), people.service("other_service"), name="Highways store")


@pytest.fixture
def case(db: None) -> Assessment:
    return Assessment.objects.with_partnership().get(partnership__number=1)


def found(client: Client, text: str) -> list[tuple[str, int]]:
    """Return the place and the round of what is found; 403 for none who reads no case."""
    response = client.get("/search/", {"text": text})
    assert response.status_code == 200
    return [(one.place, one.round) for one in response.context.get("found", [])]


def known(client: Client) -> set[str]:
    """Return of which places the person finds the word."""
    return {place for place, word in WORDS.items() if found(client, word)}


def page_of(client: Client, text: str) -> tuple[int, str]:
    """Return what comes for a text, without the text and what no two pages share."""
    response = client.get("/search/", {"text": text})
    page = re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return response.status_code, page.replace(text, "")


NOBODY = ("outsider", "other_officer", "other_manager", "secretary", "monitoring")


@pytest.mark.parametrize("name", ["owner", "contributor", "manager", "legal", "auditor"])
def test_who_sees_the_draft_finds_every_place(name: str, sign_in: SignIn, db: None) -> None:
    assert known(sign_in(people.person(name))) == set(WORDS)


@pytest.mark.parametrize("name", NOBODY)
@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_who_does_not_see_it_learns_nothing(name: str, state: str, case: Assessment, sign_in: SignIn) -> None:
    """The page is that for a word that stands nowhere, and for a reference that nobody has used."""
    if state == "review":
        factories.submit(case)
    if state == "withdrawn":
        actions.withdraw(assessment=case, by=case.partnership.lead, reason="Not now.")
    client = sign_in(people.person(name))
    nothing = page_of(client, "nowhere")
    assert nothing[0] == 200
    for word in (*WORDS.values(), "zebra okapi", "zeb"):
        assert page_of(client, word) == nothing, word
    assert page_of(client, "PR-0001") == page_of(client, "PR-0999")
    assert client.get("/search/", {"text": "zebra", "page": "2"}).context["page"].total == 0


@pytest.mark.parametrize("name", ["editor", "admin"])
def test_who_reads_no_case_has_no_search(name: str, sign_in: SignIn, db: None) -> None:
    assert sign_in(people.person(name)).get("/search/", {"text": "zebra"}).status_code == 403


def test_who_is_signed_out_is_asked_to_sign_in_and_comes_back(case: Assessment, owner: User) -> None:
    client = Client()
    there = client.get("/search/", {"text": "zebra"})
    assert (there.status_code, there["Location"]) == (302, "/sign-in/?next=/search/%3Ftext%3Dzebra")


def test_a_contributor_who_left_finds_nothing(case: Assessment, contributor: User, sign_in: SignIn) -> None:
    person = Participant.objects.get(partnership=case.partnership, user=contributor)
    actions.remove_person(assessment=case, by=case.partnership.lead, person=person)
    client = sign_in(contributor)
    assert known(client) == set()
    assert page_of(client, "PR-0001") == page_of(client, "PR-0999")


def test_an_auditor_of_one_service_finds_what_is_in_it(
    case: Assessment, other_service: Service, sign_in: SignIn
) -> None:
    auditor = factories.person("Ada Auditor")
    RoleGrant.objects.create(user=auditor, role=Role.AUDITOR, service=other_service)
    client = sign_in(auditor)
    assert known(client) == set()
    assert found(client, "highways") == [("Name and partners", 1)]


def test_a_restricted_case_is_found_by_named_people_and_the_auditor(case: Assessment, sign_in: SignIn) -> None:
    details = {**vars(details_of(case)), "is_restricted": True}
    actions.change_details(assessment=case, by=case.partnership.lead, details=actions.Details(**details))
    finding = {
        name for name in people.PEOPLE if name not in ("editor", "admin") and known(sign_in(people.person(name)))
    }
    assert finding == {"owner", "contributor", "auditor"}


def test_a_secretary_finds_a_case_once_it_is_endorsed(
    case: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    client = sign_in(secretary)
    meeting = boards.meeting(secretary)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
    assert known(client) == set()
    factories.endorse_ready(case, manager=manager, legal=legal)
    assert known(client) == set(WORDS) - {"answer"}
    assert found(client, "purpose-and-need") == [("G1 Purpose and evidence of need", 1)]


def second_round(case: Assessment, manager: User, legal: User, secretary: User) -> Assessment:
    """Have the case deferred, and change in its second round what it says."""
    issue = boards.bring(case, manager=manager, legal=legal, secretary=secretary)
    boards.decide(issue, secretary, Result.DEFERRED)
    new = Assessment.objects.with_partnership().get(partnership=case.partnership, is_current=True)
    lead = case.partnership.lead
    said: dict[str, Any] = {"purpose": "A home for the emu.", "partners": ["Kiwi trust"], "name": "Joint ostrich"}
    actions.change_details(assessment=new, by=lead, details=actions.Details(**{**vars(details_of(new)), **said}))
    factories.save(new, NEED, "yes", reason="The heron needs it.")
    return new


def test_rounds_are_told_apart_and_a_hidden_one_stays_hidden(
    case: Assessment, manager: User, legal: User, secretary: User, auditor: User, sign_in: SignIn
) -> None:
    new = second_round(case, manager, legal, secretary)
    assert new.round == 2
    board = sign_in(secretary)
    for hidden in ("emu", "kiwi", "heron"):
        assert page_of(board, hidden) == page_of(board, "nowhere")
    assert found(board, "quagga") == [("Purpose", 1)]
    # Everybody knows the partnership by its name of now, and the round by the partners that it had.
    assert found(board, "ostrich okapi") == [("Name and partners", 1)]
    page = one_spaced(board.get("/search/?text=quagga").content.decode()).replace("<mark >", "<mark>")
    assert "A home for the <mark>quagga</mark>." in page
    assert "emu" not in page
    assert "Deferred" in page
    whole = sign_in(auditor)
    assert found(whole, "quagga") == found(whole, "okapi") == []
    assert found(whole, "emu") == [("Purpose", 2)]
    assert found(whole, "ostrich kiwi") == [("Name and partners", 2)]
    assert found(whole, "purpose-and-need") == [("G1 Purpose and evidence of need", 1)]
    assert found(whole, "heron") == [("G1 Purpose and evidence of need", 2)]
    assert found(whole, "novelty") == [("L5 Judge how novel this is", 2), ("L5 Judge how novel this is", 1)]


def test_names_are_those_of_the_newest_round_that_each_person_sees(
    case: Assessment, manager: User, legal: User, secretary: User
) -> None:
    second_round(case, manager, legal, secretary)
    for user in User.objects.all():
        grants = RoleGrant.objects.grants_of(user)
        rounds = Assessment.objects.visible_to(user, grants).filter(partnership=case.partnership)
        seen = sorted(rounds.values_list("round", flat=True))
        ways = Passage.objects.filter(partnership=case.partnership).each_visible_to(user, grants)
        names = [row.round for way in ways for row in way.filter(kind=PassageKind.NAMES)]
        purposes = [row.round for way in ways for row in way.filter(kind=PassageKind.PURPOSE)]
        assert names == purposes == seen[-1:], user


def test_what_is_exempt_is_said_to_be(case: Assessment, owner: User, manager: User, sign_in: SignIn) -> None:
    details = {**vars(details_of(case)), "funding_source": "A grant for the dodo."}
    actions.change_details(assessment=case, by=owner, details=actions.Details(**details))
    client = sign_in(manager)
    words = [WORDS["answer"], WORDS["comment"], "dodo"]

    def marked() -> list[bool]:
        return [client.get("/search/", {"text": word}).context["found"][0].is_exempt for word in words]

    assert marked() == [False, False, False]
    marking: dict[str, Any] = {"paragraph": Paragraph.BUSINESS, "reason": "It names a price."}
    for part in (f"{QUESTION}:{NEED}", f"{IMPLICATION}:finance", COST):
        actions.mark_exempt(assessment=case, by=owner, part=part, **marking)
    assert marked() == [True, True, True]
    assert not client.get("/search/", {"text": "quagga"}).context["found"][0].is_exempt
    assert "Exempt: not for publication" in client.get("/search/", {"text": "dodo"}).content.decode()


def test_details_have_a_mark_for_each_of_their_parts(
    case: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    said = {"funding_source": "A grant for the dodo.", "exit_arrangements": "The auk is sold."}
    actions.change_details(assessment=case, by=owner, details=actions.Details(**{**vars(details_of(case)), **said}))
    client = sign_in(manager)

    def marked() -> list[bool]:
        found = (client.get("/search/", {"text": text}).context["found"][0] for text in ("dodo", "auk", "dodo auk"))
        return [one.is_exempt for one in found]

    marking: dict[str, Any] = {"assessment": case, "by": owner, "paragraph": Paragraph.BUSINESS, "reason": "A price."}
    actions.mark_exempt(part=COST, **marking)
    assert marked() == [True, False, True]
    actions.unmark_exempt(assessment=case, by=owner, part=COST)
    actions.mark_exempt(part=EXIT, **marking)
    assert marked() == [False, True, True]


def test_a_partnership_without_a_case_is_found_by_who_may_open_it(manager: User, sign_in: SignIn) -> None:
    entry = existing.enter(manager, name="Platypus pond", partners=["Echidna club"])
    reference = entry.partnership.reference
    for name in people.PEOPLE:
        if name in ("editor", "admin"):
            continue
        client = sign_in(people.person(name))
        is_open = client.get(f"/register/{reference}/").status_code == 200
        assert bool(found(client, "platypus echidna")) is is_open, name
        assert (client.get("/search/", {"text": reference}).status_code == 302) is is_open, name
    actions.start_first_review(entry=entry, by=manager)
    rows = Passage.objects.filter(partnership=entry.partnership).values_list("assessment__round", flat=True)
    assert list(rows) == [1, 1]
