"""A real server: PDFs and slow connections keep nobody out, each report is made once, and half a request does nothing.

`make flood` measures it.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.admission import READ_FIRST
from tests import flooding, killed, served
from tests.architecture.source import ROOT
from tests.bench.people import AUDITOR, CHIEF, LEAD, OWN_QUESTION, TASK_LIST
from tests.bench.visitor import FORM, Visitor, multipart
from tests.databases import Template
from tests.filled_forms import Fields, fields_of
from tests.rendering import pids, until

pytestmark = pytest.mark.spread(1)
QUESTION = f"{TASK_LIST}questions/{OWN_QUESTION}/"
EVIDENCE = f"{QUESTION}evidence/"
REPORTS, TIMES = 3, 4


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, four_cases: Template) -> Iterator[served.Environment]:
    with killed.copied_council(tmp_path_factory.mktemp("flood"), four_cases) as environment:
        yield environment


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, environment: served.Environment) -> Iterator[served.Server]:
    folder = tmp_path_factory.mktemp("server")
    with served.serving(folder, environment) as server:
        yield server


def send(visitor: Visitor, path: str, body: bytes, kind: str, but: int) -> socket.socket:
    """Send a form but for its last bytes; return the connection."""
    host, port = visitor.server.url.removeprefix("http://").split(":")
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: {visitor.server.url}",
        f"Cookie: {visitor.cookies}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
    ]
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) - but])
    return connection


def answered(connection: socket.socket) -> int:
    """Say that nothing more will come; return the status of the answer, 0 when there is none."""
    with connection:
        connection.shutdown(socket.SHUT_WR)
        return int(connection.recv(1000).decode().split(" ", 2)[1] or 0)


def form_with(visitor: Visitor, reason: str) -> tuple[str, Fields]:
    """Return the name of the question's reason, and the form that a browser would send with that, which stands last."""
    form = fields_of(visitor.get(QUESTION), QUESTION)
    [name] = [name for name in form if name.endswith("-reason")]
    del form[name]
    return name, {**form, name: [reason]}


def test_production_has_these_processes_and_threads() -> None:
    options = f'--workers "${{WEB_CONCURRENCY:-{served.WORKERS}}}" --threads {served.THREADS} '
    assert options in (ROOT / "bin" / "serve").read_text()


def test_pages_are_answered_while_no_pdf_can_be_made_and_each_is_made_once(
    server: served.Server, environment: served.Environment
) -> None:
    paths = flooding.reports(environment, REPORTS) * TIMES
    renders = Path(environment["RENDER_ROOT"])
    asking, other = Visitor(server, CHIEF), Visitor(server, AUDITOR)
    with flooding.flood(asking, paths):
        until(lambda: pids(renders), "the process that makes PDFs")
        running = pids(renders)
        for pid in running:
            os.kill(pid, signal.SIGSTOP)
        try:
            for _each in range(12):
                other.get("/partnerships/")
                assert other.get("/healthz") == "ok\n"
        finally:
            for pid in running:
                os.kill(pid, signal.SIGCONT)
    assert len(running) == 1
    assert len(list(renders.glob("*/*.pdf"))) == REPORTS


def test_slow_connections_keep_nobody_out(server: served.Server) -> None:
    visitor, other = Visitor(server, LEAD), Visitor(server, AUDITOR)
    _name, form = form_with(visitor, "It comes slowly.")
    body = urlencode(form, doseq=True).encode()
    with ExitStack() as stack:
        slow = [stack.enter_context(send(visitor, QUESTION, body, FORM, 5)) for _each in range(12)]
        assert other.get("/healthz") == "ok\n"
        assert other.get("/partnerships/")
        slow[0].sendall(body[-5:])
        assert b" 302 " in slow[0].recv(1000)
    assert "It comes slowly." in visitor.get(QUESTION)


def test_half_a_text_is_not_saved(server: served.Server) -> None:
    visitor = Visitor(server, LEAD)
    name, form = form_with(visitor, "We agreed that we should not do this.")
    before = fields_of(visitor.get(QUESTION), QUESTION)[name]
    body = urlencode(form, doseq=True).encode()
    assert answered(send(visitor, QUESTION, body, FORM, len("+not+do+this."))) == 400
    assert fields_of(visitor.get(QUESTION), QUESTION)[name] == before
    assert answered(send(visitor, QUESTION, body, FORM, 0)) == 302


def upload(visitor: Visitor, title: str, size: int) -> tuple[bytes, str]:
    """Return the form of a new file of that size, as a browser sends it, and its type."""
    form = {**fields_of(visitor.get(EVIDENCE), EVIDENCE), "kind": ["file"], "title": [title]}
    return multipart(form, secrets.token_hex(size // 2).encode())


@pytest.mark.parametrize("size", [READ_FIRST // 2, READ_FIRST * 2])
def test_half_a_file_is_not_stored(size: int, server: served.Server) -> None:
    visitor, title = Visitor(server, LEAD), f"Minutes {size}"
    body, kind = upload(visitor, title, size)
    assert answered(send(visitor, EVIDENCE, body, kind, size // 4)) != 302
    assert title not in visitor.get(QUESTION)
    assert answered(send(visitor, EVIDENCE, body, kind, 0)) == 302
    assert title in visitor.get(QUESTION)


def test_slow_downloads_keep_nobody_out(server: served.Server) -> None:
    visitor, other = Visitor(server, LEAD), Visitor(server, AUDITOR)
    body, kind = upload(visitor, "A long list", 9 * READ_FIRST)
    assert answered(send(visitor, EVIDENCE, body, kind, 0)) == 302
    [path] = re.findall(r'href="([^"]+)"[^>]*>[^<]*A long list', visitor.get(QUESTION))
    host, port = server.url.removeprefix("http://").split(":")
    with ExitStack() as stack:
        for _each in range(6):
            cookies = Visitor(server, LEAD).cookies
            for _twice in range(2):
                slow = stack.enter_context(socket.socket())
                # Of what arrives, the machine takes this much, and the rest waits.
                slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                slow.settimeout(30)
                slow.connect((host, int(port)))
                slow.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n".encode())
                assert b" 200 " in slow.recv(100)
        assert other.get("/healthz") == "ok\n"
        assert other.get("/partnerships/")
