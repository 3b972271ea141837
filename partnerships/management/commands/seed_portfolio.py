"""Fill a database with made-up partnerships, to try what a server of that size can do."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnerships import reports
from partnerships.management.commands._seed.people import MADE_UP, MadeUpCouncil
from partnerships.management.commands._seed.seeding import seed_cases
from partnerships.management.commands._seed.writing import Render, stand_in
from partnerships.models import Partnership
from partnerships.progress import ProgressBar
from partnerships.selectors.versions import version_to_answer

MOST = 1_000_000
RENDER: dict[str, Render | None] = {"data": stand_in, "none": None, "pdf": reports.render_pdf}


class Command(BaseCommand):
    help = (
        "Fill this database with made-up partnerships until there are N of them, to try a server's size. They cannot "
        "be deleted. Run again, it goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=_number, metavar="N", help="how many made-up partnerships there are to be")
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed draws the same cases on the same day (1)"
        )
        parser.add_argument(
            "--reports",
            choices=list(RENDER),
            default="data",
            help="what issued reports have: their data and a page in place of the PDF (data), none of both, or a real PDF, "
            "which takes seconds each",
        )
        parser.add_argument("--yes", action="store_true", help="also in production, and beside cases that are there")

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted, made_up = options["number"], Partnership.objects.filter(lead__email__endswith=f"@{MADE_UP}")
        others = Partnership.objects.exclude(lead__email__endswith=f"@{MADE_UP}").count()
        if not options["yes"]:
            _check_welcome(others)
        version = version_to_answer([])
        if version is None:
            raise CommandError("No published checklist is open to all services. Load or publish one first.")
        done = made_up.count()
        if done >= wanted:
            self.stdout.write(f"There are {done:,} made-up partnerships already; nothing was changed.")
            return
        bar, seed = ProgressBar(self.stdout, done=done, of=wanted), options["seed"]
        for made in seed_cases(
            version, MadeUpCouncil(seed), seed=seed, done=done, wanted=wanted, render=RENDER[options["reports"]]
        ):
            bar.show(made)
        self.stdout.write(f"There are {wanted:,} made-up partnerships now, and {others:,} others.")


def _number(text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdecimal()) or not 0 < int(digits) <= MOST:
        raise ArgumentTypeError(f"{text} is no number from 1 to {MOST:,}")
    return int(digits)


def _check_welcome(others: int) -> None:
    """Raise CommandError where made-up cases could stand beside real ones: they would stay there for good."""
    if not settings.DEBUG:
        raise CommandError(
            "This is production. Made-up cases cannot be deleted again: use a database of their own, and say --yes."
        )
    if others:
        raise CommandError(
            f"This database holds {others:,} other partnerships. Made-up cases cannot be deleted again: use a database "
            "of their own, or say --yes to have them here."
        )
