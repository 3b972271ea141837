"""Migrations as a database of an earlier version runs them: without the squashed ones, also where later ones depend on those."""

from __future__ import annotations

import pytest
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from operations.actions.one_by_one import loader_one_by_one


def squashed_of(app: str) -> tuple[str, str]:
    return next(key for key in MigrationLoader(None).replacements if key[0] == app)


def test_those_stand_there_that_squashed_ones_replace() -> None:
    loader = loader_one_by_one(None)
    assert len(loader.replacements) == 3
    assert not loader.replacements.keys() & loader.graph.nodes.keys()
    for migration in loader.replacements.values():
        assert set(migration.replaces) <= set(loader.graph.forwards_plan(migration.replaces[-1]))


def test_one_that_comes_later_follows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """It depends on the squashed one, as `makemigrations` writes it."""
    squashed = squashed_of("partnerships")
    later = type("Later", (Migration,), {"dependencies": [squashed]})("9999_later", "partnerships")
    read = MigrationLoader.load_disk

    def with_later(loader: MigrationLoader) -> None:
        read(loader)
        loader.disk_migrations["partnerships", "9999_later"] = later

    monkeypatch.setattr(MigrationLoader, "load_disk", with_later)
    loader = loader_one_by_one(None)
    *before, last = loader.graph.forwards_plan(("partnerships", "9999_later"))
    assert last == ("partnerships", "9999_later")
    assert set(loader.replacements[squashed].replaces) <= set(before)
    assert squashed not in before
    assert ("partnerships", "9999_later") in loader.graph.backwards_plan(
        ("partnerships", "0048_fill_still_more_passages")
    )
