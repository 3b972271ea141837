"""Writing the trail of accounts. Actions call this at their end, inside their transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.limits import end_of_period, use_limit
from accounts.models import AccountEvent, AccountEventKind, AccountTrail, User

# What is kept back until the end of `noted_last`.
_WAITING: ContextVar[list[Noted] | None] = ContextVar("waiting", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What is noted in one event: its kind, who did it (None: nobody who is known), about whom, and more as JSON."""

    kind: AccountEventKind
    by: User | None
    about: User | None = None
    data: dict[str, Any] = field(default_factory=dict)


def note(kind: AccountEventKind, *, by: User | None, about: User | None = None, **data: Any) -> None:
    """Write one event at the end of the trail of accounts, in the transaction of what it tells of.

    `data` is text, whole numbers, booleans and lists of these, and nothing that anybody typed. Nothing else is locked in
    the transaction afterwards: whoever notes something waits for whoever has.
    """
    note_all([Noted(kind=kind, by=by, about=about, data=data)])


def note_all(events: Iterable[Noted]) -> None:
    """Write these events, one after another."""
    waiting, found = _WAITING.get(), list(events)
    if waiting is not None:
        waiting.extend(found)
    elif found:
        _write(found)


@contextmanager
def noted_last() -> Iterator[None]:
    """Write what is noted in the block at its end, for actions that lock other rows meanwhile; nothing when it fails."""
    before: list[Noted] = []
    token = _WAITING.set(before)
    try:
        yield
    finally:
        _WAITING.reset(token)
    note_all(before)


def note_failure(kind: AccountEventKind, *, about: User | None, **data: Any) -> None:
    """Note a failure to sign in, by nobody who is known; `about` is None where there is no such account.

    Anybody can fail, as often as they like from many networks. So many are noted in a day and no more, and that there were
    more is noted once; those for accounts and those for none are counted apart.
    """
    name = "failed_known" if about else "failed_unknown"
    if _may_note(name, most=settings.LIMITS[name].most):
        note(kind, by=None, about=about, **data)
    elif _may_note(f"{name}_over", most=1):
        note(AccountEventKind.FAILURES_LEFT_OUT, by=None, has_account=about is not None)


def _may_note(name: str, *, most: int) -> bool:
    ends_at = end_of_period(timezone.now(), settings.LIMITS["failed_known"].seconds)
    return use_limit(limit=name, whose="all", ends_at=ends_at, amount=1, most=most)


@transaction.atomic(savepoint=False)
def _write(events: list[Noted]) -> None:
    trail, _is_new = AccountTrail.objects.select_for_update().get_or_create(pk=AccountTrail.THE_ONE)
    now = timezone.now()
    rows = []
    for event in events:
        rows.append(_row(event, trail, now))
        trail.position, trail.link = rows[-1].position, rows[-1].link
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        AccountEvent.objects.bulk_create(rows, batch_size=500)
    trail.save(update_fields=["position", "link"])


def _row(event: Noted, trail: AccountTrail, now: datetime) -> AccountEvent:
    """Return the event that follows the end of the trail."""
    row = AccountEvent(
        position=trail.position + 1,
        kind=event.kind,
        recorded_at=now,
        recorded_by=event.by,
        about=event.about,
        data=event.data,
        previous=trail.link,
    )
    row.link = row.computed_link()
    return row
