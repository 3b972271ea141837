"""A database that was filled before the trail was chained is brought up to date, and its trail is whole.

So are checklist versions and an issue that were made before `feeds` was a list of words; and a database that was filled
before there was a search is searched like one that was filled after it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests import served
from tests.databases import Template, new_database, used_here
from tests.integration.upgrade import brought
from tests.migrating import schema

FEEDS = {
    "G1": ["need"],
    "G3": ["alternatives"],
    "G4": ["alternatives", "similar"],
    **{code: ["consultation"] for code in ("G5", "G6", "G7", "G8")},
}

# Kinds of passages.
NAMES, PURPOSE, REFERRAL = 1, 2, 13


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the program says of the database that it brought up to date."""
    folder = tmp_path_factory.mktemp("upgrade")
    with new_database(folder) as url:
        environment = served.environment(folder, url) | {"DEBUG": "true"}
        lines = served.run([str(Path(__file__).with_name("upgrade.py"))], environment).splitlines()
        return [*lines, served.run(["manage.py", "showmigrations", "--plan"], environment)]


def json_in(printed: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(line for line in printed if line.startswith("{")))
    return found


def test_events_from_before_are_linked(printed: list[str]) -> None:
    assert printed[0].startswith("Accounts: whole, 0 events")
    assert printed[1:3] == ["PR-0001: whole, 3 events", "PR-0002: whole, 3 events"]
    assert "All are whole." in printed
    assert "[ ]" not in printed[-1]


def test_names_from_before_are_folded(printed: list[str]) -> None:
    found = json_in(printed)["folded"]
    assert {"olive owner", "adult care"} <= set(found)
    assert "" not in found


def test_roles_for_the_whole_council_are_granted_for_it(printed: list[str]) -> None:
    roles = json_in(printed)["roles"]
    assert roles == [["admin", None], ["editor", None], ["officer", "adults"]]


def test_monitoring_officers_are_for_the_whole_council(printed: list[str]) -> None:
    found = json_in(printed)["monitoring"]
    assert found["found"] == [["Moira", None, "Olive Owner"], ["Mona", None, "Olive Owner"]]
    assert found["keeps_triggers"]


def test_later_tables_come_with_what_the_database_refuses(printed: list[str]) -> None:
    talk, review = ["assignment", "confirmation", "conversation", "conversationentry"], ["raisedflag", "returnreply"]
    minutes = ["decision", "meetingmove", "minutecorrection"]
    packs = ["agendapack", "agendapackfile", "agendapackissue"]
    upgrades, drafts = ["answer", "assessment", "earlieranswer", "upgrade"], ["draftchange", "requirement", "version"]
    # SQLite follows the words of passages by triggers that are named after its index.
    index = ["partnerships"] if connection.vendor == "sqlite" else []
    added = [*packs, *talk, *minutes, *review, *upgrades, *drafts, "editionsummary", "passage", *index, "secondopinion"]
    found = json_in(printed)
    assert found["later_tables"]["added"] == sorted(added)
    assert found["later_tables"]["keeps_triggers"]
    assert found["is_made_again"]


def test_it_ends_with_the_schema_of_a_new_database(
    printed: list[str], migrated: Template, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """A new database is made by the squashed migrations, an older one altered by each of those that they replace."""
    with django_db_blocker.unblock(), used_here(tmp_path, migrated):
        new, rows = schema(), brought()
    assert json_in(printed)["schema"] == new
    assert json_in(printed)["brought"] == rows
    assert len(rows) > 1
    kinds = {"sqlite": {"index", "table", "trigger"}, "postgresql": {"column", "constraint", "index", "trigger"}}
    assert {name.split()[0] for name in new} == kinds[connection.vendor]


def test_what_answers_feed_is_said_in_words(printed: list[str]) -> None:
    found = json_in(printed)
    assert found["has_all_triggers"]
    assert found["feeds"] == {
        "partnership-readiness/1.0": FEEDS,
        "partnership-readiness/1.1": FEEDS,
        "partnership-readiness/2.0": FEEDS,
        "forged/1.0": "Version forged/1.0 is not what was published: its digest does not match.",
    }
    assert found["has_old_digests"], "the way back gives each version the digest that it had"


def test_an_issue_from_before_reads_and_verifies(printed: list[str]) -> None:
    found = json_in(printed)
    assert found["is_same_snapshot"]
    assert found["is_same_pdf"]
    assert found["fingerprint"] == "Fingerprint: 9748-3866-deb3-d9c7"
    assert (found["file"], found["typed"]) == ("unaltered", "typed")


def test_a_referral_that_was_typed_stays_as_it_was(printed: list[str]) -> None:
    assert json_in(printed)["referral"] == ["It cannot wait.", "Moira Monitoring", "", ""]


def test_the_passages_are_those_that_the_triggers_wrote(printed: list[str]) -> None:
    found = json_in(printed)
    assert found["searched_again"] == found["searched"]
    rounds = {(kind, number) for kind, *_others, number, _position, _words in found["searched"]}
    assert {(NAMES, 1), (NAMES, 2), (NAMES, 0)} <= rounds
    # The referral is that of before.
    assert {kind for kind, *_others in found["searched"]} == {NAMES, PURPOSE, 3, 4, 10, REFERRAL}


def test_each_round_is_found_by_what_it_said(printed: list[str]) -> None:
    assert json_in(printed)["finds"] == [[[PURPOSE, 1]], [[PURPOSE, 2]], [[NAMES, 0]]]


def test_what_the_database_refused_before_the_search_it_still_refuses(printed: list[str]) -> None:
    """The triggers that the migration lifts are made again as they were."""
    found = json_in(printed)
    assert found["altered"] == []
    assert found["is_as_before"]
    assert found["is_made_again"]
