"""What our pages cost beside the floor: the CPU time of a request, and how many times that of the floor's like page.

`make bench` runs it on SQLite, `bin/with-postgres make bench` on PostgreSQL; `ARGS="-k floor"` runs it alone. It says
what is and asks for nothing: the table is for comparing before with after. Each run is kept in var/bench/, and the next
one on the same kind of database shows its ratios beside its own.

The figures are milliseconds of CPU, not of a clock: of the one worker of gunicorn, and of PostgreSQL's processes
(SQLite works in the worker). Both are served at once and asked in turns, a batch each, over all pages again and again;
each figure is the median of the rounds, and the ratio is the median of the rounds' ratios, so that a busy moment of the
machine falls on both or on few.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.bench.measuring import SMALL, Cost, Council, Request, cost_of, floor, middle, opening, saving
from tests.bench.people import CHIEF, IN_REVIEW, LEAD, MANAGER, OWN_QUESTION, OWN_REFERENCE, TASK_LIST

ROWS, SAVE, LIST = "18 rows", "save", "list of 20"
FLOOR: dict[str, Callable[[Council], Request]] = {
    ROWS: opening(LEAD, "/cases/1/"),
    SAVE: saving(LEAD, "/rows/1/", "text"),
    LIST: opening(LEAD, "/list/"),
}
QUESTION = f"{TASK_LIST}questions/{OWN_QUESTION}/"
PAGES: tuple[tuple[str, str, Callable[[Council], Request]], ...] = (
    ("save one answer", SAVE, saving(LEAD, QUESTION, f"{OWN_QUESTION}-reason")),
    ("question", ROWS, opening(LEAD, QUESTION)),
    ("section", ROWS, opening(LEAD, f"{TASK_LIST}sections/1.4.1/")),
    ("task list", ROWS, opening(LEAD, TASK_LIST)),
    ("check", ROWS, opening(LEAD, f"{TASK_LIST}check/")),
    ("partnership page", ROWS, opening(LEAD, f"/partnerships/{OWN_REFERENCE}/")),
    ("review", ROWS, opening(MANAGER, f"{IN_REVIEW}review/")),
    ("partnerships, one service", LIST, opening(MANAGER, "/partnerships/")),
    ("partnerships, all", LIST, opening(CHIEF, "/partnerships/")),
    ("flags, one service", LIST, opening(MANAGER, "/flags/")),
    ("flags, all", LIST, opening(CHIEF, "/flags/")),
    ("report HTML", ROWS, opening(LEAD, f"{TASK_LIST}report/")),
    ("draft PDF", ROWS, opening(LEAD, f"{TASK_LIST}report.pdf")),
)
WARM_UP = 3
# A batch lasts about so many milliseconds of CPU; rounds go on until there are enough or the time is over.
BATCH, MOST_ROUNDS, FEWEST_ROUNDS, SECONDS = 150, 12, 3, 120


@dataclass
class Measured:
    """One page, the page of the floor that is like it, and what was measured of both."""

    name: str
    like: str
    ours: Request
    floors: Request
    times: int = 1
    floor_times: int = 1
    costs: list[Cost] = field(default_factory=list)
    floor_costs: list[Cost] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times the floor's like page."""
        pairs = zip(self.costs, self.floor_costs, strict=True)
        return statistics.median(ours.total / floors.total for ours, floors in pairs)


@pytest.fixture(scope="module")
def floors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with floor(SMALL, tmp_path_factory.mktemp("floor")) as served:
        yield served


def test_what_pages_cost_beside_the_floor(small: Council, floors: Council) -> None:
    like = {name: prepare(floors) for name, prepare in FLOOR.items()}
    assert like[ROWS]().count("<tr>") == 18
    assert like[LIST]().count("<tr>") == 20
    pages = [Measured(name, kind, prepare(small), like[kind]) for name, kind, prepare in PAGES]
    for page in pages:
        page.times, page.floor_times = _times(small, page.ours), _times(floors, page.floors)
    end = time.monotonic() + SECONDS
    for number in range(MOST_ROUNDS):
        if number >= FEWEST_ROUNDS and time.monotonic() > end:
            break
        for page in pages:
            _measure(page, small, floors, floor_first=number % 2 == 0)
    _keep(pages)


def _times(site: Council, request: Request) -> int:
    """Warm the page up; return how many requests make a batch."""
    for _ in range(WARM_UP):
        request()
    return max(1, round(BATCH / cost_of(site, request, 1).total))


def _measure(page: Measured, ours: Council, floors: Council, *, floor_first: bool) -> None:
    """Measure a batch of the page and one of the floor's, the one or the other first."""
    turns = [(page.costs, ours, page.ours, page.times), (page.floor_costs, floors, page.floors, page.floor_times)]
    for costs, site, request, times in reversed(turns) if floor_first else turns:
        costs.append(cost_of(site, request, times))


def _keep(pages: list[Measured]) -> None:
    """Print the table and keep the figures in a file of their own, beside those of earlier runs on the same database."""
    folder = Path(settings.BASE_DIR) / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    earlier = sorted(folder.glob(f"*-{connection.vendor}.json"))
    before = json.loads(earlier[-1].read_text())["pages"] if earlier else {}
    figures = {page.name: _figures(page) for page in pages}
    path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}-{connection.vendor}.json"  # noqa: DTZ005 - the user's own clock
    about = {"database": connection.vendor, "partnerships": SMALL, "rounds": len(pages[0].costs)}
    path.write_text(json.dumps({**about, "unit": "milliseconds of CPU a request", "pages": figures}, indent=1))
    show(
        f"\nMilliseconds of CPU a request, {connection.display_name}, median of {about['rounds']} rounds, by turns with the floor"
    )
    show(f"{'page':27}{'worker':>8}{'database':>10}{'both':>8}   {'like':11}{'floor':>6}{'ratio':>8}{'before':>8}")
    for name, row in figures.items():
        was = f"{before[name]['ratio']:8.1f}" if name in before else ""
        show(
            f"{name:27}{row['worker']:8.1f}{row['database']:10.1f}{row['worker'] + row['database']:8.1f}   "
            f"{row['like']:11}{row['floor_worker'] + row['floor_database']:6.1f}{row['ratio']:8.1f}{was}"
        )
    show(f"Kept in {path.relative_to(settings.BASE_DIR)}")


def _figures(page: Measured) -> dict[str, Any]:
    ours, floors = middle(page.costs), middle(page.floor_costs)
    return {
        "like": page.like,
        "worker": round(ours.worker, 2),
        "database": round(ours.database, 2),
        "floor_worker": round(floors.worker, 2),
        "floor_database": round(floors.database, 2),
        "ratio": round(page.ratio, 2),
    }


def show(line: str) -> None:
    print(line)  # noqa: T201 - what is printed is the result
