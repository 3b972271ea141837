"""The same case, done at the same time on SQLite and on PostgreSQL, is the same data and the same PDF, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import Template

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

PROGRAM = [sys.executable, "-m", "tests.pdf.issue_at_fixed_time"]


def test_the_database_leaves_no_trace(tmp_path: Path, migrated: Template) -> None:
    on_sqlite, on_postgres = tmp_path / "sqlite", tmp_path / "postgresql"
    sqlite = tmp_path / "db.sqlite3"
    if connection.vendor == "sqlite":
        shutil.copyfile(migrated.name, sqlite)
    issue(on_sqlite, DATABASE_URL=f"sqlite:///{sqlite}")
    issue(on_postgres, "bin/with-postgres")
    for folder in (on_sqlite, on_postgres):
        assert (folder / "vendor.txt").read_text(encoding="utf-8") == folder.name
    for edition, rest in product(("full", "public"), (".json", ".pdf", "-summary.pdf")):
        name = edition + rest
        assert (on_sqlite / name).read_bytes() == (on_postgres / name).read_bytes(), name
    assert (on_sqlite / "full.pdf").read_bytes() != (on_sqlite / "public.pdf").read_bytes()


def issue(folder: Path, *launcher: str, **environment: str) -> None:
    """Issue the report in a process of its own, with hashes in another order than in the process before."""
    folder.mkdir()
    own = {"EMAIL_URL": "dummymail://", "EVIDENCE_ROOT": str(folder / "evidence"), **environment}
    command = [*launcher, *PROGRAM, str(folder)]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=os.environ | own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
