"""What a request costs with 50 and with 5,000 partnerships: the same, or at most 1.3 times as much.

`make bench` runs it on SQLite, `bin/with-postgres make bench` or `make bench DATABASE_URL=postgres://...` on PostgreSQL
(the user must be allowed to make databases). It is no part of `make test`: it takes minutes and needs Linux, which
counts the CPU time of a process to the nanosecond. `ARGS="-k flags"` measures a part.

Two councils are served at once, each by gunicorn with one worker and the production settings. What counts is the CPU
time of the worker and of PostgreSQL's processes for a batch of requests, measured in turns: small, large, large, small.
The ratio is the median of the rounds' ratios, so that a busy moment of the machine falls on both or on few.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

import pytest

from tests.bench.measuring import SMALL, Cost, Council, Request, cost_of, council, middle, opening, saving
from tests.bench.people import AUDITOR, CHIEF, LEAD, MANAGER, OWN_QUESTION, TASK_LIST

LARGE = 5_000
LIMIT = 1.3
WARM_UP, ROUNDS, BATCH = 5, 6, 10


MEASURED: dict[str, Callable[[Council], Request]] = {
    "saving an answer": saving(LEAD, f"{TASK_LIST}questions/{OWN_QUESTION}/", f"{OWN_QUESTION}-reason"),
    "task list": opening(LEAD, TASK_LIST),
    "flags, manager of a service": opening(MANAGER, "/flags/"),
    "flags, manager of all": opening(CHIEF, "/flags/"),
    "flags, auditor": opening(AUDITOR, "/flags/"),
    "partnerships, manager of a service": opening(MANAGER, "/partnerships/"),
    "partnerships, manager of all": opening(CHIEF, "/partnerships/"),
    "partnerships, auditor": opening(AUDITOR, "/partnerships/"),
}


@pytest.fixture(scope="module")
def councils(small: Council, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Council]]:
    with council(LARGE, tmp_path_factory.mktemp("council-large")) as large:
        show("\nCPU ms a request", f"{SMALL:,}", f"{LARGE:,}", "ratio", "  database alone")
        yield [small, large]


@pytest.mark.parametrize("name", MEASURED)
def test_a_request_costs_the_same_however_many_partnerships_there_are(name: str, councils: list[Council]) -> None:
    requests = [MEASURED[name](council) for council in councils]
    rows = [request().count("<tr") for request in requests]
    assert rows[0] == rows[1], f"the pages compared do not show the same number of rows: {rows}"
    for request in requests * WARM_UP:
        request()
    rounds = [one_round(councils, requests) for _ in range(ROUNDS)]
    small, large = (middle([costs[at] for costs in rounds]) for at in (0, 1))
    ratio = statistics.median(costs[1].total / costs[0].total for costs in rounds)
    database = f"  {small.database:.1f} -> {large.database:.1f}"
    show(name, f"{small.total:.1f}", f"{large.total:.1f}", f"{ratio:.2f}", database)
    assert ratio <= LIMIT


def one_round(councils: list[Council], requests: list[Request]) -> tuple[Cost, Cost]:
    """Measure small, large, large, small; return what a request to each cost."""
    costs = [cost_of(councils[at], requests[at], BATCH) for at in (0, 1, 1, 0)]
    return middle([costs[0], costs[3]]), middle([costs[1], costs[2]])


def show(name: str, *columns: str) -> None:
    print(f"{name:36}" + "".join(f"{column:>12}" for column in columns))  # noqa: T201 - the table is the result
