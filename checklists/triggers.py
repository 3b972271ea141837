"""Triggers for migrations: what the database itself refuses and does, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from importlib import import_module

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.triggers import Event, Refuse, changed, without_triggers

__all__ = [
    "Allow",
    "AlterFieldUnderTriggers",
    "Event",
    "Follow",
    "Refuse",
    "WordIndex",
    "changed",
    "for_database",
    "lifted",
]


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


_FOLLOW_SQLITE = "CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW WHEN {when} BEGIN {does} END"
_FOLLOW_POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $follow$
BEGIN
    IF {when} THEN
        {does}
    END IF;
    RETURN NULL;
END $follow$;
CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def for_database(sql: str, vendor: str) -> str:
    """Return SQL that is written for PostgreSQL as that database reads it."""
    if vendor == "postgresql":
        return sql
    return sql.replace("IS DISTINCT FROM", "IS NOT").replace("string_agg", "group_concat")


class Follow(Operation):
    """After `event` on a row of `table`, when `when` holds, the statements of `does` are run in the same transaction.

    `when` and `does` are SQL that both databases read, with NEW and OLD; each statement ends in a semicolon.
    """

    def __init__(self, *, name: str, table: str, event: Event, when: str = "TRUE", does: str) -> None:
        self.name, self.table, self.event, self.when, self.does = name, table, event, when, does

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Make the trigger."""
        vendor = editor.connection.vendor
        sql = _FOLLOW_POSTGRESQL if vendor == "postgresql" else _FOLLOW_SQLITE
        values = {"name": self.name, "table": self.table, "event": self.event, "when": self.when, "does": self.does}
        editor.execute(for_database(sql.format(**values), vendor), params=None)

    def database_backwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Drop the trigger."""
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {self.name} ON {self.table}; DROP FUNCTION {self.name}()", params=None)
        else:
            editor.execute(f"DROP TRIGGER {self.name}", params=None)

    def describe(self) -> str:
        """Return what `migrate --plan` says of it."""
        return f"Follow {self.event} on {self.table} ({self.name})"


class WordIndex(Operation):
    """An index of the words of a column, in which they stand with a space between them: `name` of `column` of `table`.

    SQLite: a table of FTS5 of that name, which triggers on the table keep true; what is there already is not in it.
    PostgreSQL: a generated column of vectors with a GIN index. Neither decides what a word is: the space does.
    """

    SQLITE = (
        "CREATE VIRTUAL TABLE {name} USING fts5({column}, content='{table}', content_rowid='id', tokenize='ascii',"
        " detail='none', columnsize=0)",
        "CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {insert} END",
        "CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {delete} END",
        "CREATE TRIGGER {name}_update AFTER UPDATE ON {table} WHEN OLD.{column} <> NEW.{column} OR OLD.id <> NEW.id"
        " BEGIN {delete} {insert} END",
    )
    INSERT = "INSERT INTO {name}(rowid, {column}) VALUES (NEW.id, NEW.{column});"
    DELETE = "INSERT INTO {name}({name}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});"
    POSTGRESQL = (
        "ALTER TABLE {table} ADD COLUMN {column}_vector tsvector NOT NULL"
        " GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))) STORED",
        "CREATE INDEX {name} ON {table} USING gin ({column}_vector)",
    )

    def __init__(self, *, name: str, table: str, column: str) -> None:
        self.name, self.table, self.column = name, table, column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Make the index."""
        values = {"name": self.name, "table": self.table, "column": self.column}
        values |= {"insert": self.INSERT.format(**values), "delete": self.DELETE.format(**values)}
        for sql in self.POSTGRESQL if editor.connection.vendor == "postgresql" else self.SQLITE:
            editor.execute(sql.format(**values), params=None)

    def database_backwards(self, _app: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Drop the index."""
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {self.table} DROP COLUMN {self.column}_vector", params=None)
            return
        for event in ("insert", "delete", "update"):
            editor.execute(f"DROP TRIGGER {self.name}_{event}", params=None)
        editor.execute(f"DROP TABLE {self.name}", params=None)

    def describe(self) -> str:
        """Return what `migrate --plan` says of it."""
        return f"Index the words of {self.table}.{self.column} ({self.name})"


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
