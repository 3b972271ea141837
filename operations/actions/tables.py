"""The tables of a database as text that is the same on SQLite and on PostgreSQL: what a backup holds of them."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import F, QuerySet
from django.db.models.functions import Cast, Collate

from operations.actions.archive import Advance, BackupError

# Tables whose rows are in no backup, and why.
LEFT_OUT = {
    "django_session": "whoever has a session is signed in as somebody",
    "usersessions_usersession": "it lists the sessions",
}
ROWS = 1000
# Of tables with bytes, such as those of issued PDFs.
LARGE_ROWS = 10
# From here on Python writes a float with an exponent, and PostgreSQL without one.
EXPONENT_FROM = 1e16
# Columns whose values are text in JSON and something else in Python.
NOT_TEXT = (
    models.DateField,
    models.DateTimeField,
    models.TimeField,
    models.DecimalField,
    models.UUIDField,
    models.BinaryField,
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class StoredTable:
    """A table as the migrations that were applied to the database have it."""

    model: type[models.Model] = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called in the database."""
        return self.model._meta.db_table

    @cached_property
    def fields(self) -> list[models.Field[Any, Any]]:
        """Its columns, without those that the database works out itself."""
        return [column for column in self.model._meta.concrete_fields if not column.generated]

    @property
    def columns(self) -> list[str]:
        """What they are called in the database."""
        return [str(column.column) for column in self.fields]

    @property
    def rows_at_once(self) -> int:
        """How many rows may be in memory."""
        return LARGE_ROWS if any(isinstance(column, models.BinaryField) for column in self.fields) else ROWS

    def count(self, using: str) -> int:
        """Return how many rows it has."""
        return QuerySet(self.model, using=using).count()

    def read(self, using: str) -> Iterator[Row]:
        """Yield its rows in the order of the primary key, on both databases the same one. JSON is its text, in one form."""
        key = self.model._meta.pk
        order: Any = "pk"
        if connections[using].vendor == "postgresql" and isinstance(_target(key), models.CharField | models.TextField):
            order = Collate(F("pk"), "C")
        places = [place for place, column in enumerate(self.fields) if isinstance(column, models.JSONField)]
        found: Any = QuerySet(self.model, using=using).order_by(order).values_list(*map(_selected, self.fields))
        for row in found.iterator(chunk_size=self.rows_at_once):
            if places:
                values = list(row)
                for place in places:
                    values[place] = _canonical_json(values[place])
                row = tuple(values)
            yield row

    def to_values(self, connection: BaseDatabaseWrapper, lines: Iterable[bytes]) -> Iterator[list[Any]]:
        """Yield what lines that `line_of` made are as parameters of SQL on that connection."""
        converters = [
            (place, _converter(column, connection))
            for place, column in enumerate(self.fields)
            if isinstance(_target(column), NOT_TEXT)
        ]
        for line in lines:
            try:
                values = json.loads(line)
            except ValueError as error:
                raise BackupError(f"A row of {self.name} cannot be read: {error}.") from error
            if not isinstance(values, list) or len(values) != len(self.fields):
                raise BackupError(f"A row of {self.name} has not the columns of its table.")
            for place, convert in converters:
                if values[place] is not None:
                    values[place] = convert(values[place])
            yield values


@dataclass(frozen=True)
class Schema:
    """The migrations that were applied to a database, and the tables that it has by them."""

    migrations: list[list[str]]
    tables: list[StoredTable]


def schema(using: str) -> Schema:
    """Return what is in a database. BackupError when this version does not know all of it, or when it has no tables."""
    loader = MigrationLoader(connections[using])
    if not loader.applied_migrations:
        raise BackupError("The database has no tables: there is nothing to back up.")
    newer = [
        key for key in loader.applied_migrations if key[0] in loader.migrated_apps and key not in loader.disk_migrations
    ]
    if newer:
        app, name = min(newer)
        raise BackupError(f"The database is of a later version than this program, which does not know {app}.{name}.")
    applied = sorted(key for key in loader.applied_migrations if key in loader.graph.nodes)
    found = loader.project_state(applied).apps.get_models(include_auto_created=True)
    tables = [StoredTable(model) for model in found if model._meta.can_migrate(connections[using])]
    kept = (table for table in tables if table.name not in LEFT_OUT)
    return Schema([list(key) for key in applied], sorted(kept, key=lambda table: table.name))


def line_of(row: Row) -> bytes:
    """Return a row as a line of JSON. Times are in UTC, bytes in base64."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_text).encode() + b"\n"


def batches(table: StoredTable, using: str) -> Iterator[list[bytes]]:
    """Yield the lines of a table's rows, as many at once as may be in memory."""
    rows = table.read(using)
    while lines := [line_of(row) for row in islice(rows, table.rows_at_once)]:
        yield lines


def rows_digest(table: StoredTable, using: str, advance: Advance) -> str:
    """Return the SHA-256 of the lines of a table's rows."""
    digest = hashlib.sha256()
    for lines in batches(table, using):
        digest.update(b"".join(lines))
        advance(len(lines))
    return digest.hexdigest()


def _target(column: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """Return the column that this one refers to in the end, or itself."""
    while isinstance(column, models.ForeignKey):
        column = column.target_field
    return column


def _selected(column: models.Field[Any, Any]) -> Any:
    """Return what is selected of a column: of JSON its text, so that its null is told from none."""
    return Cast(F(column.attname), models.TextField()) if isinstance(column, models.JSONField) else F(column.attname)


def _canonical_json(text: str | None) -> str | None:
    """Return JSON with sorted keys and no space. PostgreSQL keeps neither the order nor how a number was written."""
    if text is None:
        return None
    said = json.loads(text, parse_float=_number)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _number(text: str) -> float | int:
    number = float(text)
    return int(Decimal(text)) if abs(number) >= EXPONENT_FROM else number


def _text(value: object) -> str:
    """Return a value that JSON has not as text that the field of its column reads."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is in no backup yet: say how it is written")


def _converter(column: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Return what makes a parameter of SQL of such a text."""
    kind = _target(column)
    return lambda text: kind.get_db_prep_save(kind.to_python(text), connection)
