"""The workers of gunicorn: what they are forked from must have nothing open that two of them would share."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tests import served

CODE = """
import runpy, threading
import config.wsgi
runpy.run_path("config/gunicorn.py")["when_ready"](None)
from django.db import connections
print(threading.active_count(), [each.connection for each in connections.all()])
"""


def test_no_connection_and_no_thread_is_there_before_the_workers(tmp_path: Path) -> None:
    with served.database(tmp_path) as url:
        assert served.run(["-W", "ignore", "-c", CODE], served.environment(tmp_path, url)) == "1 [None]\n"


def test_servers_of_tests_start_their_workers_as_production_does() -> None:
    root = Path(settings.BASE_DIR)
    assert "--config config/gunicorn.py" in (root / "bin" / "serve").read_text()
    environment = served.environment(root, "sqlite://")
    assert (
        f'MALLOC_ARENA_MAX="${{MALLOC_ARENA_MAX:-{environment["MALLOC_ARENA_MAX"]}}}"'
        in (root / "bin" / "serve").read_text()
    )
