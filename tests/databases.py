"""Databases of tests: each kind is filled once a run, and whoever needs one works on a copy of it.

The processes of a run share a folder, in which the first that asks for something expensive makes it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection
from django.test.utils import override_settings
from psycopg import sql

# The databases of this run on a PostgreSQL server begin with it, so that two runs do not meet. Its processes inherit it.
PREFIX = f"test_{os.environ.setdefault('TEST_RUN', secrets.token_hex(4))}_"
EVIDENCE = "evidence"


@dataclass(frozen=True)
class Template:
    """A filled database to which nobody connects, and the folder of what belongs to it."""

    name: str
    folder: Path


def once(folder: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Return that folder within the run's, made by the first process that asks; the others wait for it."""
    made, unfinished = folder / name, folder / f"{name}.unfinished"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(made)
    return made


def template(folder: Path, kind: str, fill: Callable[[Path], object], base: Template | None = None) -> Template:
    """Return the run's template of that kind: an empty database, or a copy of `base`, that `fill` filled in this process.

    `fill` is given the template's folder, for what it wants to leave beside the database.
    """

    def make(home: Path) -> None:
        name = _name(home, kind)
        _drop(name)
        _create(name, home, base)
        with _connected_to(name, home):
            fill(home)

    home = once(folder, kind, make)
    return Template(_name(home, kind), home)


@contextmanager
def new_database(folder: Path, copied: Template | None = None) -> Iterator[str]:
    """Hand over the URL of a new database, empty or a copy; its evidence is in `folder`. It is gone after the block."""
    with _new(folder, copied) as name:
        yield _url(name)


@contextmanager
def used_here(folder: Path, copied: Template | None = None) -> Iterator[None]:
    """Let this process work on a copy of the template, or an empty database, until the end of the block; its evidence is in `folder`."""
    with _new(folder, copied) as name, _connected_to(name, folder):
        yield


def drop_all() -> None:
    """Drop what this run has left on the PostgreSQL server: its templates."""
    if _is_sqlite():
        return
    with _server() as server:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        names = [name for (name,) in server.execute(query, [PREFIX])]
    for name in names:
        _drop(name)


@contextmanager
def _new(folder: Path, copied: Template | None) -> Iterator[str]:
    name = _name(folder, secrets.token_hex(4))
    _create(name, folder, copied)
    try:
        yield name
    finally:
        _drop(name)


@contextmanager
def _connected_to(name: str, folder: Path) -> Iterator[None]:
    """Let this process work on that database, with its evidence in `folder`."""
    if connection.in_atomic_block:
        raise RuntimeError("A transaction is open: its database cannot be left for another one.")
    before = connection.settings_dict["NAME"]
    _disconnect()
    connection.settings_dict["NAME"] = name
    try:
        with override_settings(MEDIA_ROOT=str(folder / EVIDENCE)):
            yield
    finally:
        _disconnect()
        connection.settings_dict["NAME"] = before


def _disconnect() -> None:
    connection.close()
    if not _is_sqlite():
        connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend alone


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _name(folder: Path, kind: str) -> str:
    return str(folder / "db.sqlite3") if _is_sqlite() else PREFIX + kind


def _create(name: str, folder: Path, copied: Template | None) -> None:
    if copied and (copied.folder / EVIDENCE).exists():
        shutil.copytree(copied.folder / EVIDENCE, folder / EVIDENCE)
    if not _is_sqlite():
        with _server() as server:
            source = sql.Identifier(copied.name if copied else "template1")
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source))
    elif copied:
        shutil.copyfile(copied.name, name)


def _drop(name: str) -> None:
    """Drop a database of the server; a file goes with its folder."""
    if not _is_sqlite():
        with _server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(name: str) -> str:
    if _is_sqlite():
        return f"sqlite:///{name}"
    default = connection.settings_dict
    secret = f":{quote(default['PASSWORD'], safe='')}" if default["PASSWORD"] else ""
    return f"postgres://{default['USER']}{secret}@{default['HOST']}:{default['PORT'] or 5432}/{name}"


def _server() -> psycopg.Connection:
    default = connection.settings_dict
    return psycopg.connect(
        host=default["HOST"],
        port=default["PORT"] or 5432,
        user=default["USER"],
        password=default["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )
