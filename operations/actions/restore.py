"""Restoring a backup: into a new database and an empty folder of evidence, wholly or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from operations.actions.archive import Archive, BackupError, StartBar
from operations.actions.encryption import opened_archive
from operations.actions.files import restore_file
from operations.actions.loading import load
from operations.actions.one_by_one import loader_one_by_one
from operations.actions.tables import StoredTable, schema
from partnerships.files.storage import try_to_write
from partnerships.selectors.evidence import stored_files

WHERE_NEW = {
    "sqlite": "name a file that is not there yet in DATABASE_URL, or move this one away",
    "postgresql": "make a new one (createdb), and name it in DATABASE_URL",
}


def restore(path: Path, *, key_file: Path | None, start_bar: StartBar) -> Archive:
    """Restore a backup, and bring its database up to this version; return what was in it.

    BackupError when it was not restored. There is then no person in the database, and `restore` refuses that database too.
    """
    _check_database()
    _check_folder()
    with opened_archive(path, key_file=key_file, room=Path(settings.MEDIA_ROOT)) as archive:
        executor, plan = _planned(archive)
        # Each row is checked, loaded and compared, each file checked and stored.
        advance = start_bar(len(plan) + 3 * archive.manifest.rows + 2 * len(archive.manifest.files))
        archive.check(advance)
        executor.progress_callback = lambda action, *_what: advance(action == "apply_success")
        executor.migrate(None, plan=plan)
        tables = schema(connection.alias).tables
        _check_columns(archive, tables)
        # Files without rows do no harm, if it stops here.
        for member in archive.manifest.files:
            with archive.open(member) as stream:
                restore_file(member, stream)
            advance(1)
        try:
            load(archive, tables, advance)
        except (DatabaseError, ValidationError, ValueError) as error:
            raise BackupError(f"The database refused what is in the backup, and has none of it: {error}") from error
        call_command("migrate", verbosity=0)
        return archive


def _check_database() -> None:
    if connection.introspection.table_names():
        name = connection.settings_dict["NAME"]
        raise BackupError(
            f"The database {name} has tables already. A backup is restored into a new one: {WHERE_NEW[connection.vendor]}. "
            "A restore that stopped leaves tables too, with nobody in them."
        )


def _check_folder() -> None:
    """Raise BackupError when there is a file in the folder of evidence, or none can be written to it; make it if there is none."""
    folder = settings.MEDIA_ROOT
    try:
        try_to_write()
        names = list(islice(stored_files(default_storage, ""), 1))
    except OSError as error:
        raise BackupError(f"The folder of evidence {folder} cannot be used: {error.strerror}.") from error
    if names:
        raise BackupError(
            f"The folder of evidence {folder} has files already, such as {names[0]}. A backup is restored into an empty one: "
            "name another in EVIDENCE_ROOT, or move this one away."
        )


def _planned(archive: Archive) -> tuple[MigrationExecutor, list[tuple[Migration, bool]]]:
    """Return the migrations that make the tables of the backup. BackupError when it has some of a version after this one."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in archive.manifest.migrations}
    unknown = wanted - executor.loader.disk_migrations.keys()
    if unknown:
        app, name = min(unknown)
        raise BackupError(
            f"The backup was made by a later version than this one ({archive.manifest.version}; here is {settings.VERSION}, "
            f"which does not know {app}.{name}). Restore it with that version or a later one."
        )
    if not wanted <= executor.loader.graph.nodes.keys():
        # A database of an earlier version ran migrations one by one in whose place a new one runs a squashed one.
        executor.loader = loader_one_by_one(connection)
        wanted = {key for name in wanted for key in _one_by_one(executor.loader, name)}
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return executor, [(made, False) for made, _backwards in plan if (made.app_label, made.name) in wanted]


def _one_by_one(loader: MigrationLoader, name: tuple[str, str]) -> Sequence[tuple[str, str]]:
    """Return the migrations that a squashed one replaces, or the one itself."""
    return loader.replacements[name].replaces if name in loader.replacements else [name]


def _check_columns(archive: Archive, tables: list[StoredTable]) -> None:
    here = {table.name: table.columns for table in tables}
    there = {table.name: table.columns for table in archive.manifest.tables}
    if here != there:
        differing = min(name for name in {*here, *there} if here.get(name) != there.get(name))
        raise BackupError(f"The table {differing} of the backup has other columns than this version knows.")
