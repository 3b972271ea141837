"""bin/commands.py: several commands of manage.py in one process, each as manage.py itself would run it."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings


def run(*commands: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "bin/commands.py", *commands],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_runs_in_its_turn_with_its_options() -> None:
    done = run("check --tag urls", "diffsettings --output unified")
    first, rest = done.stdout.split("\n", 1)
    assert (done.returncode, first) == (0, "System check identified no issues (0 silenced).")
    assert "+ ROOT_URLCONF = 'config.urls'" in rest


def test_the_first_that_fails_ends_it() -> None:
    done = run("migrate --no-such-option", "check")
    assert done.returncode == 2
    assert "unrecognized arguments: --no-such-option" in done.stderr
    assert done.stdout == ""


def test_a_setting_that_is_missing_is_one_sentence() -> None:
    done = run("check", "check", DEBUG="false")
    assert done.returncode == 1
    assert done.stderr.startswith("Set SECRET_KEY before starting in production")
    assert len(done.stderr.splitlines()) == 1
