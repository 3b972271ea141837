"""What somebody searches for stands in the address of the search, and in no log."""

from __future__ import annotations

import logging
import re
import shlex
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from accounts.models import User
from config.logs import WithoutQuery
from tests.conftest import SignIn

WORD = "platypus"


def test_the_access_log_of_production_has_no_query() -> None:
    arguments = shlex.split((settings.BASE_DIR / "bin" / "serve").read_text().replace("\\\n", " "), comments=True)
    line_format = arguments[arguments.index("--access-logformat") + 1]
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/search/?text={WORD}",
        "PATH_INFO": "/search/",
        "QUERY_STRING": f"text={WORD}",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://readiness.example/search/?text={WORD}",
        "REMOTE_ADDR": "127.0.0.1",
    }
    response, request = SimpleNamespace(status="200 OK", sent=1, headers=[]), SimpleNamespace(headers=[])
    atoms = Logger(Config()).atoms(response, request, environ, timedelta(milliseconds=5))
    line = line_format % atoms
    assert '"request": "GET /search/"' in line
    assert WORD not in line


def test_django_logs_no_query(manager: User, sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("django", "django.request"):
        logging.getLogger(name).addHandler(caplog.handler)
    caplog.set_level(logging.INFO)
    try:
        client = sign_in(manager)
        statuses = [
            client.get("/search/", {"text": WORD}).status_code,
            client.get("/search/", {"text": f"{WORD} " * 40}).status_code,
            client.get("/search/", {"text": WORD, "page": "x"}).status_code,
            client.post(f"/search/?text={WORD}").status_code,
            client.get(f"/no-such-page/?text={WORD}").status_code,
            Client().get("/search/", {"text": WORD}).status_code,
        ]
    finally:
        for name in ("django", "django.request"):
            logging.getLogger(name).removeHandler(caplog.handler)
    assert statuses == [200, 422, 422, 405, 404, 302]
    assert "/search/" in caplog.text
    assert WORD not in caplog.text


def test_the_development_server_logs_no_query() -> None:
    line = f"GET /search/?text={WORD}&page=2 HTTP/1.1"
    record = logging.LogRecord("django.server", logging.INFO, "a.py", 1, '"%s" %s %s', (line, "200", "5"), None)
    assert any(isinstance(one, WithoutQuery) for one in logging.getLogger("django.server").filters)
    assert logging.getLogger("django.server").filter(record)
    assert re.fullmatch(r'"GET /search/ HTTP/1.1" 200 5', record.getMessage())
