"""Somebody who is signed in, and what their requests cost the server."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from email.message import Message
from http import HTTPStatus
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psycopg

from tests.bench.people import PASSWORD
from tests.filled_forms import Fields, fields_of
from tests.served import Server

# How long a PDF may take that is made in another process.
MOST_SECONDS = 60
FORM = "application/x-www-form-urlencoded"


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Does not follow redirects: a POST is measured, not the page after it."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


class Visitor:
    """One person's session, kept by its cookies as a browser keeps it."""

    def __init__(self, server: Server, email: str) -> None:
        self.server = server
        self._jar = CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self._jar)
        self._opener = urllib.request.build_opener(cookies, _StayHere())
        form = fields_of(self.get("/sign-in/"), "/sign-in/")
        # Django's own form, which the floor has, calls the address otherwise.
        address = "login" if "login" in form else "username"
        self.post("/sign-in/", {**form, address: [email], "password": [PASSWORD]})

    @property
    def cookies(self) -> str:
        """The session as the header of a request."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def get(self, path: str) -> str:
        """Return the page, a PDF once it is made; AssertionError when there is none."""
        status, page = self._ask(path, None)
        end = time.monotonic() + MOST_SECONDS
        while status == HTTPStatus.SERVICE_UNAVAILABLE and time.monotonic() < end:
            time.sleep(1)
            status, page = self._ask(path, None)
        assert status == 200, f"{path} answered {status}"
        return page

    def post(self, path: str, fields: Fields) -> str:
        """Send a form and return the answer's body; AssertionError unless the server took it and sends on to the next page."""
        status, page = self._ask(path, urlencode(fields, doseq=True).encode())
        assert status == 302, f"{path} answered {status} to the form: {re.sub('<[^>]*>', '', page)[:2000]}"
        return page

    def post_file(self, path: str, fields: Fields, content: bytes) -> None:
        """Send the form with a text file; AssertionError unless the server took it."""
        body, kind = multipart(fields, content)
        status, page = self._ask(path, body, kind)
        assert status == 302, f"{path} answered {status} to the file: {re.sub('<[^>]*>', '', page)[:2000]}"

    def _ask(self, path: str, body: bytes | None, kind: str = FORM) -> tuple[int, str]:
        asked = urllib.request.Request(self.server.url + path, body, {"Content-Type": kind})  # noqa: S310 - our own server
        try:
            with self._opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()


def multipart(fields: Fields, content: bytes) -> tuple[bytes, str]:
    """Return the form with a text file, as a browser sends it, and its type."""
    boundary = "boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in fields.items()
        for value in values
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="m.txt"\r\n\r\n'
    body = ("".join(parts) + head).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def server_seconds(server: Server) -> float:
    """Return the CPU time that the server's workers have used so far."""
    return sum(map(_seconds_of, children(server.pid)))


def database_seconds(database_url: str) -> float | None:
    """Return the CPU time of PostgreSQL's processes for this database; None on SQLite and for a server elsewhere.

    Tidying up in the background is left out: it falls on no request.
    """
    if not database_url.startswith("postgres"):
        return None
    with psycopg.connect(database_url) as connection:
        mine = connection.info.backend_pid
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type <> 'autovacuum worker'"
        ).fetchall()
    pids = [pid for (pid,) in rows if pid != mine]
    return sum(map(_seconds_of, pids)) if all(Path(f"/proc/{pid}").exists() for pid in pids) else None


def _seconds_of(pid: int) -> float:
    """Return the CPU time of a process and its threads, to the nanosecond (`schedstat` of Linux, its first number)."""
    stats = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(stat.read_text().split()[0]) for stat in stats) / 1e9


def children(pid: int) -> list[int]:
    """Return the processes that it has started, of gunicorn its workers."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
