"""Triggers for migrations: what the database itself refuses, and how a table on which triggers stand is altered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

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


class LiftTriggers(Operation):
    """Drops all triggers of the database until `RestoreTriggers`: on SQLite alone, see `under_triggers`."""

    def __init__(self) -> None:
        self.triggers: dict[str, str] = {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Drop the triggers."""
        self.triggers = _dropped(editor)

    def database_backwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Make those again that `RestoreTriggers`, which is reversed before this one, has dropped."""
        _make(editor, self.triggers)

    def describe(self) -> str:
        """Return what `migrate --plan` says of it."""
        return "Lift the triggers"


class RestoreTriggers(Operation):
    """Makes the triggers again that this `LiftTriggers` has dropped."""

    def __init__(self, lifted: LiftTriggers) -> None:
        self.lifted = lifted

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Make the triggers."""
        _make(editor, self.lifted.triggers)

    def database_backwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Drop the triggers."""
        self.lifted.triggers = _dropped(editor)

    def describe(self) -> str:
        """Return what `migrate --plan` says of it."""
        return "Restore the triggers"


def under_triggers(*operations: Operation) -> list[Operation]:
    """Return operations that alter tables on which triggers stand, and leave all triggers of the database as they were.

    SQLite alters a table by building it anew, which drops the triggers on it and is refused while other triggers name it.
    """
    lifted = LiftTriggers()
    return [lifted, *operations, RestoreTriggers(lifted)]


@contextmanager
def without_triggers(editor: BaseDatabaseSchemaEditor, table: str) -> Iterator[None]:
    """Drop the triggers that stand on the table or name it until the end of the block: on SQLite alone."""
    triggers = _dropped(editor, table)
    yield
    _make(editor, triggers)


def _dropped(editor: BaseDatabaseSchemaEditor, table: str = "") -> dict[str, str]:
    """Drop the triggers that stand on the table or name it, "" for all of them, on SQLite, and return them: name -> SQL."""
    if editor.connection.vendor != "sqlite":
        return {}
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(sql, %s)", [table])
        triggers = dict(cursor.fetchall())
    for name in triggers:
        editor.execute(f"DROP TRIGGER {name}", params=None)
    return triggers


def _make(editor: BaseDatabaseSchemaEditor, triggers: dict[str, str]) -> None:
    for statement in triggers.values():
        editor.execute(statement, params=None)
