"""For a subject access request: what is held about one person."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.models import User
from operations.selectors import data_about

NOT_IN_IT = (
    "what others wrote about the person in a text: look for their name with the search, as an auditor of all services",
    "what issued reports, agenda packs and files of evidence say of the person",
    "names within the data of events of the trails, such as who was added to a case",
    "passwords, keys and second factors, which let somebody sign in",
    "the logs of the application and of the proxy, and backups",
)


class Command(BaseCommand):
    help = (
        "Write all that is held about a person into a new file, as JSON: every row that names them in a column, in every table. "
        "The file names other people too: read it before it is handed over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="the email address of their account")
        parser.add_argument(
            "file", metavar="FILE", help="where to write it; a file that is there already is left alone"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        address = options["address"]
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            raise CommandError(f"There is no account with the address {address}.")
        rows = data_about(user)
        content = {
            "about": f"{user.full_name}, {user.email}",
            "held by": settings.COUNCIL_NAME,
            "on": timezone.now(),
            "what is held": rows,
            "what is not in this file": NOT_IN_IT,
        }
        text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        try:
            with open(options["file"], "x", encoding="utf-8", opener=_private) as file:
                file.write(text + "\n")
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"{sum(map(len, rows.values()))} rows of {len(rows)} tables, in {Path(options['file']).resolve()}. Read it before it is "
            "handed over, and delete it here."
        )


def _private(path: str, flags: int) -> int:
    """Open the file for its owner alone."""
    return os.open(path, flags, 0o600)
