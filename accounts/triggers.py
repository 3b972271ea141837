"""What a migration needs to alter a table of an app on which the apps above it have triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


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
