"""A backup is of one moment, while people go on saving: it has each change whole or not at all, and keeps nobody waiting."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from pytest_django.plugin import DjangoDbBlocker

from operations.actions.backup import back_up
from partnerships import actions
from partnerships.models import Assessment, Event
from tests import factories
from tests.databases import Template, used_here
from tests.integration import backups
from tests.integration.at_once import KEY
from tests.integration.own_database import ROOT, cases_of, own_database

pytestmark = pytest.mark.spread(1)
SAVES = 25


@pytest.fixture(autouse=True)
def _databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tests work on databases of their own."""
    with django_db_blocker.unblock():
        yield


def torn(path: Path) -> list[tuple[Any, Any]]:
    """Return the answers of a backup that are not what the last event about them says, with what it says."""
    told: dict[tuple[int, int], str] = {}
    for event in sorted(backups.rows_of(path, "partnerships_event"), key=lambda row: row["position"]):
        new = json.loads(event["new"])
        if event["kind"] == "answered" and "reason" in new:
            told[event["assessment_id"], event["question_id"]] = new["reason"]
    answers = backups.rows_of(path, "partnerships_answer")
    assert len(answers) > 2
    pairs = [(row["reason"], told[row["assessment_id"], row["question_id"]]) for row in answers]
    return [(reason, said) for reason, said in pairs if reason != said]


def positions(path: Path) -> dict[int, list[int]]:
    """Return the positions of the events of a backup, by their partnership."""
    found: dict[int, list[int]] = {}
    for row in backups.rows_of(path, "partnerships_event"):
        found.setdefault(row["partnership_id"], []).append(row["position"])
    return found


def test_what_is_saved_while_it_is_written_is_not_in_it(busy: Template, tmp_path: Path) -> None:
    saved: list[str] = []
    path = tmp_path / "backup"
    with used_here(tmp_path, busy):
        case = Assessment.objects.with_partnership().get(pk=int(cases_of(busy)[0]))
        events = Event.objects.count()

        def save(_number: int) -> None:
            saved.append(factories.save(case, KEY, "yes", reason=f"Saved as the {len(saved)}th.").reason)
            file = ContentFile(f"Plan {len(saved)}".encode(), name="plan.txt")
            question, lead = factories.question("skills"), case.partnership.lead
            actions.attach_file(assessment=case, question=question, by=lead, title="The plan", file=file)

        back_up(path, recipients=[], start_bar=lambda _steps: save)
        assert Event.objects.count() >= events + 2 * len(saved)
    assert len(saved) > 10
    assert len(backups.rows_of(path, "partnerships_event")) == events
    assert not {row["reason"] for row in backups.rows_of(path, "partnerships_answer")} & set(saved)
    assert not torn(path)
    assert backups.manifest_of(path).files == []


def test_backups_beside_two_people_who_save_are_each_of_one_moment(busy: Template, tmp_path: Path) -> None:
    counts: list[int] = []
    case = cases_of(busy)[0]
    with own_database(tmp_path, busy) as environment:
        environment |= {"EVIDENCE_ROOT": str(tmp_path / "evidence")}
        rounds = [[["save", name, case, str(SAVES)] for name in ("anna", "bert")]]
        command = [sys.executable, "-m", "tests.integration.at_once", json.dumps(rounds)]
        saving = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            while saving.poll() is None:
                path = tmp_path / f"{len(counts)}.backup"
                backup = [sys.executable, "manage.py", "backup", str(path)]
                subprocess.run(backup, cwd=ROOT, env=environment, check=True, capture_output=True)
                assert not torn(path)
                assert all(found == [*range(1, len(found) + 1)] for found in positions(path).values())
                counts.append(len(backups.rows_of(path, "partnerships_event")))
        finally:
            output, _errors = saving.communicate(timeout=300)
    assert saving.returncode == 0, output
    [statuses] = json.loads(output.splitlines()[-1])
    # Nobody was refused for it: who was second kept both texts and saved again.
    assert {status for of_one in statuses for status in of_one} <= {302, 409}
    assert counts == sorted(counts)
    # They were made while people saved, and not all before or after.
    assert counts[0] < counts[-1]
