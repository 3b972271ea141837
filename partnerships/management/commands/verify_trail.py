"""Walk the hash chain of every partnership's trail, and name the first break of each."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerships.models import Partnership
from partnerships.selectors.lists import is_number
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
            partnerships = partnerships.filter(number__in=[_number(reference) for reference in wanted])
            _check_all_found(wanted, [row.reference for row in partnerships])
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


def _number(reference: str) -> int:
    number = reference.removeprefix("PR-")
    if number == reference or not is_number(number):
        raise CommandError(f"{reference} is no reference: it is written like PR-0001.")
    return int(number)


def _check_all_found(wanted: list[str], found: list[str]) -> None:
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise CommandError(f"There is no partnership {missing[0]}.")
