"""How the application talks to its database: what the address in DATABASE_URL leaves open."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def database(
    found: dict[str, Any], *, is_development: bool, pool_size: int, keep_plans: bool, tested_in: Path
) -> dict[str, Any]:
    """Return Django's settings of the database that an address named.

    `pool_size` is the most connections of one process to PostgreSQL, which keeps the plans of prepared queries
    (`accounts.plans`) if `keep_plans`; `tested_in` is the file of SQLite that tests use.
    """
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as in production, and not in memory: tests of two people at once need two connections.
        return found | _sqlite(is_development=is_development) | {"TEST": {"NAME": str(tested_in)}}
    # The pool keeps the connections, so Django must not; it does not start with both.
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    # A query is prepared when a connection was asked it twice.
    options = {"pool": pool, "prepare_threshold": 2 if keep_plans else None}
    return found | {"OPTIONS": found.get("OPTIONS", {}) | options, "CONN_MAX_AGE": 0}


def _sqlite(*, is_development: bool) -> dict[str, Any]:
    # Readers do not wait for a writer, and a commit is durable when it returns. A transaction takes the write lock at
    # its beginning: otherwise one that reads and then writes fails at once instead of waiting.
    options = {
        "init_command": "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
        # REPLACE then fires the triggers that refuse a deletion.
        "PRAGMA recursive_triggers = ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    # The threads of gunicorn keep their connections; the development server has a new thread for each request.
    return {"OPTIONS": options, "CONN_MAX_AGE": 0 if is_development else None}
