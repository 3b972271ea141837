"""Triggers for migrations: what the database itself refuses, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.triggers import without_triggers

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]

_SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    {wait}
    IF {when} THEN
        RAISE EXCEPTION USING MESSAGE = '{message}', ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN {row};
END $refuse$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}();
"""


# The number that transactions of this project lock to be checked one after another.
_TURN = 20261126


def changed(*columns: str) -> str:
    """Return the SQL condition that an UPDATE changes at least one of these columns."""
    return "(" + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns) + ")"


class Refuse(Operation):
    """`event` on a row of `table` fails with IntegrityError(message) when `when` holds.

    `when` is SQL that both databases read; it may name OLD (UPDATE, DELETE) and NEW (INSERT, UPDATE) and hold
    subqueries. TRUNCATE exists on PostgreSQL alone and names neither. `name` is unique in the database.

    What a transaction that has not ended yet is about to change, no condition sees. Where two at the same moment could
    together do what neither may, `in_turn` is the condition, without subqueries, on which they wait for each other on
    PostgreSQL; SQLite has one writer at a time.

    SQLite alters a table by building it anew, which drops the triggers on it: a migration that alters a table
    must drop the triggers that stand on it or name it first, and make them again at its end.
    """

    def __init__(self, *, name: str, table: str, event: Event, when: str, message: str, in_turn: str = "") -> None:
        self.name, self.table, self.event, self.when, self.message = name, table, event, when, message
        self.in_turn = in_turn

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are, so that Django need not build them anew after each trigger."""

    def database_forwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Make the trigger."""
        message = self.message.replace("'", "''")
        values = {"name": self.name, "table": self.table, "event": self.event, "when": self.when, "message": message}
        if editor.connection.vendor == "postgresql":
            row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
            each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
            lock = f"IF {self.in_turn} THEN PERFORM pg_advisory_xact_lock({_TURN}); END IF;" if self.in_turn else ""
            editor.execute(_POSTGRESQL.format(**values, row=row, each=each, wait=lock), params=None)
        elif self.event != "TRUNCATE":
            editor.execute(_SQLITE.format(**values).replace("IS DISTINCT FROM", "IS NOT"), params=None)

    def database_backwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Drop the trigger."""
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {self.name} ON {self.table}; DROP FUNCTION {self.name}()", params=None)
        elif self.event != "TRUNCATE":
            editor.execute(f"DROP TRIGGER {self.name}", params=None)

    def describe(self) -> str:
        """Return what `migrate --plan` says of it."""
        return f"Refuse {self.event} on {self.table} ({self.name})"


class Allow(Refuse):
    """The reverse of `Refuse` with the same arguments: drops that trigger, and makes it again when reversed."""

    database_forwards = Refuse.database_backwards
    database_backwards = Refuse.database_forwards

    def describe(self) -> str:
        """Return what `migrate --plan` says of it."""
        return f"Allow {self.event} on {self.table} ({self.name})"


def lifted(migration: str, *names: str) -> list[Allow]:
    """Return operations that drop the triggers of these names, which that migration made, and make them again when reversed.

    Without names: all the triggers that it made.
    """
    operations = [
        made
        for made in import_module(migration).Migration.operations
        if isinstance(made, Refuse) and not isinstance(made, Allow)
    ]
    return [
        Allow(
            name=made.name,
            table=made.table,
            event=made.event,
            when=made.when,
            message=made.message,
            in_turn=made.in_turn,
        )
        for made in reversed(operations)
        if not names or made.name in names
    ]


class AlterFieldUnderTriggers(AlterField):
    """Alters a field of a table that triggers of other apps name.

    SQLite builds the table anew, and refuses to while a trigger of another table names it. A migration lifts the
    triggers of its own app; it does not know those of the apps above, which are dropped and made again here.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Alter the field; on SQLite, without the triggers that name the table."""
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        with without_triggers(schema_editor, table):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
