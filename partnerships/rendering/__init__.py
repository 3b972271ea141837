"""PDFs of reports, made outside the processes that answer requests, and kept for whoever asks for the same again.

At most RENDER_PROCESSES processes make them, for all processes of the application on this machine. One that is needed
is started by whoever needs it, ends when there is nothing to do, and is replaced when it is ended
(`docs/decisions/0028-*.md`).
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from contextlib import suppress
from threading import BoundedSemaphore, Thread
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from partnerships import reports
from partnerships.rendering import store
from partnerships.rendering.store import Failure, Job
from partnerships.reports import Parts
from partnerships.reports.documents import IssuedParts, document_pdf, parts_in
from partnerships.snapshot import Snapshot

__all__ = [
    "CannotRenderError",
    "Job",
    "is_asked_for",
    "issues_done",
    "number_before",
    "pages_of",
    "parts_in_turn",
    "pdf_if_soon",
]

# How long a page waits for a PDF before it says that it is being made, and an issue for one of its editions.
SOON_SECONDS, IN_TURN_SECONDS = 3, 90
LOOK_SECONDS = 0.05
# So many requests of this process may wait at once: its other threads answer pages meanwhile.
SOON, IN_TURN = BoundedSemaphore(1), BoundedSemaphore(1)
# The most jobs that may wait.
MOST_WAITING, MOST_PACKS_WAITING = 100, 10


class CannotRenderError(Exception):
    """The PDF cannot be made, or not now; the message says why."""


def is_asked_for(job: Job) -> bool:
    """Whether the PDF is finished or waits to be made, so that to ask for it costs nothing."""
    return bool(settings.RENDER_PROCESSES) and (job.path.exists() or store.stored(job) is not None)


def issues_done(job: Job) -> int:
    """Return how many issues of an agenda pack are laid out."""
    return store.done_of(job)


def pages_of(job: Job) -> list[dict[str, Any]] | None:
    """Return the pages of an agenda pack that was made, as `files.pages.as_json` has them.

    None where nobody has read them: no other process made it, or one of another version.
    """
    return store.pages_of(job) if settings.RENDER_PROCESSES else None


def number_before(job: Job) -> int:
    """Return how many other PDFs are made before this one."""
    return store.number_before(job)


def pdf_if_soon(job: Job) -> bytes | None:
    """Ask for the PDF, and return it if it is finished now or in a moment; None when it takes longer: ask again.

    CannotRenderError when it cannot be made. The bytes are those of `reports.documents.document_pdf`.
    """
    if not settings.RENDER_PROCESSES:
        return document_pdf(job.content)
    found = _asked(job)
    if found is not None or not SOON.acquire(blocking=False):
        return found
    try:
        return _awaited(job, SOON_SECONDS)
    finally:
        SOON.release()


def parts_in_turn(snapshot: Snapshot) -> Parts:
    """Wait for the PDFs of an edition and return them; CannotRenderError when they cannot be made, or not in time."""
    if not settings.RENDER_PROCESSES:
        return reports.render_parts(snapshot)
    if not IN_TURN.acquire(blocking=False):
        raise CannotRenderError(_("Another report is being issued at this moment. Try again in a minute."))
    job = Job(IssuedParts.of(snapshot))
    try:
        found = _asked(job) or _awaited(job, IN_TURN_SECONDS)
    finally:
        IN_TURN.release()
    if found is None:
        raise CannotRenderError(_("Its PDF was not finished in time. Try again in a minute."))
    return parts_in(found)


def _asked(job: Job) -> bytes | None:
    """Return the PDF if it is finished; otherwise let it wait to be made, by a process that is there for it."""
    found = store.stored(job)
    if found is not None:
        return found
    if failure := store.failure_of(job):
        raise CannotRenderError(_words(failure))
    most = MOST_PACKS_WAITING if job.is_pack else MOST_WAITING
    if not job.path.exists() and len(store.waiting(packs=job.is_pack)) >= most:
        raise CannotRenderError(_("Too many reports are being made at this moment. Try again in a minute."))
    store.put(job)
    start_processes()
    return None


def _awaited(job: Job, seconds: float) -> bytes | None:
    """Look for the PDF until it is there or the time is over. A process that died meanwhile is replaced."""
    end, next_start = time.monotonic() + seconds, time.monotonic() + 1
    while time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        found = store.stored(job)
        if found is None and (not job.path.exists() or time.monotonic() > next_start):
            found, next_start = _asked(job), time.monotonic() + 1
        if found is not None:
            return found
    return None


def start_processes() -> None:
    """Start processes that make PDFs: one a waiting job, up to the number of the setting, fewer those that run.

    Agenda packs have one of their own, so that no report waits until a pack is made.

    A process has its place by a lock on a file, which it inherits and the system takes back when it ends, however it
    does.
    """
    for number in range(min(settings.RENDER_PROCESSES, len(store.waiting()))):
        _start_at(f"place-{number}")
    if store.waiting(packs=True):
        _start_at("place-packs", "--packs")


def _start_at(name: str, *arguments: str) -> None:
    place = os.open(settings.RENDER_ROOT / name, os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(BlockingIOError):
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _start(place, *arguments)
    os.close(place)


def _start(place: int, *arguments: str) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "render_waiting", *arguments]
    process = subprocess.Popen(  # noqa: S603 - this Python and our own command
        command, pass_fds=[place], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    os.truncate(place, 0)
    os.pwrite(place, str(process.pid).encode(), 0)
    # Waits for its end, so that it does not remain as a zombie.
    Thread(target=process.wait, daemon=True).start()


def _words(failure: Failure) -> str:
    if failure is Failure.PAGES:
        words = {"most": settings.RENDER_PAGES}
        return _("The report has more than %(most)s pages. Shorten the longest texts, or read it as a page.") % words
    return _("The PDF could not be made. Read the report as a page, and tell whoever runs this service.")
