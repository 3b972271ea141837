"""The numbers beside the filters of the flagged items: what each choice would leave, and nothing of what nobody may see."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.selectors import flags
from tests import factories, people
from tests.conftest import SignIn

OPTION = re.compile(r'<option value="([^"]*)"[^>]*>([^<]*) \((\d+)\)</option>')
BOX = re.compile(
    r'name="(question|severity)" type="checkbox" value="([^"]*)".*?<label[^>]*>([^<]*) \((\d+)\)\s*</label>', re.S
)
BOXES = ("question", "severity")


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """All answered: one concern (G3), a note (L5), and L1 (a blocker), L2, L6 not confirmed."""
    case = factories.answer_all(people.draft(), leave=["alternatives", "novelty"])
    factories.save(case, "alternatives", "still_preferred", reason="Cheaper together.")
    factories.save(case, "novelty", "new_here", reason="Done in the next county.")
    factories.submit(case)


def counts(client: Client, field: str, query: str = "") -> dict[str, int]:
    page = client.get(f"/flags/{query}").content.decode()
    if field in BOXES:
        return {key: int(number) for name, key, _label, number in BOX.findall(page) if name == field}
    (select,) = re.findall(rf'<select[^>]* name="{field}".*?</select>', page, re.S)
    return {key: int(number) for key, _label, number in OPTION.findall(select)}


def test_each_choice_says_how_many_it_would_leave(db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    assert counts(client, "severity") == {"blocker": 1, "concern": 3, "note": 1}
    none = dict.fromkeys(("unanswered", "noted", "rule", "raised"), 0)
    assert counts(client, "cause") == {"": 4, "negative": 1, "unconfirmed": 3, **none}
    assert counts(client, "question")["alternatives"] == 1
    assert counts(client, "state") == {"": 4, "open": 4, "mitigation": 0, "justified": 0, "cleared": 0}
    assert counts(client, "outcome")["not_ready"] == 4
    assert counts(client, "decision")["enter"] == 4
    assert counts(client, "significance") == {"": 4, "low": 4, "medium": 0, "high": 0}
    assert counts(client, "age") == {"": 4, "14": 0, "30": 0, "90": 0}


def test_a_filter_counts_its_other_choices_as_if_it_were_not_used(db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    assert counts(client, "severity", "?severity=note") == {"blocker": 1, "concern": 3, "note": 1}
    assert counts(client, "cause", "?severity=note")["noted"] == 1
    assert counts(client, "cause", "?severity=note")["negative"] == 0
    assert counts(client, "severity", "?cause=negative&question=alternatives")["concern"] == 1
    assert counts(client, "question", "?cause=negative&severity=note")["alternatives"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?severity=note",
        "?severity=blocker&severity=note",
        "?cause=unconfirmed&severity=concern",
        "?case=all&severity=all",
    ],
)
def test_the_numbers_are_those_of_the_lists(query: str, db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    for field in ("severity", "cause", "state", "outcome", "service", "decision", "significance", "age"):
        kept = "&".join(
            part for part in query.removeprefix("?").split("&") if part and not part.startswith(f"{field}=")
        )
        for value, number in counts(client, field, query).items():
            page = client.get(f"/flags/?{kept}&{field}={value}").context["page"]
            assert page.total == number, (query, field, value)


def test_what_somebody_may_not_see_is_not_counted(
    db: None, owner: User, service: Service, manager: User, other_manager: User, auditor: User, sign_in: SignIn
) -> None:
    factories.start(owner, service, is_restricted=True)
    assert sum(counts(sign_in(manager), "severity", "?case=all").values()) == 5
    assert sum(counts(sign_in(other_manager), "severity", "?case=all").values()) == 0
    assert sum(counts(sign_in(auditor), "severity", "?case=all").values()) == 23


def test_whoever_sees_a_case_in_two_ways_counts_it_once(db: None, service: Service, sign_in: SignIn) -> None:
    both = factories.person("Bo Both", Role.MANAGER, Role.LEGAL, service=service)
    assert sum(counts(sign_in(both), "severity").values()) == 5
    lead = people.first_case().partnership.lead
    assert sum(counts(sign_in(lead), "severity", "?case=all").values()) == 5


def test_withdrawn_cases_count_for_no_outcome(
    db: None, owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    gone = factories.submit(factories.start(owner, service))
    actions.withdraw(assessment=gone, by=owner, reason="Not wanted any more.")
    client = sign_in(manager)
    assert counts(client, "outcome", "?case=all&severity=all") == {
        "": 23,
        "not_ready": 5,
        "review_not_finished": 0,
        "ready_with_conditions": 0,
        "ready": 0,
    }


def test_beyond_the_limit_nothing_is_counted(
    db: None, manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(manager)
    monkeypatch.setattr(flags, "COUNTED_FLAGS", 5)
    assert sum(counts(client, "severity").values()) == 5
    monkeypatch.setattr(flags, "COUNTED_FLAGS", 4)
    assert counts(client, "severity") == {}
    page = client.get("/flags/").content.decode()
    assert re.search(r'value="blocker"[^>]*>\s*<label[^>]*>\s*Blocker\s*</label>', page)
    assert "Notes, which need no treatment" in page


def test_the_chip_of_a_filter_shows_no_number(db: None, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/flags/?severity=concern&meeting=1/2/2026").content.decode()
    assert "<strong\n              >Concern</strong>" in page or "<strong>Concern</strong>" in page
    assert "1 February 2026" in page
