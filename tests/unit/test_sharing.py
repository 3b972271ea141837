"""How the processes of a run share the tests, and what becomes of a test that does not end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PYPROJECT = Path(settings.BASE_DIR) / "pyproject.toml"
HANGS = """
from threading import Event

def test_waits():
    Event().wait(120)

def test_does_not():
    pass
"""


def test_the_tests_of_a_module_stay_together(request: pytest.FixtureRequest) -> None:
    """pytest-xdist appends the group to the names of the tests, if it learns of the groups in time."""
    group = request.node.get_closest_marker("xdist_group")
    assert group.args == ("test_sharing.py-0",)
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@test_sharing.py-0")


def test_one_that_does_not_end_fails_by_name_and_says_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS)
    options = ["--config-file", str(PYPROJECT), "--rootdir", str(tmp_path), "--numprocesses", "1"]
    options += ["-p", "no:cacheprovider", "--override-ini", "faulthandler_timeout=2"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 1, printed
    assert "crashed while running" in printed
    assert "test_hangs.py::test_waits" in printed
    assert "in test_waits" in done.stderr
    assert "1 failed, 1 passed" in done.stdout
