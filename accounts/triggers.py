"""What a migration needs to alter a table of an app on which the apps above it have triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class UnderTriggers(SeparateDatabaseAndState):
    """Runs operations that alter tables on which triggers stand, and leaves all triggers of the database as they were.

    SQLite alters a table by building it anew, which drops the triggers on it and is refused while other triggers name it.
    """

    def __init__(self, *operations: Operation) -> None:
        super().__init__(operations, operations)

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState) -> None:
        """Run the operations; on SQLite, without triggers meanwhile."""
        with without_triggers(schema_editor):
            super().database_forwards(app_label, schema_editor, *states)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        """Run them in reverse, in the same way."""
        with without_triggers(schema_editor):
            super().database_backwards(app_label, schema_editor, *states)


@contextmanager
def without_triggers(schema_editor: BaseDatabaseSchemaEditor, table: str = "") -> Iterator[None]:
    """Drop the triggers that stand on the table or name it, "" for all of them, until the end of the block: on SQLite alone."""
    triggers: dict[str, str] = {}
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(sql, %s)", [table])
            triggers = dict(cursor.fetchall())
    for name in triggers:
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)
    yield
    for statement in triggers.values():
        schema_editor.execute(statement, params=None)
