"""The program by which a container asks whether the application is well."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.architecture.source import ROOT


class Answers(BaseHTTPRequestHandler):
    """Answers /healthz for one host name alone, as the application does."""

    def do_GET(self) -> None:
        is_known = self.headers["Host"] == "readiness.example"
        self.send_response({"/healthz": 200}.get(self.path, 404) if is_known else 400)
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing in the output of the tests."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(port: int, hosts: str) -> subprocess.CompletedProcess[str]:
    environment = {"PORT": str(port), "ALLOWED_HOSTS": hosts}
    command = [sys.executable, str(ROOT / "bin" / "check_health.py")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("hosts", ["readiness.example", "readiness.example,other.example", ".readiness.example"])
def test_an_application_that_answers_is_well(port: int, hosts: str) -> None:
    answer = ask(port, hosts)
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("hosts", ["", "*", "other.example"])
def test_one_that_refuses_is_not(port: int, hosts: str) -> None:
    answer = ask(port, hosts)
    assert (answer.returncode, answer.stderr) == (1, "Not healthy: /healthz answered 400\n")


def test_one_that_does_not_answer_is_not() -> None:
    with HTTPServer(("127.0.0.1", 0), Answers) as closed:
        port = closed.server_port
    answer = ask(port, "readiness.example")
    assert answer.returncode == 1
    assert answer.stderr.startswith("Not healthy: no answer")
