"""Restore what manage.py backup wrote."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from operations.actions.archive import Archive, BackupError
from operations.actions.backup import has_same_key
from operations.actions.restore import restore
from partnerships.models import Notice
from partnerships.progress import ProgressBar


class Command(BaseCommand):
    help = (
        "Restore a backup into a new database and an empty folder of evidence, on SQLite or PostgreSQL, whichever it was made "
        "on. Nothing is written before every hash in it was checked. Then it is brought up to this version, and verify_trail runs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what manage.py backup wrote")
        parser.add_argument("--key", type=Path, metavar="FILE", help="the file with the secret key, if it is encrypted")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            archive = restore(
                options["file"],
                key_file=options["key"],
                start_bar=lambda of: ProgressBar(self.stdout, done=0, of=of).advance,
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database could not be used: {error}") from error
        self._say_what_came(archive)
        if os.geteuid() == 0:
            self.stdout.write(
                f"You are root, and so {settings.MEDIA_ROOT} is root's: give it to the user of the application (chown -R)."
            )
        call_command("verify_trail", stdout=self.stdout, stderr=self.stderr)

    def _say_what_came(self, archive: Archive) -> None:
        manifest = archive.manifest
        self.stdout.write(
            f"Restored {manifest.rows:,} rows of {len(manifest.tables)} tables and {len(manifest.files):,} files of evidence, as "
            f"they were at {manifest.made_at} (version {manifest.version}, {manifest.database})."
        )
        self.stdout.write(f"SHA-256 of its manifest, to compare with what backup printed: {archive.manifest_sha256}")
        for name in manifest.missing:
            self.stdout.write(f"The file of evidence {name} was missing already when the backup was made.")
        for name in manifest.altered:
            self.stdout.write(f"The file of evidence {name} was altered already when the backup was made.")
        if not has_same_key(manifest):
            self.stdout.write(
                "SECRET_KEY is another one than where the backup was made: codes of apps and recovery codes cannot be checked "
                "until the old one is SECRET_KEY or in SECRET_KEY_FALLBACKS."
            )
        if lacking := sorted(set(manifest.settings) - settings.ENVIRONMENT_NAMES):
            self.stdout.write(f"Set where the backup was made, and not here: {', '.join(lacking)}.")
        self.stdout.write(
            f"Emails that were not sent yet: {Notice.objects.unsent().count()}. run_daily and the mail worker send them, and "
            "reminders of what is due. If this is a rehearsal, set EMAIL_URL=dummymail:// before you start either."
        )
