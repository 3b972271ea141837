"""Somebody who asks for many PDFs at once, and somebody else who opens pages meanwhile."""

from __future__ import annotations

import statistics
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests import served
from tests.bench.visitor import Visitor

ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
SECONDS = 300
# Rounds whose report is a draft, each of another partnership.
DRAFTS = """
import django; django.setup()
from partnerships.models import Assessment
rows = Assessment.objects.current().filter(partnership__is_restricted=False)
rows = rows.exclude(state__in=["issued", "decided", "withdrawn"])
print(*rows.order_by("pk").values_list("pk", flat=True)[:{number}])
"""


@dataclass
class Took:
    """How long requests took, in seconds."""

    seconds: list[float] = field(default_factory=list)

    def time(self, ask: Callable[[], object]) -> None:
        """Ask once."""
        started = time.perf_counter()
        ask()
        self.seconds.append(time.perf_counter() - started)

    @property
    def median(self) -> float:
        """The median."""
        return statistics.median(self.seconds)

    @property
    def longest(self) -> float:
        """The longest."""
        return max(self.seconds)


def reports(environment: served.Environment, number: int) -> list[str]:
    """Return the paths of so many different reports."""
    env = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    found = served.run(["-c", DRAFTS.format(number=number)], env).split()
    assert len(found) == number, f"there are {len(found)} drafts only"
    return [f"/assessments/{pk}/report.pdf" for pk in found]


def download(visitor: Visitor, path: str) -> bytes:
    """Return the file as a browser gets it, whose script asks again when the answer says; AssertionError when it does not come."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        request = urllib.request.Request(visitor.server.url + path)  # noqa: S310 - our own server
        request.add_header("Cookie", visitor.cookies)
        request.add_header("Accept", ACCEPT)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own server
            if answer.headers["Content-Type"] == "application/pdf":
                content: bytes = answer.read()
                return content
            pause = float(answer.headers["Retry-After"])
        time.sleep(pause)
    raise AssertionError(f"{path} was not downloaded in {SECONDS} seconds")


@contextmanager
def flood(visitor: Visitor, paths: list[str]) -> Iterator[Event]:
    """Ask for all the files at once; the event is set when the last is there."""
    got: list[bytes] = []
    threads = [Thread(target=lambda path=path: got.append(download(visitor, path))) for path in paths]
    done = Event()

    def wait() -> None:
        for thread in threads:
            thread.join()
        done.set()

    for thread in threads:
        thread.start()
    waiting = Thread(target=wait)
    waiting.start()
    try:
        yield done
    finally:
        waiting.join()
        assert len(got) == len(paths), "not every file was downloaded"
        assert all(content.startswith(b"%PDF") for content in got)


def keep_asking(ask: Callable[[], object], done: Event, pause: float) -> Took:
    """Ask again and again until the event is set; return how long each took."""
    took = Took()
    while not done.is_set():
        took.time(ask)
        done.wait(pause)
    return took
