"""Twenty PDFs at once by one person: what another person's pages and /healthz take meanwhile. `make flood` runs it.

Gunicorn with the processes, threads and settings of production, on this machine. First everything is measured
while it is quiet, and what counts is the ratio to that: a machine that is busy with other things is so for both.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer

import pytest

from tests import flooding, killed, served
from tests.bench.people import AUDITOR, CHIEF, TASK_LIST
from tests.bench.visitor import Visitor
from tests.flooding import Took

PARTNERSHIPS, REPORTS, QUIET_SECONDS = 100, 20, 15
ASK_HEALTH = Path(__file__).parent / "ask_health.py"
PAGES = (TASK_LIST, "/partnerships/", "/flags/")
MOST_TIMES, MOST_SECONDS, MOST_HEALTH_SECONDS = 2, 2, 0.1


@dataclass
class Measured:
    """What the pages of one person took, and the health check."""

    pages: Took
    health: Took

    def __str__(self) -> str:
        figures = (self.pages.median, self.pages.longest, self.health.median, self.health.longest)
        late = sum(seconds > MOST_HEALTH_SECONDS for seconds in self.health.seconds)
        return "".join(f"{seconds * 1000:12.0f}" for seconds in figures) + f"{late:8} of {len(self.health.seconds)}"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Environment]:
    with killed.council(tmp_path_factory.mktemp("flood"), partnerships=PARTNERSHIPS) as environment:
        yield environment


@pytest.mark.parametrize("different", [1, REPORTS], ids=["one report", "twenty reports"])
def test_pages_are_quick_while_somebody_asks_for_pdfs(
    different: int, environment: served.Environment, tmp_path: Path
) -> None:
    # Nothing is stored of the test before.
    env = environment | {"RENDER_ROOT": str(tmp_path / "renders")}
    paths = flooding.reports(env, different) * (REPORTS // different)
    with served.serving(tmp_path, env) as server:
        asking, other = Visitor(server, CHIEF), Visitor(server, AUDITOR)
        for page in PAGES * 4:
            other.get(page)
        end = Event()
        Timer(QUIET_SECONDS, end.set).start()
        quiet = measure(other, end)
        with flooding.flood(asking, paths) as done:
            flooded = measure(other, done)
    ratio = flooded.pages.median / quiet.pages.median
    show("milliseconds", "    page, median     longest  /healthz, median  longest    above 100")
    show("quiet", str(quiet))
    show(f"{REPORTS} PDFs of {different}", f"{flooded}   median {ratio:.2f} times the quiet one")
    assert ratio < MOST_TIMES
    assert flooded.pages.longest < MOST_SECONDS
    assert flooded.health.median < MOST_HEALTH_SECONDS
    # A machine that is busy with other things keeps single answers waiting, quiet or not.
    assert flooded.health.longest < max(MOST_HEALTH_SECONDS, 2 * quiet.health.longest)


def measure(visitor: Visitor, done: Event) -> Measured:
    """Open the pages in turn, and ask /healthz beside that, until the event is set."""
    pages = iter(PAGES * 10_000)
    command = [sys.executable, str(ASK_HEALTH), visitor.server.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asking:
        took = flooding.keep_asking(lambda: visitor.get(next(pages)), done, 0.05)
        printed, _nothing = asking.communicate()
    return Measured(took, Took([float(seconds) for seconds in printed.split()]))


def show(name: str, figures: str) -> None:
    print(f"\n{name:20}{figures}", end="")  # noqa: T201 - the table is the result
