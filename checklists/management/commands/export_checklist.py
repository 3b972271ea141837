"""manage.py export_checklist: writes a version as the YAML file that import_checklist reads, or as a Django fixture."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from checklists.files import write_checklist
from checklists.management.commands._versions import version_named
from checklists.spec import UnreadableError, digest, fixture_of


class Command(BaseCommand):
    help = (
        "Prints a version as YAML, in a stable order: import_checklist makes the same draft of it. With --fixture, as "
        "the Django fixture in which versions come with the product: published, by nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("version")
        parser.add_argument("--fixture", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        version = version_named(options["slug"], options["version"])
        try:
            spec = version.read()
        except UnreadableError as error:
            raise CommandError(f"Version {version} cannot be read: {error}") from error
        if not options["fixture"]:
            self.stdout.write(write_checklist(spec), ending="")
            return
        at = version.published_at or version.drafted_at
        state = {
            "state": "published",
            "digest": digest(spec),
            "drafted_at": at,
            "drafted_by": None,
            "published_at": at,
            "published_by": None,
            "retired_at": None,
            "retired_by": None,
        }
        rows = fixture_of(spec, state)
        self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder))
