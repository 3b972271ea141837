"""Fills a database with made-up cases, some hundreds in a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Service
from checklists.models import Version
from partnerships.management.commands._seed.case import ChecklistRows
from partnerships.management.commands._seed.drawing import draw_case
from partnerships.management.commands._seed.people import MadeUpCouncil
from partnerships.management.commands._seed.writing import Render, Writer, refresh_statistics
from partnerships.models import Partnership

# Cases in one transaction: few at first, because the first are slow without statistics, then as many as there are.
FEWEST, MOST = 20, 250


def seed_cases(
    version: Version, council: MadeUpCouncil, *, seed: int, done: int, wanted: int, render: Render | None = None
) -> Iterator[int]:
    """Make the cases counted from `done` to `wanted`; yield how many there are after each transaction.

    `render` makes the PDFs of issues; without it, issues have neither PDF nor data.
    """
    checklist, writer, today = ChecklistRows(version), Writer(render), timezone.localdate()
    while done < wanted:
        numbers = range(done, min(done + min(max(done, FEWEST), MOST), wanted))
        with transaction.atomic():
            # The lock under which people start partnerships: no reference is taken twice.
            Service.objects.select_for_update(no_key=True).order_by("pk").first()
            last = Partnership.objects.aggregate(last=Max("number"))["last"] or 0
            people_of = council.people_of(numbers)
            writer.write(
                [
                    draw_case(seed, n, number=last + place, staff=people_of[n], checklist=checklist, today=today)
                    for place, n in enumerate(numbers, start=1)
                ]
            )
        refresh_statistics()
        done = numbers.stop
        yield done
