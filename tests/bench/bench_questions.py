"""What a checklist of two hundred questions costs beside one of eighteen: saving an answer at most 1.5 times as much.

Both cases are in one council, whose server is asked in turns; figures are milliseconds of CPU, as in `bench_growth`.
The pages that show all questions are shown for comparison, and asked for nothing. A page of the PDF may cost nine times
what a plain page costs WeasyPrint: 2.5 seconds of CPU for 20 pages on the machine on which WeasyPrint was chosen, where
the first report took 0.9 seconds for 19 pages, which are 3.5 plain pages each.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import served as serving
from tests.bench.measuring import SMALL, Cost, Council, Request, cost_of, council, middle, opening, saving
from tests.bench.people import LEAD, OWN_QUESTION, TASK_LIST

LIMIT, PLAIN_PAGES_A_PAGE = 1.5, 9
WARM_UP, ROUNDS, BATCH = 5, 6, 10


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with council(SMALL, tmp_path_factory.mktemp("council-questions"), more=("questions",)) as found:
        show("\nCPU ms a request", "18", "200", "ratio")
        yield found


@pytest.fixture(scope="module")
def long_list(served: Council) -> str:
    """The task list of the case with two hundred questions, which is the newest of the lead."""
    found = re.findall(r"/partnerships/(PR-\d+)/", served.visitor(LEAD).get("/partnerships/?text=Whole+look"))
    page = served.visitor(LEAD).get(f"/partnerships/{found[0]}/")
    return str(re.findall(r"(/assessments/\d+/)", page)[0])


def test_saving_an_answer(served: Council, long_list: str) -> None:
    few = saving(LEAD, f"{TASK_LIST}questions/{OWN_QUESTION}/", f"{OWN_QUESTION}-reason")(served)
    many = saving(LEAD, f"{long_list}questions/money-known/", "money-known-reason")(served)
    assert compared("saving an answer", served, few, many) <= LIMIT


@pytest.mark.parametrize(
    ("name", "few", "many"),
    [
        ("question", f"questions/{OWN_QUESTION}/", "questions/money-known/"),
        ("section (9 and 20 questions)", "sections/1.4.1/", "sections/A/"),
        ("task list", "", ""),
        ("check", "check/", "check/"),
    ],
)
def test_pages(name: str, few: str, many: str, served: Council, long_list: str) -> None:
    assert compared(name, served, opening(LEAD, TASK_LIST + few)(served), opening(LEAD, long_list + many)(served)) > 0


def test_a_pdf(tmp_path: Path) -> None:
    with serving.database(tmp_path) as url:
        environment = serving.environment(tmp_path, url)
        here = Path(__file__).parent
        serving.run([str(here / "populate.py"), str(SMALL), "questions"], environment)
        pages, ours, plain = map(float, serving.run([str(here / "pdf_seconds.py")], environment).split())
    show(
        f"a page of the PDF of {pages:.0f}, ms",
        f"plain {1000 * plain:.0f}",
        f"{1000 * ours:.0f}",
        f"{ours / plain:.2f}",
    )
    assert ours / plain <= PLAIN_PAGES_A_PAGE


def compared(name: str, site: Council, few: Request, many: Request) -> float:
    """Measure few, many, many, few in each round; print the medians and return the median of the ratios."""
    for request in (few, many) * WARM_UP:
        request()
    rounds: list[tuple[Cost, Cost]] = []
    for _ in range(ROUNDS):
        costs = [cost_of(site, request, BATCH) for request in (few, many, many, few)]
        rounds.append((middle([costs[0], costs[3]]), middle([costs[1], costs[2]])))
    ratio = statistics.median(later.total / first.total for first, later in rounds)
    of_few, of_many = (middle([costs[at] for costs in rounds]).total for at in (0, 1))
    show(name, f"{of_few:.1f}", f"{of_many:.1f}", f"{ratio:.2f}")
    return ratio


def show(name: str, *columns: str) -> None:
    print(f"{name:36}" + "".join(f"{column:>12}" for column in columns))  # noqa: T201 - the table is the result
