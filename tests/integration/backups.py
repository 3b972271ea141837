"""Backups of tests: made and restored by the commands, looked into, and written again with something changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.actions.sealing import opened
from operations.actions.archive import MANIFEST, Archive, ArchiveWriter, Manifest, TableMember
from operations.actions.encryption import opened_archive
from partnerships.models import IssueEdition, Partnership, Passage
from partnerships.selectors.account_trail import walk_account_trail


def command(name: str, *arguments: object) -> tuple[str, bool]:
    """Run a command here; return what it printed, with the sentence of its error, and whether it failed."""
    said = StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=said, stderr=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}", True
    return said.getvalue(), False


def new_key(folder: Path) -> tuple[Path, str]:
    """Return a file with a secret key, and the public one, as --new-key makes them."""
    path = folder / "key"
    said, fails = command("backup", "--new-key", path)
    assert not fails, said
    return path, said.splitlines()[0].rpartition(" ")[2]


def found() -> dict[str, Any]:
    """Return what must be the same in a database that was restored."""
    editions = IssueEdition.objects.order_by("pk")
    return {
        "issues": [[row.pk, sha256(bytes(row.pdf)), sha256(bytes(row.snapshot))] for row in editions.iterator()],
        "chains": {row.reference: row.events.latest("position").link for row in Partnership.objects.order_by("number")},
        "accounts": walk_account_trail().link,
        "files": {path.name: sha256(path.read_bytes()) for path in stored_files()},
        "factors": [opened(row.data["secret"]) for row in Authenticator.objects.order_by("pk")],
        "search": [
            sorted(Passage.objects.found_by([word]).values_list("pk", flat=True)) for word in ("equipment", "hub")
        ],
    }


def stored_files() -> list[Path]:
    """Return the files of evidence."""
    folder = Path(settings.MEDIA_ROOT)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def is_untouched() -> bool:
    """Whether nothing was restored: no table, no file of evidence."""
    return not connection.introspection.table_names() and not stored_files()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def looked_into(path: Path, key: Path | None = None) -> Iterator[Archive]:
    """Hand over a backup that is open."""
    with opened_archive(path, key_file=key, room=path.parent) as archive:
        yield archive


def manifest_of(path: Path, key: Path | None = None) -> Manifest:
    with looked_into(path, key) as archive:
        return archive.manifest


def rows_of(path: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table in a backup that is not encrypted, by their columns."""
    with looked_into(path) as archive:
        [member] = [member for member in archive.manifest.tables if member.name == table]
        with archive.open(member) as lines:
            return [dict(zip(member.columns, json.loads(line), strict=True)) for line in lines]


def written_again(
    path: Path,
    changed: Path,
    members: Mapping[str, bytes],
    manifest: Callable[[Manifest], Manifest] = lambda same: same,
) -> Path:
    """Write a backup that is not encrypted again as its maker would: with other members by their path, or another manifest."""
    before = manifest_of(path)
    with ZipFile(path) as read:
        held = {name: read.read(name) for name in read.namelist() if name != MANIFEST}
    with changed.open("w+b") as file:
        writer = ArchiveWriter(file)
        for name, content in (held | dict(members)).items():
            writer.add(name, [content], is_packed=True)
        writer.finish(manifest(before))
    return changed


def with_rows(path: Path, changed: Path, table: str, rows: Sequence[bytes]) -> Path:
    """Write a backup again as if a table of it had these rows."""
    content = b"".join(row + b"\n" for row in rows)

    def of_these(member: TableMember) -> TableMember:
        return replace(member, size=len(content), rows=len(rows), sha256=sha256(content))

    def other(manifest: Manifest) -> Manifest:
        tables = [of_these(member) if member.name == table else member for member in manifest.tables]
        return replace(manifest, tables=tables)

    return written_again(path, changed, {f"tables/{table}.jsonl": content}, other)
