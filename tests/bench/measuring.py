"""Councils that are served for measuring, the floor beside them, and what requests to them cost."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import served
from tests.bench.visitor import Visitor, database_seconds, server_seconds
from tests.filled_forms import fields_of

Request = Callable[[], str]
FLOOR = Path(__file__).with_name("floor")
# The partnerships of the smaller council: as many as fill each page.
SMALL = 50


@dataclass
class Council:
    """A server over so many partnerships, and the sessions of those who have signed in."""

    server: served.Server
    database_url: str
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, email: str) -> Visitor:
        """Return the session of that person, signed in once."""
        if email not in self.visitors:
            self.visitors[email] = Visitor(self.server, email)
        return self.visitors[email]


@contextmanager
def council(size: int, folder: Path, *, more: tuple[str, ...] = ()) -> Iterator[Council]:
    """Serve a council with so many partnerships by one worker, with the production settings; `more` as `populate.py` takes it."""
    with served.database(folder) as url:
        environment = served.environment(folder, url)
        served.run([str(Path(__file__).with_name("populate.py")), str(size), *more], environment)
        served.collect_static(environment)
        with served.serving(folder, environment, workers=1, threads=1) as server:
            yield Council(server, url)


@contextmanager
def floor(size: int, folder: Path) -> Iterator[Council]:
    """Serve the floor with so many cases in the same way."""
    with served.database(folder) as url:
        environment = served.environment(folder, url)
        served.run([str(FLOOR / "fill.py"), str(size)], environment)
        with served.serving(folder, environment, workers=1, threads=1, application="tests.bench.floor.app") as server:
            yield Council(server, url)


def opening(email: str, path: str) -> Callable[[Council], Request]:
    """Return what makes the request of that person for that page."""

    def prepare(council: Council) -> Request:
        visitor = council.visitor(email)
        return lambda: visitor.get(path)

    return prepare


def saving(email: str, path: str, text: str) -> Callable[[Council], Request]:
    """Return what saves the form of that page again and again from one page, with another text in that field each time."""

    def prepare(council: Council) -> Request:
        visitor, count = council.visitor(email), iter(range(1_000_000))
        form = fields_of(visitor.get(path), path)
        return lambda: visitor.post(
            path, {**form, text: [f"The service of tomorrow needs reason number {next(count)}."]}
        )

    return prepare


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU for one request: of the worker, and of PostgreSQL's own processes."""

    worker: float
    database: float

    @property
    def total(self) -> float:
        """Both."""
        return self.worker + self.database


def cost_of(council: Council, request: Request, times: int) -> Cost:
    """Ask so many times and return what one request cost in the mean."""
    before = server_seconds(council.server), database_seconds(council.database_url) or 0.0
    for _ in range(times):
        request()
    after = server_seconds(council.server), database_seconds(council.database_url) or 0.0
    return Cost(*((end - start) * 1000 / times for start, end in zip(before, after, strict=True)))


def middle(costs: list[Cost]) -> Cost:
    """Return the medians."""
    return Cost(statistics.median(cost.worker for cost in costs), statistics.median(cost.database for cost in costs))
