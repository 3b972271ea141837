"""Processes that issue a report and are killed in the middle of it: `test_issues_killed` starts this one.

On the database of DATABASE_URL it makes an endorsed case, then again and again a process of its own that brings the
case to its next issue and issues it, has that process killed at another moment each time, and looks at what it left.
Prints one line of JSON: for each round when the process was to be killed, whether it was, and everything that is wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import django

from tests.layout import laid_out_once

WRITES = ("INSERT", "UPDATE", "DELETE")


def prepare() -> int:
    """Make the people and an endorsed case; return its number."""
    from accounts.models import Service
    from accounts.roles import Role
    from tests import factories

    service = Service.objects.create(slug="adults", name="Adult Care")
    lead = factories.person("Olive Owner", Role.OFFICER, service=service)
    manager, legal = factories.person("Mary Manager", Role.MANAGER), factories.person("Laura Legal", Role.LEGAL)
    factories.person("Sam Secretary", Role.SECRETARY)
    return factories.endorse_ready(factories.start(lead, service), manager=manager, legal=legal).pk


def make_endorsed(case: int) -> None:
    """Bring the case from wherever a killed process left it to where it can be issued."""
    from accounts.models import User
    from partnerships import actions
    from partnerships.models import Assessment
    from tests import factories

    assessment, manager = Assessment.objects.with_partnership().get(pk=case), User.objects.get(full_name="Mary Manager")
    if assessment.state == "issued":
        assessment = factories.reopen(assessment, manager)
    if assessment.state == "returned":
        assessment = factories.submit(assessment)
    if assessment.state == "in_review":
        actions.endorse(assessment=assessment, by=manager)


def issue(case: int) -> None:
    """Issue the report as the board secretary."""
    from accounts.models import User
    from partnerships.models import Assessment
    from tests import factories

    factories.issue(Assessment.objects.get(pk=case), User.objects.get(full_name="Sam Secretary"))


Statement = Callable[..., Any]


def killed_before(writes: int, case: int) -> bool:
    """Let a process issue that is killed before its next write after so many; return whether it was."""

    def count(execute: Statement, sql: str, *rest: Any) -> Any:
        nonlocal writes
        if sql.startswith(WRITES):
            if writes == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            writes -= 1
        return execute(sql, *rest)

    return _killed(case, count, seconds=None)


def killed_after(seconds: float, case: int) -> bool:
    """Let a process issue, kill it after that time; return whether it had not ended by itself."""
    return _killed(case, None, seconds=seconds)


def _killed(case: int, watch: Statement | None, *, seconds: float | None) -> bool:
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        # A pooled connection that both processes held would outlive the killed one, its transaction still open.
        connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend alone
    child = os.fork()
    if child == 0:
        with connection.execute_wrapper(watch) if watch else nullcontext():
            issue(case)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def wrong_with(case: int) -> list[str]:
    """Return every way in which an issue of the case is not whole; nothing when all are."""
    from django.db import transaction

    from partnerships.actions.acting import lock
    from partnerships.models import Assessment

    with transaction.atomic():
        # A server may still be ending what the killed process had begun: it holds the lock until then.
        return [*_wrong_issues(lock(Assessment.objects.get(pk=case)))]


def _wrong_issues(assessment: Any) -> Iterator[str]:
    from partnerships.models import Event

    issues = list(assessment.issues.order_by("number"))
    events = list(Event.objects.filter(assessment=assessment, kind="issued").order_by("position"))
    if [row.number for row in issues] != list(range(1, len(issues) + 1)):
        yield "the numbers have a gap"
    if [event.new["number"] for event in events] != [row.number for row in issues]:
        yield "issues and events differ"
    for row, event in zip(issues, events, strict=False):
        editions = {edition.edition: edition for edition in row.editions.all()}
        if set(editions) != {"full", "public"}:
            yield f"issue {row.number} lacks an edition"
        for name, edition in editions.items():
            if event.new["editions"][name] != _digests_of(edition):
                yield f"the {name} edition of issue {row.number} is not what the trail says"
    stands_issued = any(row.issued_at > confirmed for row in issues for confirmed in _endorsed_at(assessment))
    if (assessment.state == "issued") is not stands_issued:
        yield f"the case is {assessment.state} and its endorsement is issued: {stands_issued}"


def _digests_of(edition: Any) -> dict[str, str]:
    from accounts.canonical import digest

    content = json.loads(bytes(edition.snapshot))["content"]
    return {
        "digest": digest(content),
        "pdf_sha256": hashlib.sha256(bytes(edition.pdf)).hexdigest(),
        "summary_sha256": hashlib.sha256(bytes(edition.summary.pdf)).hexdigest(),
    }


def _endorsed_at(assessment: Any) -> list[Any]:
    """When the endorsement was given that stands; nothing when none does."""
    return list(assessment.confirmations.filter(question=None, lapsed_at=None).values_list("confirmed_at", flat=True))


def run() -> list[dict[str, Any]]:
    """Kill a process before each of its writes, until one has written all; then some about the time at which it commits."""
    case, found = prepare(), []

    def look(when: str, was_killed: bool) -> bool:
        found.append({"when": when, "was_killed": was_killed, "wrong": wrong_with(case)})
        make_endorsed(case)
        return was_killed

    with laid_out_once():
        issue(case)
        make_endorsed(case)
        writes = 0
        while look(f"before write {writes + 1}", killed_before(writes, case)):
            writes += 1
        started = time.monotonic()
        issue(case)
        whole = time.monotonic() - started
        make_endorsed(case)
        for share in (0.5, 0.8, 0.9, 0.95, 1.0, 1.1):
            look(f"after {share} of its time", killed_after(whole * share, case))
    return found


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(run()) + "\n")
