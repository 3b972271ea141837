"""What a request costs with 100 and with 10,000 partnerships: the same, or at most 1.3 times as much.

`make bench` runs it on SQLite, `bin/with-postgres make bench` or `make bench DATABASE_URL=postgres://...` on PostgreSQL
(the user must be allowed to make databases). It is no part of `make test`: it takes minutes and needs Linux, which
counts the CPU time of a process to the nanosecond. `ARGS="-k flags"` measures a part.

Two councils are served at once, each by gunicorn with one worker and the production settings. What counts is the CPU
time of the worker and of PostgreSQL's processes for a batch of requests, measured in turns: small, large, large, small.
The ratio is the median of the rounds' ratios, so that a busy moment of the machine falls on both or on few.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator

import pytest

from tests.bench.measuring import LARGE, SMALL, Cost, Council, Request, cost_of, middle, saving
from tests.bench.pages import PAGES
from tests.bench.people import ALONE, FEW_FLAGS, LEAD, MANAGER, MANY_FLAGS, OWN_QUESTION
from tests.bench.tables import about, keep

LIMIT = 1.3
WARM_UP, ROUNDS, BATCH = 5, 6, 10
MANY = 200
# The pages of which the lists of both councils do not fill one: what each shows is its own.
NOT_COMPARED = {"My work, officer", "My work, manager", "My work, manager of all", "My work, legal adviser", "register"}


@pytest.fixture(scope="module")
def table() -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    yield rows
    columns = ["page", f"{SMALL:,}", f"{LARGE:,}", "times", "database alone"]
    keep("growth", f"Milliseconds of CPU a request. {about()}, medians of {ROUNDS} rounds.", columns, rows)


@pytest.mark.parametrize("name", PAGES)
def test_a_request_costs_the_same_however_many_partnerships_there_are(
    name: str, small: Council, large: Council, table: list[list[str]]
) -> None:
    councils, prepare = [small, large], PAGES[name][1]
    requests = [prepare(council) for council in councils]
    rows = [request().count("<tr") for request in requests]
    assert rows[0] == rows[1] or name in NOT_COMPARED, f"the pages do not show the same number of rows: {rows}"
    assert compared(name, councils, requests, table) <= LIMIT


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_save_costs_the_same_however_many_flags_its_service_has(
    size: str, request: pytest.FixtureRequest, table: list[list[str]]
) -> None:
    council: Council = request.getfixturevalue(size)
    saves = [
        saving(email, f"{case}questions/{OWN_QUESTION}/", f"{OWN_QUESTION}-reason")(council)
        for email, case in ((ALONE, FEW_FLAGS), (LEAD, MANY_FLAGS))
    ]
    [number] = re.findall(r"1 to 50 of (?:more than )?([\d,]+)", council.visitor(MANAGER).get("/flags/?case=all"))
    assert int(number.replace(",", "")) >= MANY
    name = f"save, one flag in its service and many ({size} council)"
    assert compared(name, [council, council], saves, table) <= LIMIT


def compared(name: str, councils: list[Council], requests: list[Request], table: list[list[str]]) -> float:
    """Measure both in turns, add a row to the table, and return how many times the first the second costs."""
    for request in requests * WARM_UP:
        request()
    rounds = [one_round(councils, requests) for _ in range(ROUNDS)]
    first, second = (middle([costs[at] for costs in rounds]) for at in (0, 1))
    ratio = statistics.median(costs[1].total / costs[0].total for costs in rounds)
    database = f"{first.database:.1f} to {second.database:.1f}"
    table.append([name, f"{first.total:.1f}", f"{second.total:.1f}", f"**{ratio:.2f}**", database])
    return ratio


def one_round(councils: list[Council], requests: list[Request]) -> tuple[Cost, Cost]:
    """Measure the first, the second, the second, the first; return what a request to each cost."""
    costs = [cost_of(councils[at], requests[at], BATCH) for at in (0, 1, 1, 0)]
    return middle([costs[0], costs[3]]), middle([costs[1], costs[2]])
