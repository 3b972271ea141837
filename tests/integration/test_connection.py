"""How the application is connected to each database."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_set_up_to_lose_nothing() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)
            assert connection.settings_dict["OPTIONS"]["pool"]["max_size"] == 10
            return
        pragmas = {}
        for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    # synchronous 2 is FULL; the timeout is in milliseconds.
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 20_000}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
