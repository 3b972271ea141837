"""Write the readiness report of the current round of a partnership, as the people of the case see it.

Of a round that was issued or decided it is the full edition of its issue, as it is stored.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships import reports
from partnerships.domain.board import Edition
from partnerships.management.commands._references import number_of
from partnerships.models import Assessment, ReportIssue
from partnerships.selectors.issues import issued_report_of, line_of
from partnerships.snapshot import Snapshot, canonical, read, snapshot_of


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
        issue = issued_report_of(assessment)
        try:
            if issue:
                self.stderr.write(f"This is issue {issue.number} of the report: {line_of(issue).sentence}")
                content = _issued(issue, options["format"])
            else:
                content = _drafted(assessment, options["format"])
        except reports.MissingStaticFileError as error:
            raise CommandError(str(error)) from error
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error


def _issued(issue: ReportIssue, format_: str) -> bytes:
    """Return the full edition of an issue: what is stored, byte for byte, and its page."""
    edition = issue.editions.get(edition=Edition.FULL)
    if format_ == "pdf":
        return bytes(edition.pdf)
    stored = bytes(edition.snapshot)
    return stored + b"\n" if format_ == "json" else reports.render_html(read(stored)).encode()


def _drafted(assessment: Assessment, format_: str) -> bytes:
    """Return the report as the case stands: a draft, or what it was when it was withdrawn."""
    snapshot: Snapshot = snapshot_of(assessment, made_on=timezone.localdate())
    if format_ == "json":
        return canonical(snapshot) + b"\n"
    return reports.render_html(snapshot).encode() if format_ == "html" else reports.render_pdf(snapshot)
