"""Real processes write one case at once, on a database of their own: nothing is lost, and nothing breaks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.databases import Template
from tests.integration.own_database import ROOT, Environment, own_database

pytestmark = pytest.mark.spread(1)

TIMES = 25
Elsewhere = tuple[Environment, list[int]]


@pytest.fixture(scope="module")
def elsewhere(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """An environment whose database is neither the developer's nor that of the other tests, and three cases in it."""
    with own_database(tmp_path_factory.mktemp("at-once"), migrated) as environment:
        yield environment, alone(environment, "prepare")


def test_two_people_save_one_answer_again_and_again(elsewhere: Elsewhere) -> None:
    environment, case = elsewhere[0], str(elsewhere[1][0])
    anna, bert = at_once(environment, ("save", "anna", case, str(TIMES)), ("save", "bert", case, str(TIMES)))
    assert {*anna, *bert} <= {302, 409}
    assert anna.count(302) == bert.count(302) == TIMES
    found = alone(environment, "found", case)
    assert sorted(found["words"]) == sorted(
        ["first", *(f"{name}-{n}" for name in ("anna", "bert") for n in range(TIMES))]
    )
    assert found["saves"] == found["revision"] == 2 * TIMES + 1


def test_two_submissions_at_once_are_one_and_no_answer_is_saved_after_it(elsewhere: Elsewhere) -> None:
    environment, case = elsewhere[0], str(elsewhere[1][1])
    first, second, saves = at_once(
        environment, ("submit", "anna", case), ("submit", "bert", case), ("save", "bert", case, "5")
    )
    assert (first, second) == ([302], [302])
    assert set(saves) <= {302, 403}
    found = alone(environment, "found", case)
    assert (found["state"], found["submissions"]) == ("in_review", 1)
    assert found["saves"] == len(found["words"]) == 1 + saves.count(302)


def test_two_secretaries_at_once_make_one_issue(elsewhere: Elsewhere) -> None:
    environment, case = elsewhere[0], str(elsewhere[1][2])
    answers = at_once(environment, ("issue", "sam", case), ("issue", "sara", case))
    assert sorted(status for status, _refusal in answers) == [302, 409]
    [refusal] = [refusal for status, refusal in answers if status == 409]
    [winner] = [name for name, answer in zip(("sam", "sara"), answers, strict=True) if answer[0] == 302]
    assert f"{winner} already issued the report as issue 1" in refusal
    assert alone(environment, "found_issues", case) == {"numbers": [1], "editions": 2, "events": 1}


def alone(environment: Environment, *words: str) -> Any:
    """Let one process act; return what it got."""
    with _started(environment, *words) as process:
        return _result(process)


def at_once(environment: Environment, *acts: tuple[str, ...]) -> list[list[Any]]:
    """Let every process get ready, then all of them act; return what each got: statuses, with words where there are any."""
    with ExitStack() as stack:
        processes = [stack.enter_context(_started(environment, *words)) for words in acts]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.communicate()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [_result(process) for process in processes]


def _started(environment: Environment, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.at_once", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def _result(process: subprocess.Popen[str]) -> Any:
    out, problems = process.communicate(timeout=240)
    assert process.returncode == 0, problems
    return json.loads(out.splitlines()[-1])
