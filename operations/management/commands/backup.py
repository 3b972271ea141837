"""Write all that is stored into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from operations.actions.archive import BackupError, Manifest
from operations.actions.backup import back_up
from operations.actions.encryption import keys_in, new_key
from partnerships.progress import ProgressBar


class Command(BaseCommand):
    help = (
        "Write the database and all evidence into one new file that manage.py restore reads, on SQLite and on PostgreSQL, while "
        "people go on working. With --to it is encrypted. Sessions are not in it, and of settings their names alone. The exit "
        "status is 1 when there is no backup then, or when a file of evidence is missing or altered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="where the backup is to be; no file yet")
        parser.add_argument(
            "--to",
            action="append",
            default=[],
            metavar="KEY",
            help="encrypt it to this public key (age1...); may be repeated",
        )
        parser.add_argument(
            "--to-file", type=Path, metavar="FILE", help="encrypt it to the public keys in this file, one a line"
        )
        parser.add_argument(
            "--new-key",
            type=Path,
            metavar="FILE",
            help="instead: make a key, write its secret half into this file, and print its public one",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path, key = options["file"], options["new_key"]
        if (path is None) == (key is None):
            raise CommandError("Say where the backup is to be, or --new-key and where a new key is to be.")
        try:
            if key is not None:
                self._make_key(key)
                return
            keys = options["to"] + (keys_in(options["to_file"]) if options["to_file"] else [])
            manifest, digest = back_up(
                path, recipients=keys, start_bar=lambda of: ProgressBar(self.stdout, done=0, of=of).advance
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database could not be read: {error}") from error
        self._say_what_it_has(path, manifest, digest, keys)
        _check_files(manifest)

    def _make_key(self, path: Path) -> None:
        self.stdout.write(f"The public key: {new_key(path)}")
        self.stdout.write(
            f"The secret one is in {path}. Keep it away from this server, and from the backups, twice: without it nobody "
            "restores them, with it everybody reads them."
        )

    def _say_what_it_has(self, path: Path, manifest: Manifest, digest: str, keys: list[str]) -> None:
        megabytes = path.stat().st_size / 1_000_000
        self.stdout.write(
            f"{path} has {manifest.rows:,} rows of {len(manifest.tables)} tables and {len(manifest.files):,} files of evidence, "
            f"in {megabytes:,.1f} MB."
        )
        self.stdout.write(f"SHA-256 of its manifest, which has those of all the rest: {digest}")
        if keys:
            self.stdout.write(f"It is encrypted to {len(keys)} {'key' if len(keys) == 1 else 'keys'}.")
        else:
            self.stdout.write(
                "It is not encrypted: who has it reads everything. Say --to, with a key that --new-key makes."
            )
        self.stdout.write("SECRET_KEY is not in it. Keep it elsewhere: without it nobody's second factor can be read.")


def _check_files(manifest: Manifest) -> None:
    """Raise CommandError when evidence is not as it was attached."""
    wrong = [f"{name} is missing" for name in manifest.missing]
    wrong += [f"{name} is not what was attached" for name in manifest.altered]
    if wrong:
        raise CommandError(
            "The backup was written, but not all evidence is as it was attached (verify_trail names the cases): "
            + "; ".join(wrong)
        )
