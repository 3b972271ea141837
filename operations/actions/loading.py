"""The rows of a backup into empty tables, in one transaction: what the database works out by itself is worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from operations.actions.archive import Advance, Archive, BackupError
from operations.actions.tables import StoredTable, rows_digest


def load(archive: Archive, tables: Iterable[StoredTable], advance: Advance) -> None:
    """Put the rows of the backup into its tables, read them again and compare. BackupError, and no row, when they differ."""
    by_name = {table.name: table for table in tables}
    with transaction.atomic(), connection.cursor() as cursor:
        with _without_triggers(cursor, list(by_name)):
            for table in by_name.values():
                # Migrations put rows into some.
                cursor.execute(f"DELETE FROM {_quoted(table.name)}")  # noqa: S608 - a table of our own models
            for member in archive.manifest.tables:
                with archive.open(member) as lines:
                    _fill(cursor, by_name[member.name], lines, advance)
            _check_references(cursor)
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in by_name.values()]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
        for member in archive.manifest.tables:
            if rows_digest(by_name[member.name], connection.alias, advance) != member.sha256:
                raise BackupError(f"The rows of {member.name} are not as they are in the backup: nothing was restored.")


def _fill(cursor: CursorWrapper, table: StoredTable, lines: Iterable[bytes], advance: Advance) -> None:
    """Put lines into a table: past the ORM, which would work out some columns anew."""
    columns = ", ".join(map(_quoted, table.columns))
    rows = table.to_values(connection, lines)
    while batch := list(islice(rows, table.rows_at_once)):
        if connection.vendor == "postgresql":
            sql = f"COPY {_quoted(table.name)} ({columns}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                for values in batch:
                    copy.write_row(values)
        else:
            places = ", ".join(["%s"] * len(table.columns))
            sql = f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({places})"  # noqa: S608 - columns of our models
            cursor.executemany(sql, batch)
        advance(len(batch))


@contextmanager
def _without_triggers(cursor: CursorWrapper, tables: list[str]) -> Iterator[None]:
    """Have no trigger of ours act until the end of the block: what they refuse, or do, was done when the rows were new."""
    if connection.vendor == "postgresql":
        for table in tables:
            cursor.execute(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {_quoted(table)} ENABLE TRIGGER USER")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f"DROP TRIGGER {_quoted(name)}")
    yield
    # An index of words reads the table that it is of.
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND instr(sql, 'USING fts5')")
    for (name,) in cursor.fetchall():
        cursor.execute(f"INSERT INTO {_quoted(name)}({_quoted(name)}) VALUES ('rebuild')")  # noqa: S608 - as above
    for _name, sql in triggers:
        cursor.execute(sql)


def _check_references(cursor: CursorWrapper) -> None:
    """Raise BackupError, on SQLite, for a row that names one that is not there; PostgreSQL raises IntegrityError."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return
    cursor.execute("PRAGMA foreign_key_check")
    if missing := cursor.fetchone():
        raise BackupError(f"A row of {missing[0]} names a row of {missing[2]} that is not in the backup.")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
