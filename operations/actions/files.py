"""The files of evidence that a backup holds: all that are stored, compared with what the rows say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from typing import IO, Any, cast

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import QuerySet

from operations.actions.archive import CHUNK, Advance, ArchiveWriter, BackupError, FileMember, path_of_file
from operations.actions.tables import ROWS, StoredTable
from partnerships.files.storage import PART
from partnerships.models import Event
from partnerships.selectors.evidence import files_in_events, stored_files


@dataclass
class FilesKept:
    """What of the stored files is in a backup, and which that rows name are missing or have another hash."""

    files: list[FileMember] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)


def stored_names() -> list[str]:
    """Return the names of all files of evidence that are written to their end. BackupError when the folder cannot be read."""
    try:
        return sorted(name for name in stored_files(default_storage, "") if not name.endswith(PART))
    except OSError as error:
        raise BackupError(f"The folder of evidence cannot be read: {error}.") from error


def named_files(tables: Iterable[StoredTable], using: str) -> dict[str, str]:
    """Return the files that rows name, with their SHA-256: those of files that are no longer the newest stand in events."""
    named: dict[str, str] = {}
    for table in tables:
        for column in table.fields:
            if isinstance(column, models.FileField):
                rows: Any = QuerySet(table.model, using=using).exclude(**{column.attname: ""})
                named |= dict(rows.values_list(column.attname, "sha256").iterator(chunk_size=ROWS))
        if table.name == Event._meta.db_table:
            named = files_in_events(QuerySet(table.model, using=using)) | named
    return named


def keep_files(writer: ArchiveWriter, names: Iterable[str], named: dict[str, str], advance: Advance) -> FilesKept:
    """Write the files into an archive, and say which of those that rows name are not as they were attached.

    A file that no row names may be gone meanwhile: its upload was refused.
    """
    kept = FilesKept()
    for name in names:
        advance(1)
        try:
            stored = default_storage.open(name, "rb")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise BackupError(f"The file of evidence {name} cannot be read: {error}.") from error
        with stored:
            size, digest = writer.add(path_of_file(name), _chunks(stored, name), is_packed=False)
        kept.files.append(FileMember(name, size, digest))
        if named.get(name, digest) != digest:
            kept.altered.append(name)
    kept.missing = sorted(named.keys() - {file.name for file in kept.files})
    return kept


def restore_file(member: FileMember, stream: BufferedReader) -> None:
    """Store a file of a backup under its name. BackupError when that cannot be, or when it is not what the manifest says."""
    content = _HashedFile(stream)
    try:
        name = default_storage.save(member.name, File(cast(IO[bytes], content)))
    except (OSError, SuspiciousFileOperation) as error:
        raise BackupError(f"The file of evidence {member.name} could not be stored: {error}.") from error
    if name != member.name or content.digest.hexdigest() != member.sha256:
        raise BackupError(f"The file of evidence {member.name} was not stored as it is in the backup.")


class _HashedFile:
    """A stream that works out the SHA-256 of what is read from it."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.digest.update(chunk)
        return chunk


def _chunks(stored: Any, name: str) -> Iterator[bytes]:
    try:
        while chunk := stored.read(CHUNK):
            yield chunk
    except OSError as error:
        raise BackupError(f"The file of evidence {name} cannot be read: {error}.") from error
