"""A process that is killed in the middle of issuing leaves a whole issue or none, on a database of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import Template
from tests.integration.own_database import ROOT, own_database

ROUNDS = 16


@pytest.mark.spread(1)
def test_a_killed_process_leaves_a_whole_issue_or_none(tmp_path: Path, migrated: Template) -> None:
    command = [sys.executable, "-m", "tests.integration.issuing_until_killed"]
    with own_database(tmp_path, migrated) as env:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    rounds = json.loads(done.stdout.splitlines()[-1])
    assert len(rounds) >= ROUNDS
    assert not [found for found in rounds if found["wrong"]]
    assert sum(found["was_killed"] for found in rounds) >= ROUNDS // 3
