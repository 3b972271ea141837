"""Whether pages can be answered, and what an administrator of the server should look at."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from operations.models import Heartbeat, HeartbeatName
from partnerships.files.storage import try_to_write
from partnerships.reports import signing

LOGGER = logging.getLogger(__name__)
# A worker says each minute that it runs, and begins a task within seconds; the work of each day runs once in 24 hours.
WORKER_IS_LATE, TASK_IS_LATE, DAY_IS_LATE = timedelta(minutes=5), timedelta(minutes=10), timedelta(hours=26)


class PartState(StrEnum):
    """How a part is. Pages fail where one has `FAILED`."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"


@dataclass(frozen=True)
class HealthPart:
    """What was looked at, how it is, and that in a sentence, which names no path, address or person."""

    name: str
    state: PartState
    what: str


def parts(*, now: datetime) -> list[HealthPart]:
    """Look at the database, its migrations, the storage of evidence, the mail worker, the work of each day and the certificate."""
    found = [*_in_database(now), _storage(), *_certificate(now)]
    if settings.READ_ONLY:
        found.append(HealthPart("read-only", PartState.ATTENTION, "Read-only mode is on: nothing can be saved."))
    return found


def _in_database(now: datetime) -> list[HealthPart]:
    try:
        return list(_asked(now))
    except DatabaseError:
        LOGGER.exception("the database does not answer")
        return [HealthPart("database", PartState.FAILED, "The database does not answer.")]


def _asked(now: datetime) -> Iterator[HealthPart]:
    """Yield what the database says."""
    executor = MigrationExecutor(connection)
    yield HealthPart("database", PartState.OK, "The database answers.")
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield HealthPart(
            "migrations", PartState.FAILED, f"Migrations that have not run: {missing}. Run bin/update-database."
        )
    else:
        yield HealthPart("migrations", PartState.OK, "All migrations have run.")
        yield from _late(now)


def _storage() -> HealthPart:
    try:
        try_to_write()
    except OSError:
        LOGGER.exception("no file can be written to EVIDENCE_ROOT")
        return HealthPart("storage", PartState.FAILED, "No file can be written to the folder of evidence.")
    return HealthPart("storage", PartState.OK, "The folder of evidence can be written to.")


def _late(now: datetime) -> Iterator[HealthPart]:
    """Yield the mail worker, where there is one, and the work of each day."""
    beats = dict(Heartbeat.objects.values_list("name", "ran_at"))
    if not settings.SENDS_AT_ONCE:
        yield _worker(beats.get(HeartbeatName.WORKER), now)
    yield _since(
        "daily", beats.get(HeartbeatName.DAILY), now - DAY_IS_LATE, "manage.py run_daily", "The work of each day"
    )


def _worker(last: datetime | None, now: datetime) -> HealthPart:
    latest = now - TASK_IS_LATE
    # A task that failed is enqueued again, for later.
    waiting = (
        DBTaskResult.objects.ready().filter(enqueued_at__lt=latest).exclude(run_after__range=(latest, now)).count()
    )
    found = _since("worker", last, now - WORKER_IS_LATE, "manage.py db_worker", "The mail worker")
    if found.state is PartState.OK and waiting:
        return HealthPart(
            "worker", PartState.ATTENTION, f"The mail worker runs; tasks that wait for it too long: {waiting}."
        )
    return found


def _since(name: str, last: datetime | None, earliest: datetime, command: str, what: str) -> HealthPart:
    if last is None:
        return HealthPart(name, PartState.ATTENTION, f"{what} never ran: {command}.")
    state = PartState.OK if last >= earliest else PartState.ATTENTION
    return HealthPart(name, state, f"{what} ran last at {last:%Y-%m-%dT%H:%M}Z.")


def _certificate(now: datetime) -> Iterator[HealthPart]:
    """Yield the certificate that signs reports, where there is one."""
    if not signing.is_configured():
        return
    try:
        expires_at = signing.certificate(now=now).expires_at
    except signing.CannotSignError:
        LOGGER.exception("reports cannot be signed")
        yield HealthPart("certificate", PartState.ATTENTION, "Reports cannot be signed: manage.py check says why.")
        return
    state = PartState.OK if expires_at - now >= signing.SOON else PartState.ATTENTION
    yield HealthPart("certificate", state, f"The certificate that signs reports is valid until {expires_at:%Y-%m-%d}.")
