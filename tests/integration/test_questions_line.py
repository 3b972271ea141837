"""One question across cases through versions and checklists: its line, by answer, flag and year; never two checklists mixed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from checklists.models import Question, Version
from partnerships import actions
from tests import factories, people
from tests.conftest import SignIn
from tests.specs import other_version

OLD, FIRST, SECOND = "purpose-and-need", "clear-purpose", "evidence-of-need"
BEFORE = datetime(2020, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _cases(made_once: None) -> None:
    """PR-0001 answered the question of 1.0 in 2020, PR-0002 its two parts in 1.1, PR-0003 nothing of 1.1."""
    owner, service = people.person("owner"), people.service()
    with time_machine.travel(BEFORE):
        factories.save(people.draft(), OLD, "partly", reason="No data yet.")
    call_command("load_checklists", "partnership-readiness/1.1", verbosity=0)
    later = Version.objects.get(number="1.1")
    case = factories.start(owner, service, name="Community hub", version=later)
    for key, option in ((FIRST, "yes"), (SECOND, "no")):
        draft = actions.AnswerDraft(option=option, reason=f"Reason for {key}.")
        asked = Question.objects.get(version=later, key=key)
        actions.answer(assessment=case, question=asked, by=owner, draft=draft, revision=0)
    factories.start(owner, service, name="Rights of way", version=later)


def references(client: Client, query: str) -> list[str]:
    response = client.get(f"/questions/?{query}&sort=reference")
    assert response.status_code == 200
    return [row.text["reference"] for row in response.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"question={OLD}", [1, 2, 3]),
        (f"question={FIRST}", [1, 2, 3]),
        ("question=funding-secured", [2, 3]),
        (f"question={FIRST}&answer=partly", [1]),
        (f"question={FIRST}&answer=yes", [2]),
        (f"question={FIRST}&answer=no", []),
        (f"question={SECOND}&answer=no", [2]),
        (f"question={OLD}&answer=no", [2]),
        (f"question={OLD}&answer=-", [3]),
        (f"question={OLD}&year=2020", [1]),
        (f"question={OLD}&flag=concern", [1]),
        (f"question={OLD}&flag=blocker", [2, 3]),
        (f"question={FIRST}&flag=-", [2]),
    ],
)
def test_the_line_is_followed_by_answer_flag_and_year(
    query: str, expected: list[int], db: None, manager: User, sign_in: SignIn
) -> None:
    assert references(sign_in(manager), query) == [f"PR-{number:04}" for number in expected]


def test_a_case_that_was_asked_both_parts_shows_both(db: None, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get(f"/questions/?question={OLD}&answer=no")
    (row,) = page.context["page"].rows
    assert row.text["answer"] == "G1a: Yes; G1b: No"
    assert row.text["asked"] == "G1a, G1b"
    assert row.text["checklist"] == "Partnership readiness 1.1"
    text = page.content.decode()
    assert "G1 Purpose and evidence of need (version 1.0 only)" in text
    assert "With the answers to what it replaces" in text


def test_every_figure_is_that_of_its_list(db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    for name in (OLD, FIRST):
        for chart in client.get(f"/questions/?question={name}").context["charts"]:
            bars = [bar for line in chart.lines for bar in line.bars if bar.value.number]
            assert bars
            for bar in bars:
                assert client.get(f"/questions/{bar.value.address}").context["page"].total == bar.value.number


def test_two_checklists_with_the_same_keys_are_never_mixed(
    db: None, manager: User, owner: User, tmp_path: Path, sign_in: SignIn
) -> None:
    file = other_version(tmp_path / "health.json", "health-check/1.0", title="Yearly health check")
    call_command("loaddata", str(file), verbosity=0)
    other = Version.objects.get(pk="health-check/1.0")
    factories.start(owner, people.service(), name="Carers", version=other)
    client = sign_in(manager)
    assert references(client, f"question=health-check/{OLD}") == ["PR-0004"]
    assert references(client, f"question=partnership-readiness/{OLD}") == ["PR-0001", "PR-0002", "PR-0003"]
    # An address from before there was another checklist.
    assert references(client, f"question={OLD}") == ["PR-0001", "PR-0002", "PR-0003"]
    assert "Yearly health check: G1 Purpose and evidence of need" in client.get("/questions/").content.decode()
    for page in ("/partnerships/", "/flags/?case=all&text=Carers"):
        assert "Yearly health check 1.0" in client.get(page).content.decode()
    flags = client.get(f"/flags/?question=health-check/{OLD}&case=all&severity=all").context["page"]
    assert [row.text["reference"] for row in flags.rows] == ["PR-0004"]
    assert {row.text["checklist"] for row in flags.rows} == {"Yearly health check 1.0"}
