"""The council that the browser visits: a database of its own, and the production server before it.

It is no `live_server`: that empties its tables after each test, which the database refuses here.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psycopg
from django.conf import settings
from psycopg import sql

START_SECONDS = 60


@dataclass(frozen=True)
class Council:
    """A running server. `loaded` is what loading the demonstration printed; mails go to `folder`/mails.txt."""

    url: str
    folder: Path
    loaded: str

    def mails(self) -> str:
        """Return what was mailed since the start, as text."""
        return (self.folder / "mails.txt").read_text(encoding="utf-8")

    def log(self) -> str:
        """Return the end of the server's log."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:]


@contextmanager
def running(folder: Path) -> Iterator[Council]:
    """Prepare the database, serve until the end of the block, and leave nothing behind."""
    with _database(folder) as url:
        settings_of_server = {
            "DATABASE_URL": url,
            "EVIDENCE_ROOT": str(folder / "evidence"),
            "STATIC_ROOT": str(folder / "static"),
            "EMAIL_URL": "consolemail://",
            "SECRET_KEY": secrets.token_hex(32),
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "false",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        environment = os.environ | settings_of_server
        loaded = _run([str(Path(__file__).with_name("prepare.py"))], environment | {"DEBUG": "true"})
        environment["DEBUG"] = "false"
        _run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0", "--ignore", "scss"], environment)
        with _server(folder, environment) as address:
            yield Council(address, folder, loaded)


@contextmanager
def _server(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run gunicorn on a socket that is open already: no port can be taken by somebody else in between."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        (folder / "mails.txt").open("wb") as mails,
        (folder / "log.txt").open("wb") as log,
    ):
        bind = f"fd://{listener.fileno()}"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", bind, "--no-control-socket"]
        server = subprocess.Popen(
            [*command, "--workers", "2", "--threads", "4"],
            cwd=settings.BASE_DIR,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=mails,
            stderr=log,
        )
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            _wait_for(url, server, folder)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{(folder / 'log.txt').read_text()}")


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """A new database of the kind that the tests run on, as the URL of the server's environment."""
    default = settings.DATABASES["default"]
    if "postgresql" not in default["ENGINE"]:
        yield f"sqlite:///{folder / 'council.sqlite3'}"
        return
    server = {"host": default["HOST"], "port": default["PORT"] or None, "user": default["USER"]}
    name = f"e2e_{secrets.token_hex(6)}"
    with psycopg.connect(**server, password=default["PASSWORD"], dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            password = f":{default['PASSWORD']}" if default["PASSWORD"] else ""
            yield f"postgres://{default['USER']}{password}@{default['HOST']}:{default['PORT'] or 5432}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout
