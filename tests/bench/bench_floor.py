"""What our pages cost beside the floor: the CPU time of a request, and how many times that of the floor's like page.

`make bench` runs it on SQLite, `bin/with-postgres make bench` on PostgreSQL; `ARGS="-k floor"` runs it alone. It says
what is and asks for nothing: the table is for comparing before with after. Each run is kept in var/bench/, as data and as
a table of Markdown, and the next one on the same kind of database shows its ratios beside its own.

The figures are milliseconds of CPU, not of a clock: of the one worker of gunicorn, and of PostgreSQL's processes
(SQLite works in the worker). Ours and the floor are served at once with 100 and with 10,000 partnerships and cases, and
asked in turns, a batch each, over all pages again and again; each figure is the median of the rounds, and the ratio is
the median of the rounds' ratios, so that a busy moment of the machine falls on both or on few.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from tests.bench.kept import FOLDER
from tests.bench.measuring import LARGE, SMALL, Cost, Council, Request, cost_of, middle
from tests.bench.pages import FLOOR, LIST, PAGES, ROWS
from tests.bench.tables import about, keep, show

WARM_UP = 3
# A batch lasts about so many milliseconds of CPU; rounds go on until there are enough or the time is over.
BATCH, MOST_ROUNDS, FEWEST_ROUNDS, SECONDS = 150, 12, 3, 300


@dataclass
class Measured:
    """One page of one council, the page of the floor that is like it, and what was measured of both."""

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
        return ratio_of(self.costs, self.floor_costs)


def ratio_of(costs: Iterable[Cost], others: Iterable[Cost]) -> float:
    """Return the median of the rounds' ratios."""
    return statistics.median(one.total / other.total for one, other in zip(costs, others, strict=True))


def test_what_pages_cost_beside_the_floor(
    small: Council, small_floor: Council, large: Council, large_floor: Council
) -> None:
    sizes = ((small, small_floor), (large, large_floor))
    pages = [_prepared(ours, floors) for ours, floors in sizes]
    end = time.monotonic() + SECONDS
    for number in range(MOST_ROUNDS):
        if number >= FEWEST_ROUNDS and time.monotonic() > end:
            break
        for pair in zip(*pages, strict=True):
            for page, (ours, floors) in zip(pair, sizes, strict=True):
                _measure(page, ours, floors, floor_first=number % 2 == 0)
    _keep(*pages)


def _prepared(ours: Council, floors: Council) -> list[Measured]:
    """Open every page of both until it is warm, and see how many requests make a batch."""
    like = {name: prepare(floors) for name, prepare in FLOOR.items()}
    assert like[ROWS]().count("<tr>") == 18
    assert like[LIST]().count("<tr>") == 20
    pages = [Measured(name, kind, prepare(ours), like[kind]) for name, (kind, prepare) in PAGES.items()]
    for page in pages:
        page.times, page.floor_times = _times(ours, page.ours), _times(floors, page.floors)
    return pages


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


def _keep(small: list[Measured], large: list[Measured]) -> None:
    """Print the table and keep the figures in files of their own, beside those of earlier runs on the same database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    earlier = sorted(FOLDER.glob(f"*-{connection.vendor}.json"))
    before = json.loads(earlier[-1].read_text()) if earlier else {}
    # A run of before this one had other sizes.
    before = before["pages"] if before.get("partnerships") == [SMALL, LARGE] else {}
    figures = {
        page.name: {"small": _figures(page), "large": _figures(more)} for page, more in zip(small, large, strict=True)
    }
    growth = {page.name: ratio_of(more.costs, page.costs) for page, more in zip(small, large, strict=True)}
    told: dict[str, Any] = {
        "database": connection.vendor,
        "partnerships": [SMALL, LARGE],
        "rounds": len(small[0].costs),
    }
    path = FOLDER / f"{datetime.now():%Y-%m-%d-%H%M%S}-{connection.vendor}.json"  # noqa: DTZ005 - the user's own clock
    path.write_text(json.dumps({**told, "unit": "milliseconds of CPU a request", "pages": figures}, indent=1))
    sizes = [column for size in (SMALL, LARGE) for column in (f"{size:,}: floor", "ours", "database", "times")]
    rows = []
    for name, row in figures.items():
        cells = [cell for size in ("small", "large") for cell in _cells(row[size])]
        was = [f"{before[name][size]['ratio']:.1f}" if name in before else "" for size in ("small", "large")]
        rows.append([name, row["small"]["like"], *cells, f"{growth[name]:.2f}", " / ".join(filter(None, was))])
    columns = ["page", "like", *sizes, f"{LARGE:,} / {SMALL:,}", "times before"]
    keep("floor", f"Milliseconds of CPU a request. {about()}, medians of {told['rounds']} rounds.", columns, rows)
    show(f"Kept in {path.name}")


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


def _cells(row: dict[str, Any]) -> list[str]:
    """Return the floor's cost, ours, that of the database in it, and the ratio."""
    floors, ours = row["floor_worker"] + row["floor_database"], row["worker"] + row["database"]
    return [f"{floors:.1f}", f"{ours:.1f}", f"{row['database']:.1f}", f"**{row['ratio']:.1f}**"]
