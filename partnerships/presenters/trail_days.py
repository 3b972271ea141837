"""The trail of a partnership on its page: its decisive steps, and everything else by day and person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from partnerships.models import Event
from partnerships.presenters.trail import Entry, entries_of

PAGE_LENGTH = 50
MOST_STEPS = 60
"""The most decisive steps that the page tells; the audit trail has all."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one person did on one day, the last first. `summary` says it in few words."""

    who: str
    summary: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Day:
    """What was done on one day, by person, in the order in which they were last at work."""

    day: date
    groups: list[Group]


def days_of(events: Iterable[Event]) -> list[Day]:
    """Return the events, which come newest first, by day and person."""
    days: defaultdict[date, defaultdict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        days[timezone.localdate(event.recorded_at)][event.recorded_by_name].append(event)
    return [Day(day, [_group(who, entries_of(done)) for who, done in people.items()]) for day, people in days.items()]


def _group(who: str, entries: list[Entry]) -> Group:
    codes: dict[str, list[str]] = {}
    for entry in reversed(entries):
        about = codes.setdefault(entry.title, [])
        if entry.code and entry.code not in about:
            about.append(entry.code)
    summary = "; ".join(f"{title} ({', '.join(about)})" if about else title for title, about in codes.items())
    return Group(who, summary, entries)
