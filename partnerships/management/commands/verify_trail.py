"""Check the hash chain of every partnership's trail, and print the first break of each."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerships.management.commands._references import number_of
from partnerships.models import Partnership
from partnerships.selectors.trail import first_break


class Command(BaseCommand):
    help = (
        "Walk the hash chain of every partnership's trail and check the issues of its report against it. Names the "
        "first break of each; the exit status is 1 when there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("references", nargs="*", metavar="PR-0001", help="only these partnerships; all unless told")

    def handle(self, *_args: Any, **options: Any) -> None:
        partnerships = Partnership.objects.order_by("number")
        if wanted := options["references"]:
            partnerships = partnerships.filter(number__in=[number_of(reference) for reference in wanted])
            missing = sorted(set(wanted) - {row.reference for row in partnerships})
            if missing:
                raise CommandError(f"There is no partnership {missing[0]}.")
        walked, broken = 0, 0
        for partnership in partnerships.iterator():
            walked += 1
            found = first_break(partnership)
            if found:
                broken += 1
                self.stdout.write(f"{found.reference}: broken. {found.what}")
            elif options["verbosity"] > 1:
                self.stdout.write(f"{partnership.reference}: whole, {partnership.events.count()} events")
        if broken:
            raise CommandError(f"{broken} of {walked} trails are broken.")
        self.stdout.write(f"{walked} trails walked: all are whole.")
