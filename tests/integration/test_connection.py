"""How the application is connected to each database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from config.databases import database


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


@pytest.mark.parametrize(("keep_plans", "asked"), [(True, 2), (False, None)])
def test_behind_a_pooler_no_plan_is_kept(keep_plans: bool, asked: int | None) -> None:
    found = {"ENGINE": "django.db.backends.postgresql", "NAME": "readiness"}
    settings = database(found, is_development=False, pool_size=3, keep_plans=keep_plans, tested_in=Path("unused"))
    assert settings["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 3, "timeout": 10}, "prepare_threshold": asked}
