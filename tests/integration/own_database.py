"""A database that is neither the developer's nor that of the other tests, for processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.databases import Template, new_database

ROOT = Path(__file__).parents[2]
Environment = dict[str, str]


@contextmanager
def own_database(folder: Path, copied: Template) -> Iterator[Environment]:
    """Hand over an environment with the address of a copy, of the kind that the tests run on."""
    with new_database(folder, copied) as url:
        own = {"DJANGO_SETTINGS_MODULE": "config.settings", "EMAIL_URL": "dummymail://", "DATABASE_URL": url}
        yield os.environ | own | {"RENDER_PROCESSES": "0"}


def played(environment: Environment, *rounds: list[list[str]]) -> Any:
    """Let processes act in rounds, as `at_once` says; return what each got."""
    command = [sys.executable, "-m", "tests.integration.at_once", json.dumps(rounds)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def cases_of(busy: Template) -> list[str]:
    """Return the numbers of the cases of `at_once`."""
    return [str(number) for number in json.loads((busy.folder / "cases.json").read_text())]
