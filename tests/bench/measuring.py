"""Councils that are served for measuring, the floor beside them, and what requests to them cost."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import served
from tests.bench import kept
from tests.bench.visitor import Visitor, database_seconds, server_seconds
from tests.filled_forms import Fields, fields_of

FLOOR = Path(__file__).with_name("floor")
# The partnerships of the smaller council, as many as fill each page, and of the larger.
SMALL, LARGE = 100, 10_000


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
def council(
    size: int, folder: Path, *, more: tuple[str, ...] = (), workers: int = 1, threads: int = 1
) -> Iterator[Council]:
    """Serve a council with so many partnerships with the production settings; `more` as `populate.py` takes it."""
    with served.database(folder) as url:
        environment = served.environment(folder, url)
        command = [str(Path(__file__).with_name("populate.py")), str(size), *more]
        kept.fill(url, "-".join(["council", str(size), *more]), lambda: served.run(command, environment))
        served.collect_static(environment)
        with served.serving(folder, environment, workers=workers, threads=threads) as server:
            yield Council(server, url)


@contextmanager
def floor(size: int, folder: Path, *, workers: int = 1, threads: int = 1) -> Iterator[Council]:
    """Serve the floor with so many cases in the same way."""
    with served.database(folder) as url:
        environment = served.environment(folder, url)
        command = [str(FLOOR / "fill.py"), str(size)]
        kept.fill(url, f"floor-{size}", lambda: served.run(command, environment))
        application = "tests.bench.floor.app"
        with served.serving(folder, environment, workers=workers, threads=threads, application=application) as server:
            yield Council(server, url)


@dataclass
class Request:
    """A page that somebody opens again and again."""

    visitor: Visitor
    path: str

    def __call__(self) -> str:
        """Do all of it once."""
        self.prepare()
        return self.send()

    def prepare(self) -> None:
        """Do what must be done before, and is not measured."""

    def send(self) -> str:
        """Send the request that is measured, and return the page."""
        return self.visitor.get(self.path)


@dataclass
class Save(Request):
    """A form that somebody saves again and again, with another text in one field each time, as its page shows it then.

    The page is opened before each save: one that was sent twice from the same page would be refused. AssertionError
    when the page has no such field, or does not show what was saved last.
    """

    text: str
    saved: int = 0
    _form: Fields = field(default_factory=dict)

    def prepare(self) -> None:
        """Open the page, which shows what was saved last."""
        self._form = fields_of(self.visitor.get(self.path), self.path)
        assert self.text in self._form, f"{self.path} has no field {self.text}, but {', '.join(self._form)}"
        is_shown = self._form[self.text] == [self._typed()]
        assert is_shown or not self.saved, f"{self.path} does not show what was saved last"

    def send(self) -> str:
        """Save another text."""
        self.saved += 1
        return self.visitor.post(self.path, {**self._form, self.text: [self._typed()]})

    def _typed(self) -> str:
        return f"The service of tomorrow needs reason number {self.saved}."


def opening(email: str, path: str) -> Callable[[Council], Request]:
    """Return what makes the request of that person for that page."""
    return lambda council: Request(council.visitor(email), path)


def saving(email: str, path: str, text: str) -> Callable[[Council], Request]:
    """Return what makes that person's saves of the form of that page, with another text in that field each time."""
    return lambda council: Save(council.visitor(email), path, text)


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
    """Send so many requests and return what one cost in the mean; what a request needs before it is not counted."""
    spent = [0.0, 0.0]
    for _ in range(times):
        request.prepare()
        before = _spent(council)
        request.send()
        spent = [so_far + end - start for so_far, start, end in zip(spent, before, _spent(council), strict=True)]
    # A save that was none shows now.
    request.prepare()
    return Cost(*(seconds * 1000 / times for seconds in spent))


def _spent(council: Council) -> tuple[float, float]:
    """Return the CPU seconds of the worker and of PostgreSQL so far."""
    return server_seconds(council.server), database_seconds(council.database_url) or 0.0


def middle(costs: list[Cost]) -> Cost:
    """Return the medians."""
    return Cost(statistics.median(cost.worker for cost in costs), statistics.median(cost.database for cost in costs))
