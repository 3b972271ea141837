"""manage.py load_checklists: brings the checklist versions that come with the product, and changes none that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from checklists.management.commands._fixtures import read, shipped
from checklists.models import Checklist, Version
from checklists.spec import digest as digest_of
from checklists.spec import specs_in


class Command(BaseCommand):
    help = (
        "Loads each checklist version that comes with the product and is not in the database. A version that is there "
        "is left alone, whatever was done with it since: safe to run at every start."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("versions", nargs="*", metavar="slug/number", help="load these alone, not all")

    def handle(self, *_args: Any, **options: Any) -> None:
        for file in shipped():
            for sentence in _load(file, options["versions"]):
                if options["verbosity"]:
                    self.stdout.write(sentence)


def _load(file: Path, wanted: list[str]) -> list[str]:
    """Load the versions of the file unless one of them is there already; return what there is to say of it.

    A file without a version that is `wanted` is left out, unless nothing is named.
    """
    rows = read(file)
    digests = {row["pk"]: row["fields"]["digest"] for row in rows if row["model"] == "checklists.version"}
    if wanted and not digests.keys() & set(wanted):
        return []
    titles = {row["pk"]: row["fields"]["title"] for row in rows if row["model"] == "checklists.checklist"}
    found = dict(Version.objects.filter(pk__in=digests).values_list("pk", "digest"))
    if found:
        others = [version for version, digest in found.items() if digest != digests[version]]
        return [
            f"Version {version} is not the one that comes with the product; it was left alone." for version in others
        ]
    renamed = [row for row in Checklist.objects.filter(pk__in=titles) if row.title != titles[row.pk]]
    if renamed:
        # The title is part of what was published, so that the version cannot be loaded under another.
        return [f"{file.name} was left out: checklist {row.pk} has another title here." for row in renamed]
    if altered := [version for version, spec in specs_in(rows).items() if digest_of(spec) != digests[version]]:
        return [f"{file.name} was left out: the content of {altered[0]} does not match its digest."]
    call_command("loaddata", str(file), verbosity=0)
    return [f"Loaded checklist version {version}." for version in digests]
