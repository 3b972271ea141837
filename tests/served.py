"""A real server over a database of its own: for tests of what only a whole process shows.

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
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from django.conf import settings

from tests.databases import Template, new_database

START_SECONDS = 60
# How bin/serve starts gunicorn.
WORKERS, THREADS = 2, 24
Environment = dict[str, str]


@dataclass(frozen=True)
class Server:
    """A running server; `pid` is gunicorn's own process, whose children are the workers."""

    url: str
    pid: int


@contextmanager
def database(folder: Path, copied: Template | None = None) -> Iterator[str]:
    """A new database, empty or a copy, as the URL of a server's environment; gone afterwards."""
    with new_database(folder, copied) as url:
        yield url


def environment(folder: Path, database_url: str) -> Environment:
    """Return the environment of a production server on this machine; what it writes goes to the folder."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "EVIDENCE_ROOT": str(folder / "evidence"),
        "STATIC_ROOT": str(folder / "static"),
        "RENDER_ROOT": str(folder / "renders"),
        "EMAIL_URL": "consolemail://",
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "SITE_URL": "http://127.0.0.1:8000",
        # What production asks for by default beside a password has tests of its own: tests/e2e/test_second_factor.py.
        "SECOND_FACTOR_ROLES": "",
        "CONFIRM_MINUTES": "0",
        # As bin/serve has it.
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def later(environment: Environment, days: int) -> Environment:
    """Return the environment in which programs take today for so many days later, as `faketime` sets it up."""
    command = ["faketime", "-m", "-f", f"+{days}d", "env", "-0"]
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = dict(entry.split("=", 1) for entry in printed.split("\0") if entry)
    # The memory that it shared has gone with it. A worker shows that it lives by the time of a file.
    del found["FAKETIME_SHARED"]
    return found | {"NO_FAKE_STAT": "1"}


def run(arguments: list[str], environment: Environment) -> str:
    """Run a program of ours in that environment and return what it printed; RuntimeError with its output if it fails."""
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


def collect_static(environment: Environment) -> None:
    """Compress the static files, as a production server wants them."""
    run(
        ["manage.py", "collectstatic", "--no-input", "--verbosity", "0", "--ignore", "scss", "--ignore", "js/*"],
        environment,
    )


@contextmanager
def serving(
    folder: Path,
    environment: Environment,
    *,
    workers: int = WORKERS,
    threads: int = THREADS,
    application: str = "config.wsgi",
    at: socket.socket | None = None,
) -> Iterator[Server]:
    """Run gunicorn on a socket that is open already: no port can be taken by somebody else in between.

    `at` is a socket that outlives it, on which the next one can answer. What it mails goes to mails.txt in the folder, what
    it logs to log.txt.
    """
    with (
        nullcontext(at) if at else socket.create_server(("127.0.0.1", 0)) as listener,
        (folder / "mails.txt").open("wb") as mails,
        (folder / "log.txt").open("wb") as log,
    ):
        bind = f"fd://{listener.fileno()}"
        command = [sys.executable, "-m", "gunicorn", application, "--bind", bind, "--no-control-socket"]
        command += ["--config", str(settings.BASE_DIR / "config" / "gunicorn.py")]
        server = subprocess.Popen(
            [*command, "--workers", str(workers), "--threads", str(threads)],
            cwd=settings.BASE_DIR,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=mails,
            stderr=log,
        )
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            _wait_for(url, server, folder)
            yield Server(url, server.pid)
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
