"""Ten kills of the server in the middle of 1,000 acknowledged saves: none may be missing. `make kill` runs it.

On SQLite; `bin/with-postgres make kill` on PostgreSQL. Four people save answers of one case, in turn with whatever the
server does; every process of it is killed at once (SIGKILL) and it is started again.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from tests import killed

SAVES, KILLS = 1_000, 10


def test_no_acknowledged_save_is_missing(tmp_path: Path) -> None:
    with killed.council(tmp_path, partnerships=2) as environment:
        missing = killed.save_and_kill(tmp_path, environment, saves=SAVES, kills=KILLS)
    print(f"\n{connection.vendor}: {KILLS} kills in {SAVES} acknowledged saves, {len(missing)} missing")  # noqa: T201 - its result
    assert not missing
