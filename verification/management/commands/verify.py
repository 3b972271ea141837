"""Print what a PDF proves, in the sentences of the page."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from verification.pdf import MAX_BYTES
from verification.verify import verify_pdf

NOT_PROVED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Say whether a PDF is an issued report, or an agenda pack of them: + what is proved, - what is not. The exit status is 0 for one that is unaltered, 1 when that is not "
        "proved, 2 when the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the PDF")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            with file.open("rb") as opened:
                # One byte over the limit shows that the file is too large.
                data = opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=UNREADABLE) from error
        verdict = verify_pdf(data)
        if verdict.problem and not verdict.is_readable:
            raise CommandError(str(verdict.problem.label), returncode=UNREADABLE)
        self.stdout.write("\n".join([str(verdict.conclusion.label), *verdict.remarks]))
        for finding in verdict.all_findings:
            proved = [f"+ {sentence}" for sentence in finding.proved]
            unproved = [f"- {sentence}" for sentence in finding.unproved]
            self.stdout.write("\n".join(["", *finding.about, *proved, *unproved]))
        if not verdict.is_proved:
            raise CommandError(
                "It is not proved that this is an issued report or an agenda pack, unaltered.", returncode=NOT_PROVED
            )
