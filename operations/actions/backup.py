"""Writing a backup: the rows and files of one moment, while people go on saving."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import connection, connections, transaction
from django.utils import timezone
from psycopg import IsolationLevel

from operations.actions.archive import (
    Advance,
    ArchiveWriter,
    Manifest,
    StartBar,
    TableMember,
    new_archive,
    path_of_table,
)
from operations.actions.encryption import new_file
from operations.actions.files import keep_files, named_files, stored_names
from operations.actions.tables import StoredTable, batches, schema

READING = "backup"
# What is signed to tell later whether SECRET_KEY is the same one.
SIGNED, SALT = "backup", "operations.backup"


def back_up(path: Path, *, recipients: Sequence[str], start_bar: StartBar) -> tuple[Manifest, str]:
    """Write a backup to a new file, encrypted if there are recipients; return its manifest, and the SHA-256 of that.

    BackupError when there is none then.
    """
    with new_file(path, recipients) as file, _one_moment(), new_archive(file) as writer:
        found = schema(READING)
        # No row of this moment names a file that is stored later.
        names, named = stored_names(), named_files(found.tables, READING)
        advance = start_bar(sum(table.count(READING) for table in found.tables) + len(names))
        tables = [_write_table(writer, table, advance) for table in found.tables]
        kept = keep_files(writer, names, named, advance)
        manifest = Manifest(
            version=settings.VERSION,
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=connection.vendor,
            migrations=found.migrations,
            tables=tables,
            files=kept.files,
            missing=kept.missing,
            altered=kept.altered,
            settings=sorted(settings.ENVIRONMENT_NAMES),
            key_check=Signer(salt=SALT).sign(SIGNED),
        )
        return manifest, writer.finish(manifest)


def has_same_key(manifest: Manifest) -> bool:
    """Whether SECRET_KEY, or one of its fallbacks, is that of where the backup was made."""
    try:
        return Signer(salt=SALT).unsign(manifest.key_check) == SIGNED
    except BadSignature:
        return False


@contextmanager
def _one_moment() -> Iterator[None]:
    """Have a connection READING, until the end of the block, that sees the database as it is at one moment and writes nothing.

    It is another one than that of this process, whose transactions make everybody wait who saves on SQLite.
    """
    reading = connection.copy(READING)
    options = reading.settings_dict["OPTIONS"]
    if reading.vendor == "postgresql":
        options.pop("pool", None)
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
        # They last as long as this transaction, which a pool of connections between gives to nobody else.
        reading.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False
    else:
        options["transaction_mode"] = "DEFERRED"
    connections[READING] = reading
    try:
        with transaction.atomic(using=READING):
            if reading.vendor == "postgresql":
                with reading.cursor() as cursor:
                    cursor.execute("SET TRANSACTION READ ONLY")
            yield
    finally:
        reading.close()
        del connections[READING]


def _write_table(writer: ArchiveWriter, table: StoredTable, advance: Advance) -> TableMember:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for batch in batches(table, READING):
            count += len(batch)
            yield b"".join(batch)
            advance(len(batch))

    size, digest = writer.add(path_of_table(table.name), lines(), is_packed=True)
    return TableMember(table.name, size, digest, table.columns, count)
