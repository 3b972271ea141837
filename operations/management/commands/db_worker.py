"""The worker of django-tasks-db, which says each minute that it runs: /readyz tells when it does not."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from operations.actions.heartbeats import beat
from operations.models import HeartbeatName

LOGGER = logging.getLogger(__name__)
SECONDS = 60


class Command(db_worker.Command):
    def handle(self, **options: Any) -> None:
        ended = Event()
        beating = Thread(target=_beat, args=(ended,), daemon=True)
        beating.start()
        try:
            super().handle(**options)
        finally:
            ended.set()
            beating.join()


def note_worker() -> None:
    """Note that the worker runs; a database that is away for a while ends nothing."""
    try:
        beat(HeartbeatName.WORKER)
    except DatabaseError:
        LOGGER.warning("the heartbeat of the mail worker could not be noted", exc_info=True)


def _beat(ended: Event) -> None:
    """Note each minute that the worker runs, until it has ended."""
    while True:
        try:
            note_worker()
        finally:
            # That of this thread: it may be lost in the next minute, and the worker has one of its own.
            connection.close()
        if ended.wait(SECONDS):
            return
