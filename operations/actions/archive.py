"""The archive of a backup: a ZIP whose manifest has all that is in it by name and hash."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cattrs import Converter
from cattrs.errors import BaseValidationError

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
PLAIN = b"PK\x03\x04"
# Tables shrink to a sixth by the fastest level; the slowest takes ten times as long for a tenth less.
LEVEL = 1
# The comment at the end of the ZIP: the SHA-256 of all bytes before it, in hexadecimal.
SEAL = 64
DAMAGED = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError)

Advance = Callable[[int], None]
StartBar = Callable[[int], Advance]
"""Is told how many steps there will be, and returns what is to be told each number of steps that was done."""


class BackupError(Exception):
    """Why there is no backup, or why one is not restored, in a sentence."""


def path_of_table(name: str) -> str:
    """Return where the rows of a table are in the archive."""
    return f"tables/{name}.jsonl"


def path_of_file(name: str) -> str:
    """Return where a file of evidence is in the archive."""
    return f"evidence/{name}"


@dataclass(frozen=True)
class ArchiveMember:
    """A file in the archive: the name of what is in it (a table, a file of evidence), its bytes and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class TableMember(ArchiveMember):
    """The rows of a table: a JSON array of the columns a line, in the order of the primary key."""

    columns: list[str]
    rows: int

    @property
    def path(self) -> str:
        """Where it is in the archive."""
        return path_of_table(self.name)


@dataclass(frozen=True)
class FileMember(ArchiveMember):
    """A file of evidence, as it is stored."""

    @property
    def path(self) -> str:
        """Where it is in the archive."""
        return path_of_file(self.name)


@dataclass(frozen=True)
class Manifest:
    """What is in a backup. `migrations` are (app, name) of those that its tables had; `settings` are names without values.

    `missing` and `altered` are files of evidence that rows name and that were not as they should be when it was made.
    """

    version: str
    made_at: str
    database: str
    migrations: list[list[str]]
    tables: list[TableMember]
    files: list[FileMember]
    missing: list[str]
    altered: list[str]
    settings: list[str]
    key_check: str
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows its tables have together."""
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    """Writes the members of an archive into a file that is open for writing and reading."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._zip = ZipFile(file, "w", compression=ZIP_DEFLATED, compresslevel=LEVEL)

    def add(self, path: str, chunks: Iterable[bytes], *, is_packed: bool) -> tuple[int, str]:
        """Write the chunks as a member, compressed or as they are; return how many bytes they have and their SHA-256."""
        digest, size, info = hashlib.sha256(), 0, ZipInfo(path)
        info.compress_type = ZIP_STORED
        with (
            self._zip.open(path if is_packed else info, "w", force_zip64=True) as member,
            BufferedWriter(cast(Any, member), CHUNK) as written,
        ):
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                written.write(chunk)
        return size, digest.hexdigest()

    def abandon(self) -> None:
        """Write nothing more: the file is of no use."""
        with suppress(OSError, ValueError):
            self._zip.close()

    def finish(self, manifest: Manifest) -> str:
        """Write the manifest and the hash of the whole; return the SHA-256 of the manifest."""
        said = json.dumps(Converter().unstructure(manifest), ensure_ascii=False, indent=1, sort_keys=True)
        _size, digest = self.add(MANIFEST, [said.encode()], is_packed=True)
        self._zip.comment = b"0" * SEAL
        self._zip.close()
        seal = _hash_before_seal(self._file)
        self._file.seek(-SEAL, os.SEEK_END)
        self._file.write(seal)
        self._file.flush()
        return digest


@contextmanager
def new_archive(file: IO[bytes]) -> Iterator[ArchiveWriter]:
    """Hand over what writes an archive into the file; when that fails, nothing more is written later."""
    writer = ArchiveWriter(file)
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise


@dataclass(frozen=True)
class Archive:
    """A backup that is open, and whole as a file; `check` compares what is in it with its manifest."""

    manifest: Manifest
    manifest_sha256: str
    _zip: ZipFile = field(repr=False)

    @contextmanager
    def open(self, member: TableMember | FileMember) -> Iterator[BufferedReader]:
        """Hand over the bytes of a member."""
        try:
            packed = self._zip.open(member.path)
        except DAMAGED as error:
            raise _unreadable(member, error) from error
        try:
            with packed, BufferedReader(cast(Any, packed), CHUNK) as stream:
                yield stream
        except (BadZipFile, zlib.error, EOFError) as error:
            raise _unreadable(member, error) from error

    def check(self, advance: Advance) -> None:
        """Read every member; raise BackupError for one that is not as the manifest says, is missing, or not in it."""
        members: list[TableMember | FileMember] = [*self.manifest.tables, *self.manifest.files]
        wanted = Counter([MANIFEST, *(member.path for member in members)])
        if wanted != Counter(self._zip.namelist()) or max(wanted.values()) > 1:
            raise BackupError("The file does not hold what its manifest lists: it was changed.")
        for member in members:
            digest, size = hashlib.sha256(), 0
            with self.open(member) as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
            if (size, digest.hexdigest()) != (member.size, member.sha256):
                raise BackupError(f"{member.path} in the file is not what its manifest says: it was changed.")
            advance(member.rows if isinstance(member, TableMember) else 1)


def _unreadable(member: TableMember | FileMember, error: Exception) -> BackupError:
    return BackupError(f"{member.path} in the file cannot be read: {error}.")


def read_archive(file: IO[bytes], path: Path) -> Archive:
    """Return the archive in a file that is not encrypted (any more); BackupError when it is none or was changed.

    `path` is what it is called in the error.
    """
    if file.read(len(PLAIN)) != PLAIN:
        raise BackupError(f"{path} is no backup.")
    seal = _hash_before_seal(file)
    if file.read(SEAL) != seal:
        raise BackupError(f"{path} is not as it was written: it was changed or cut short.")
    try:
        zip_file = ZipFile(file)
        text = zip_file.read(MANIFEST)
    except DAMAGED as error:
        raise BackupError(f"{path} cannot be read: {error}.") from error
    return Archive(_manifest(text, path), hashlib.sha256(text).hexdigest(), zip_file)


def _manifest(text: bytes, path: Path) -> Manifest:
    """Return what the manifest says; BackupError when it is of a later format or cannot be read."""
    try:
        said = json.loads(text)
        if said["format"] > FORMAT:
            raise BackupError(
                f"{path} was made by a later version ({said['version']}): restore it with that or a later one."
            )
        return Converter(forbid_extra_keys=True).structure(said, Manifest)
    except (BaseValidationError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"The manifest of {path} cannot be read.") from error


def _hash_before_seal(file: IO[bytes]) -> bytes:
    """Return the SHA-256 of the file but for its last bytes, where the file is read next."""
    rest, digest = file.seek(0, os.SEEK_END) - SEAL, hashlib.sha256()
    file.seek(0)
    while rest > 0 and (chunk := file.read(min(CHUNK, rest))):
        digest.update(chunk)
        rest -= len(chunk)
    return digest.hexdigest().encode()
