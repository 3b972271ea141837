"""Write the readiness report of the current round of a partnership, as the people of the case see it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships import reports
from partnerships.management.commands._references import number_of
from partnerships.models import Assessment
from partnerships.snapshot import canonical, snapshot_of


class Command(BaseCommand):
    help = "Write the readiness report of a partnership's current round as PDF, HTML or JSON (its snapshot)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", metavar="PR-0001", help="the partnership's reference")
        parser.add_argument("--format", choices=("pdf", "html", "json"), default="pdf", help="pdf unless told")
        parser.add_argument("--output", metavar="FILE", type=Path, help="where to; standard output unless told")

    def handle(self, *_args: Any, **options: Any) -> None:
        number, output = number_of(options["reference"]), options["output"]
        assessment = Assessment.objects.current().with_partnership().filter(partnership__number=number).first()
        if assessment is None:
            raise CommandError(f"There is no partnership {options['reference']}.")
        snapshot = snapshot_of(assessment, made_on=timezone.localdate())
        try:
            if options["format"] == "json":
                content = canonical(snapshot) + b"\n"
            elif options["format"] == "html":
                content = reports.render_html(snapshot).encode()
            else:
                content = reports.render_pdf(snapshot)
        except reports.MissingStaticFileError as error:
            raise CommandError(str(error)) from error
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
