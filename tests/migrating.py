"""The migrations one by one, as a database of an earlier version runs them: for programs that start from such a database.

A new database runs the squashed ones in their place (docs/decisions/0100), which no database of an earlier version does.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from operations.actions.one_by_one import loader_one_by_one

SCHEMA = {
    "sqlite": "SELECT type || ' ' || name, sql FROM sqlite_master",
    "postgresql": """
        SELECT 'column ' || table_name || '.' || column_name,
            concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale, collation_name, is_nullable,
                column_default, identity_generation, generation_expression)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid) || p.prosrc
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal
        UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
}


def one_by_one(*targets: tuple[str, str]) -> Any:
    """Bring the database forwards or back to these migrations, (app, beginning of the name); return its models as of then."""
    executor = MigrationExecutor(connection)
    loader = executor.loader = loader_one_by_one(connection)
    named = [(app, loader.get_migration_by_prefix(app, name).name) for app, name in targets]
    executor.migrate(named)
    return loader.project_state(named).apps


def triggers() -> dict[str, str]:
    """Return the definition of every trigger, by its name."""
    return {name.removeprefix("trigger "): sql for name, sql in schema().items() if name.startswith("trigger ")}


def schema() -> dict[str, str]:
    """Return the definition of all that is in the database, by its kind and name: columns, constraints, indexes, triggers.

    SQLite builds a table anew to alter it, and may put its columns in another order then: they are sorted.
    """
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        found = {name: " ".join(str(sql).split()) for name, sql in cursor.fetchall()}
    return {name: _sorted(sql) if sql.startswith("CREATE TABLE") else sql for name, sql in found.items()}


def _sorted(sql: str) -> str:
    """Return the statement that makes a table with its columns and constraints in the order of the alphabet."""
    head, _bracket, rest = sql.partition("(")
    parts, depth, is_text = [""], 0, False
    for letter in rest.removesuffix(")"):
        is_text ^= letter == "'"
        depth += 0 if is_text else (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return f"{head}({', '.join(sorted(part.strip() for part in parts))})"
