"""The process that makes PDFs: one job after another, within limits, until there is nothing left to do.

What a PDF may cost is limited for the whole process: it raises where Python can, and ends where it cannot. A job whose
process ended twice is given up.
"""

from __future__ import annotations

import fcntl
import logging
import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings

from partnerships import reports
from partnerships.files.pages import PageLimits, pages_of
from partnerships.rendering import store
from partnerships.rendering.store import Failure
from partnerships.reports.documents import document_pdf

LOGGER = logging.getLogger(__name__)
IDLE_SECONDS, LOOK_SECONDS = 5 * 60, 0.1
# Pages are answered before PDFs are made, when both want the processor.
NICE = 10
# And reports before packs.
NICE_OF_PACKS = 15
MOST_TRIES = 2
# A pack has a few hundred pages, and is read to its end while the machine does other things.
READ_SECONDS = 5 * 60
# How much longer than the limit a job may take where Python cannot be interrupted.
GRACE_SECONDS = 10


class TooSlowError(Exception):
    """The PDF took more processor time than the setting allows."""


def work(*, packs: bool = False) -> None:
    """Make the PDFs that wait, until none has waited for a while, or this process is to be replaced by a new one.

    With `packs`, those of agenda packs, else all others: a report never waits until a pack is made.
    """
    parent, release = os.getppid(), store.release()
    if packs:
        _limit_process(NICE_OF_PACKS, settings.RENDER_PACK_MEMORY_MB)
    else:
        _limit_process(NICE, settings.RENDER_MEMORY_MB)
    made, idle_since = 0, time.monotonic()
    while made < settings.RENDER_RESTART_AFTER and time.monotonic() - idle_since < IDLE_SECONDS:
        # Whoever started it has ended, or what reports are made with has changed.
        if os.getppid() != parent or store.release() != release:
            break
        if _make_next(packs=packs):
            made, idle_since = made + 1, time.monotonic()
        else:
            time.sleep(LOOK_SECONDS)


def _make_next(*, packs: bool) -> bool:
    """Make the first PDF that waits and that no other process is making; False when there is none."""
    for path in store.waiting(packs=packs):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as job:
            fcntl.flock(job, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another process may have finished it since the list was made.
            if path.exists():
                _make(path, job.read(), packs=packs)
                return True
    return False


def _make(path: Path, document: bytes, *, packs: bool) -> None:
    if store.tries_of(path) > MOST_TRIES:
        LOGGER.error("a PDF was given up: the process that made it ended %s times", MOST_TRIES)
        store.finish(path, Failure.STOPPED)
        return
    try:
        with _limited_time(settings.RENDER_PACK_SECONDS if packs else settings.RENDER_SECONDS):
            made = document_pdf(document, most_pages=settings.RENDER_PAGES, tell=partial(store.tell, path))
        if packs:
            _keep_pages(path, made)
        result: bytes | Failure = made
    except reports.TooManyPagesError:
        result = Failure.PAGES
    except TooSlowError:
        result = Failure.TIME
    except MemoryError:
        result = Failure.MEMORY
    except Exception:
        LOGGER.exception("a PDF could not be made")
        result = Failure.ERROR
    if isinstance(result, Failure):
        LOGGER.warning("a PDF could not be made: %s", result)
    store.finish(path, result)
    store.prune()
    if result is Failure.MEMORY:
        # The memory may be fragmented: a new process starts with all of it.
        raise SystemExit


def _keep_pages(path: Path, pack: bytes) -> None:
    """Read the pages of a pack here, as no request has the time for it; one for a pack that could not be read tries again."""
    try:
        [read] = pages_of([pack], PageLimits(seconds=READ_SECONDS))
        if read.pages:
            store.keep_pages(path, read.pages)
    except OSError:
        LOGGER.exception("the pages of a pack could not be read or kept")


def _limit_process(nice: int, megabytes: int) -> None:
    """Lower the priority and the memory of this process, for good. Nobody else may read what it writes."""
    os.umask(0o077)
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = megabytes * 1024 * 1024
    # Not every system has this limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def _limited_time(seconds: int) -> Iterator[None]:
    """Raise TooSlowError after so many seconds of processor time; where that is not possible, end the process soon after."""
    used = time.process_time()
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds + GRACE_SECONDS), hard))
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_slow(_signal: int, _frame: Any) -> NoReturn:
    raise TooSlowError
