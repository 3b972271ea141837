"""A database that was filled before there was a search is searched like one that was filled after it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import served
from tests.databases import new_database

NAMES, PURPOSE = 1, 2


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program says of the database that it brought back and up to date again."""
    folder = tmp_path_factory.mktemp("search-upgrade")
    with new_database(folder) as url:
        environment = served.environment(folder, url) | {"DEBUG": "true"}
        printed = served.run([str(Path(__file__).with_name("search_upgrade.py"))], environment)
    read: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return read


def test_the_passages_are_those_that_the_triggers_wrote(found: dict[str, Any]) -> None:
    assert found["after"] == found["before"]
    rounds = {(kind, number) for kind, *_others, number, _position, _words in found["before"]}
    assert {(NAMES, 1), (NAMES, 2), (NAMES, 0)} <= rounds
    assert {kind for kind, *_others in found["before"]} == {1, 2, 3, 4, 10}


def test_each_round_is_found_by_what_it_said(found: dict[str, Any]) -> None:
    assert found["finds"] == [[[PURPOSE, 1]], [[PURPOSE, 2]], [[NAMES, 0]]]


def test_what_the_database_refused_it_still_refuses(found: dict[str, Any]) -> None:
    """The triggers that the migration lifts are made again as they were."""
    assert found["altered"] == []
    assert found["is_as_before"]
    assert found["is_made_again"]
