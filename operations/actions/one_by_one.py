"""The migrations as a database of an earlier version runs them."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader


def loader_one_by_one(connection: BaseDatabaseWrapper | None) -> MigrationLoader:
    """Return the migrations without squashed ones, in whose place those stand that they replace (docs/decisions/0100)."""
    loader = MigrationLoader(connection, replace_migrations=False)
    for name, migration in loader.replacements.items():
        loader.graph.remove_replacement_node(name, migration.replaces)
    return loader
