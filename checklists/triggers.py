"""Triggers for migrations: what the database itself refuses, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]

_SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION USING MESSAGE = '{message}', ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN {row};
END $refuse$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}();
"""


def changed(*columns: str) -> str:
    """Return the SQL condition that an UPDATE changes at least one of these columns."""
    return "(" + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns) + ")"


def refuse(*, name: str, table: str, event: Event, when: str, message: str) -> RunPython:
    """Return a reversible operation: `event` on a row of `table` fails with IntegrityError(message) when `when` holds.

    `when` is SQL that both databases read; it may name OLD (UPDATE, DELETE) and NEW (INSERT, UPDATE) and hold
    subqueries. TRUNCATE exists on PostgreSQL alone and names neither. `name` is unique in the database.

    SQLite alters a table by building it anew, which drops the triggers on it: a migration that alters a table
    must drop the triggers that stand on it or name it first, and make them again at its end.
    """

    def create(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        values = {"name": name, "table": table, "event": event, "when": when, "message": message.replace("'", "''")}
        if schema_editor.connection.vendor == "postgresql":
            row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(event, "NEW")
            each = "STATEMENT" if event == "TRUNCATE" else "ROW"
            schema_editor.execute(_POSTGRESQL.format(**values, row=row, each=each), params=None)
        elif event != "TRUNCATE":
            schema_editor.execute(_SQLITE.format(**values).replace("IS DISTINCT FROM", "IS NOT"), params=None)

    def drop(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()", params=None)
        elif event != "TRUNCATE":
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)

    return RunPython(create, drop)


def lifted(migration: str) -> list[RunPython]:
    """Return operations that drop all the triggers which that migration made, and make them again when reversed."""
    operations = import_module(migration).Migration.operations
    return [RunPython(made.reverse_code, made.code) for made in reversed(operations)]
