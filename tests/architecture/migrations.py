"""What a migration may not do unseen: have no way back, or take from the version before what it reads or writes.

Read from the operations, without a database (docs/decisions/0098). What is done all the same stands with its reason in
tests/data/migrations.txt: a line with a reason and a colon, and below it, indented, what it is the reason for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

from operations.actions.one_by_one import loader_one_by_one
from tests.architecture.source import APPS, ROOT

LISTED = ROOT / "tests" / "data" / "migrations.txt"
# The last migration of each app in 1.0.0: no version before it could miss anything.
FIRST_RELEASE = {"accounts": "0002", "checklists": "0002", "partnerships": "0005"}
# Django's operations that take nothing away or are not looked at (docs/decisions/0098), and the packages of those that make and drop triggers and indexes of ours.
HARMLESS = (
    operations.AddConstraint,
    operations.AddIndex,
    operations.AlterConstraint,
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.AlterOrderWithRespectTo,
    operations.CreateModel,
    operations.RemoveConstraint,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.RunPython,
)
OURS = ("accounts.triggers", "checklists.triggers")
AnyField = Field[Any, Any]


def found() -> list[str]:
    """Return what the migrations of this project do that has to have a reason, those since 1.0.0, in their order.

    Those that squashed ones replace are looked at, as a database of before runs them.
    """
    loader = loader_one_by_one(None)
    names: dict[tuple[str, str], None] = {}
    for leaf in loader.graph.leaf_nodes():
        names |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    state, problems = ProjectState(), []
    for app, name in names:
        migration = loader.graph.nodes[app, name]
        since = app in APPS and name[:4] > FIRST_RELEASE.get(app, "")
        problems += list(dict.fromkeys(risks(migration, state))) if since else []
        for operation in migration.operations:
            operation.state_forwards(app, state)
    return problems


def risks(migration: Migration, before: ProjectState) -> Iterator[str]:
    """Yield what one migration does that has to have a reason, as `app.name: what`; `before` is left as it is."""
    state = before.clone()
    made: set[str] = set()
    for operation in _flat(migration.operations):
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        if not _has_a_way_back(operation):
            yield f"{migration}: {type(operation).__name__} has no way back"
        # A table that the version before does not know can be as it likes.
        if getattr(operation, "model_name_lower", "") not in made:
            yield from (f"{migration}: {risk}" for risk in _of_operation(operation, migration.app_label, state))
        operation.state_forwards(migration.app_label, state)


def listed(text: str) -> tuple[list[str], list[str]]:
    """Return what the list has reasons for, and what is wrong with it: lines for which no reason stands above them."""
    has_reason, entries, wrong = False, [], []
    for line in text.splitlines():
        if line.startswith("    "):
            entries.append(line.strip())
            wrong += [] if has_reason else [line]
        elif not line.startswith("#"):
            # A reason may go over several lines, and ends in a colon; an empty line ends what it is the reason for.
            has_reason = len(line) > 1 and line.endswith(":")
    return entries, wrong


def _flat(found_in: Iterable[Operation]) -> Iterator[Operation]:
    for operation in found_in:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _has_a_way_back(operation: Operation) -> bool:
    return operation.reversible and type(operation).database_backwards is not Operation.database_backwards


def _of_operation(operation: Operation, app: str, state: ProjectState) -> Iterator[str]:
    """Yield what one operation takes from a version that knows the tables as they are in `state`."""
    if isinstance(operation, FieldOperation):
        model = operation.model_name_lower
        yield from (f"{model}.{risk}" for risk in _of_column(operation, state.models[app, model]))
    elif isinstance(operation, operations.RunSQL):
        yield "runs SQL, which nobody can judge here"
    elif isinstance(operation, operations.RunPython) and operation.reverse_code is operations.RunPython.noop:
        yield f"the way back undoes nothing of {getattr(operation.code, '__name__', 'its code')}"
    elif isinstance(operation, operations.DeleteModel):
        yield f"the table of {operation.name_lower} is dropped"
    elif isinstance(operation, operations.RenameModel):
        yield f"the table of {operation.old_name_lower} is called otherwise"
    elif not isinstance(operation, HARMLESS) and type(operation).__module__ not in OURS:
        yield f"{type(operation).__name__} is not known here"


def _of_column(operation: FieldOperation, model: ModelState) -> Iterator[str]:
    match operation:
        case operations.AddField():
            if _must_be_given(operation.field):
                yield f"{operation.name} must be given, and the database has no default"
        case operations.AlterField():
            changes = _narrowed(model.fields[operation.name], operation.field)
            yield from (f"{operation.name} {change}" for change in changes)
        case operations.RemoveField():
            yield f"{operation.name} is dropped"
        case operations.RenameField():
            yield f"{operation.old_name} is called {operation.new_name}"


def _must_be_given(field: AnyField) -> bool:
    """Whether an INSERT that does not name the column is refused."""
    return not (field.null or field.has_db_default() or field.generated or field.many_to_many)


def _narrowed(before: AnyField, after: AnyField) -> Iterator[str]:
    """Yield how a column takes less than before."""
    if _must_be_given(after) and not _must_be_given(before):
        yield "must be given, and the database has no default"
    if before.get_internal_type() != after.get_internal_type():
        yield f"is of another type: {after.get_internal_type()}, not {before.get_internal_type()}"
    if after.max_length is not None and (before.max_length is None or after.max_length < before.max_length):
        yield f"is shorter: {after.max_length}"
    if (after.db_column or after.name) != (before.db_column or before.name):
        yield "has another column"
    if after.unique and not before.unique:
        yield "is unique"
