"""What each page costs beside the cheapest one, and how long the PDF takes: printed, for people to judge."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.bench.measuring import Council, cost_of, council, opening
from tests.bench.people import CHIEF, LEAD, OWN_QUESTION, OWN_REFERENCE, TASK_LIST

FLOOR = "/privacy/"
PDF = f"{TASK_LIST}report.pdf"
PAGES = (
    FLOOR,
    "/",
    "/checklists/",
    "/checklists/partnership-readiness/1.0/",
    "/partnerships/",
    f"/partnerships/{OWN_REFERENCE}/",
    "/flags/",
    TASK_LIST,
    f"{TASK_LIST}questions/{OWN_QUESTION}/",
    f"{TASK_LIST}sections/1.4.1/",
    f"{TASK_LIST}check/",
    f"{TASK_LIST}review/",
    f"{TASK_LIST}report/",
)
PEOPLE = {LEAD: "the lead officer", CHIEF: "the manager of all services"}
WARM_UP, TIMES = 3, 10


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with council(50, tmp_path_factory.mktemp("council")) as small:
        yield small


def test_how_long_the_pdf_takes(served: Council) -> None:
    ask = opening(LEAD, PDF)(served)
    seconds = []
    for _ in range(4):
        start = time.perf_counter()
        assert ask().startswith("%PDF")
        seconds.append(time.perf_counter() - start)
    cpu = cost_of(served, ask, 3).total / 1000
    first, *others = (f"{second:.2f}" for second in seconds)
    show(f"\nPDF: {first} s the first time, then {', '.join(others)} s ({cpu:.2f} s of CPU)")


@pytest.mark.parametrize("email", PEOPLE)
def test_what_each_page_costs(email: str, served: Council) -> None:
    show(f"\nCPU ms a page, for {PEOPLE[email]}, and times the cheapest")
    floor = 0.0
    for path in PAGES:
        ask = opening(email, path)(served)
        for _ in range(WARM_UP):
            ask()
        cost = cost_of(served, ask, TIMES).total
        floor = floor or cost
        show(f"{path:50}{cost:8.1f}{cost / floor:8.1f}")


def show(line: str) -> None:
    print(line)  # noqa: T201 - what is printed is the result
