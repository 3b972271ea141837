"""Databases that take minutes to fill, kept in var/bench/ from one run to the next, until what fills them changes.

Of SQLite a copy of the file is kept, of PostgreSQL what pg_dump writes.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

FOLDER = Path(settings.BASE_DIR) / "var" / "bench"
# What the tables are and what fills them, by the first word of a kind.
FILLED_BY = {
    "council": (
        "*/migrations/*.py",
        "*/models/**/*.py",
        "fixtures/*.json",
        "partnerships/domain/*.py",
        "partnerships/management/commands/_seed/*.py",
        "tests/bench/council.py",
        "tests/bench/people.py",
        "tests/bench/populate.py",
    ),
    "floor": ("tests/bench/floor/*.py",),
}


def fill(database_url: str, kind: str, make: Callable[[], object]) -> None:
    """Fill the empty database with what is kept of that kind, or let `make` fill it and keep that."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{kind}-{connection.vendor}-{_digest(kind)}.kept"
    if file.exists():
        _restore(database_url, file)
    else:
        make()
        for outdated in FOLDER.glob(f"{kind}-{connection.vendor}-*.kept"):
            outdated.unlink()
        _keep(database_url, file)
    _count_anew(database_url)


def _digest(kind: str) -> str:
    found = hashlib.sha256()
    for pattern in FILLED_BY[kind.partition("-")[0]]:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _keep(database_url: str, file: Path) -> None:
    unfinished = file.with_suffix(".unfinished")
    if connection.vendor == "sqlite":
        with sqlite3.connect(_path(database_url)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(_path(database_url), unfinished)
    else:
        subprocess.run(["pg_dump", "--format=custom", "--compress=1", f"--file={unfinished}", database_url], check=True)
    unfinished.rename(file)


def _restore(database_url: str, file: Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(file, _path(database_url))
    else:
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={database_url}", str(file)], check=True)


def _count_anew(database_url: str) -> None:
    """Leave both kinds with fresh statistics: a plan then depends on nothing that happened while the tables were filled."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(_path(database_url)) as database:
            database.execute("ANALYZE")
    else:
        with psycopg.connect(database_url, autocommit=True) as database:
            database.execute("VACUUM ANALYZE")


def _path(database_url: str) -> str:
    return database_url.removeprefix("sqlite:///")
