"""The PDFs of a demonstration's issues: those of the two editions at the same time, on two processors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import django
from django.conf import settings

from partnerships import reports
from partnerships.actions.issues import Render
from partnerships.reports import Parts
from partnerships.snapshot import Snapshot, public_of


@contextmanager
def rendered_together() -> Iterator[Render]:
    """Give what makes the PDFs of an issue's editions, until the end of the block.

    An issue asks for the full edition, then for the public one: that is made in another process meanwhile. Without
    RENDER_PROCESSES both are made in this one.
    """
    if not settings.RENDER_PROCESSES:
        yield reports.render_parts
        return
    # A new Python, as the drawing libraries of some systems do not work in a copy of a process.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as beside:
        yield _Together(beside)


class _Together:
    def __init__(self, beside: Executor) -> None:
        self._beside = beside
        self._asked: dict[str, Future[Parts]] = {}

    def __call__(self, snapshot: Snapshot) -> Parts:
        if snapshot.digest in self._asked:
            return self._asked.pop(snapshot.digest).result()
        public = public_of(snapshot)
        self._asked[public.digest] = self._beside.submit(reports.render_parts, public)
        return reports.render_parts(snapshot)
