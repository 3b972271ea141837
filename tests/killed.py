"""A server that is killed in the middle of saves, again and again: what it has acknowledged must still be there."""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock, Thread

from tests import served
from tests.bench.people import LEAD, OWN_REFERENCE, TASK_LIST
from tests.bench.visitor import Visitor
from tests.databases import Template
from tests.filled_forms import fields_of

# Each of them is answered by a writer of its own.
QUESTIONS = ("purpose-and-need", "interests-protected", "alternatives", "skills")
POPULATE = Path(__file__).parent / "bench" / "populate.py"
# What a client sees of a server that dies while it answers.
AWAY = (OSError, HTTPException)


@dataclass
class Saves:
    """What the writers were told is saved, by question in order; `tried` is the last text that was sent."""

    acknowledged: dict[str, list[str]] = field(default_factory=lambda: {key: [] for key in QUESTIONS})
    tried: dict[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def number(self) -> int:
        """How many saves were acknowledged."""
        return sum(map(len, self.acknowledged.values()))

    def missing(self, trail: list[dict[str, object]], texts: dict[str, str]) -> list[str]:
        """Return what was acknowledged and is not in the trail, and the answers that are older than what was acknowledged."""
        recorded = json.dumps(trail, ensure_ascii=False)
        lost = [text for told in self.acknowledged.values() for text in told if f"{text}." not in recorded]
        # The last that was sent may have been saved without an answer.
        last = {key: {f"{told[-1]}.", f"{self.tried[key]}."} for key, told in self.acknowledged.items()}
        return lost + [key for key in QUESTIONS if texts[key] not in last[key]]


@contextmanager
def council(folder: Path, *, partnerships: int) -> Iterator[served.Environment]:
    """The environment of a server over the cases of the bench."""
    with served.database(folder) as url:
        environment = served.environment(folder, url)
        served.run([str(POPULATE), str(partnerships)], environment)
        served.collect_static(environment)
        yield environment


@contextmanager
def copied_council(folder: Path, copied: Template) -> Iterator[served.Environment]:
    """The same on a copy of a template, for the tests of the gate: without what production does to static files."""
    with served.database(folder, copied) as url:
        yield served.environment(folder, url) | {"DEBUG": "true"}


def save_and_kill(folder: Path, environment: served.Environment, *, saves: int, kills: int) -> list[str]:
    """Save so often, kill every process of the server so often meanwhile; return what is missing of what was acknowledged."""
    done, kept = Event(), Saves()
    for number in range(kills):
        with served.serving(folder, environment) as server, writing(server, kept, done):
            _until(kept, saves * (number + 1) // (kills + 1))
            # Anywhere within a save, and not just after one.
            time.sleep(secrets.randbelow(100) / 1000)
            kill(server)
    with served.serving(folder, environment) as server:
        with writing(server, kept, done):
            _until(kept, saves)
        visitor = Visitor(server, LEAD)
        trail = [json.loads(line) for line in visitor.get(f"/partnerships/{OWN_REFERENCE}/trail.jsonl").splitlines()]
        return kept.missing(trail, {key: _text_in(visitor, key) for key in QUESTIONS})


def kill(server: served.Server) -> None:
    """Kill the server with all its workers, as a power cut would."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    for pid in (server.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def writing(server: served.Server, kept: Saves, done: Event) -> Iterator[None]:
    """Let each writer save its answer again and again until the end of the block."""
    done.clear()
    visitor = Visitor(server, LEAD)
    threads = [Thread(target=_write, args=[visitor, key, kept, done]) for key in QUESTIONS]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _write(visitor: Visitor, key: str, kept: Saves, done: Event) -> None:
    path = f"{TASK_LIST}questions/{key}/"
    try:
        while not done.is_set():
            form = fields_of(visitor.get(path), path)
            [name] = [name for name in form if name.endswith("-reason")]
            text = f"{key} {len(kept.acknowledged[key])} {secrets.token_hex(4)}"
            kept.tried[key] = text
            visitor.post(path, {**form, name: [f"{text}."]})
            with kept.lock:
                kept.acknowledged[key].append(text)
    except AWAY:
        return


def _until(kept: Saves, number: int) -> None:
    end = time.monotonic() + 60 + number
    while kept.number < number:
        assert time.monotonic() < end, f"only {kept.number} of {number} saves were acknowledged"
        time.sleep(0.01)


def _text_in(visitor: Visitor, key: str) -> str:
    path = f"{TASK_LIST}questions/{key}/"
    form = fields_of(visitor.get(path), path)
    return next(values[0] for name, values in form.items() if name.endswith("-reason"))
