"""A database that was filled before the trail was chained is brought up to date, and its trail is whole."""

from __future__ import annotations

from pathlib import Path

from tests import served
from tests.databases import new_database


def test_events_from_before_are_linked(tmp_path: Path) -> None:
    program = str(Path(__file__).with_name("upgrade.py"))
    with new_database(tmp_path) as url:
        environment = served.environment(tmp_path, url) | {"DEBUG": "true"}
        printed = served.run([program], environment)
        assert printed.splitlines() == [
            "PR-0001: whole, 3 events",
            "PR-0002: whole, 3 events",
            "2 trails walked: all are whole.",
        ]
        assert "[X] 0005" in served.run(["manage.py", "showmigrations", "partnerships"], environment)
