"""The process that makes PDFs, for tests that are about it: it stores in a folder of the test, and ends with the test."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.test import override_settings

from partnerships.rendering import store

SECONDS = 60


@contextmanager
def made_apart(folder: Path, **limits: int) -> Iterator[Path]:
    """Let a process of its own make PDFs until the end of the block, with these settings: it reads them as they are given here."""
    root = folder / "renders"
    environment = {"RENDER_ROOT": str(root)} | {name: str(number) for name, number in limits.items()}
    own: dict[str, Any] = {"RENDER_PROCESSES": 1, **limits, "RENDER_ROOT": root}
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        with override_settings(**own):
            yield root
    finally:
        os.environ.clear()
        os.environ.update(before)
        kill_all(root)


def pids(root: Path) -> list[int]:
    """Return the processes that make PDFs in that folder now."""
    return [pid for path in Path("/proc").iterdir() if path.name.isdecimal() and _is_of(pid := int(path.name), root)]


def kill_all(root: Path) -> None:
    """Kill the processes that make PDFs in that folder; one may have ended by itself meanwhile."""
    for pid in pids(root):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def end_all(root: Path) -> None:
    """Kill them, and wait until others may be started in their places.

    A process that was killed shows no environment any more while the system frees its memory, and holds its place until then.
    """

    def are_ended() -> bool:
        kill_all(root)
        return all(_is_free(place) for place in root.glob("place-*"))

    until(are_ended, "the end of the processes")


def _is_free(place: Path) -> bool:
    with place.open() as file, suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _is_of(pid: int, root: Path) -> bool:
    with suppress(OSError):
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return f"RENDER_ROOT={root}".encode() in environment and b"render_waiting" in command
    return False


def until(condition: Any, what: str) -> None:
    """Wait until it is true; AssertionError when it does not become true in a minute."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"not in {SECONDS} seconds: {what}"
        time.sleep(0.05)


def made(job: store.Job) -> bytes:
    """Wait for the PDF of the job and return it."""
    until(lambda: store.stored(job) is not None, "the PDF")
    return store.stored(job) or b""
