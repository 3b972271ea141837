"""Reads of the trail of accounts: filtered for the page, line by line for exports, and link by link to find a break."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.chain import START, Chained, fault_of
from accounts.models import AccountEvent, AccountTrail, GroupRole, Service, User

PAGE_LENGTH = 50
CHUNK = 2_000
COLUMNS = ("position", "at", "kind", "by", "by_name", "about", "about_name", "data", "previous", "link")
"""The fields of a line of the exports, in order; `at` is UTC. The names are those of the day of the export: no link covers them."""


@dataclass(frozen=True, kw_only=True)
class AccountTrailFilter:
    """Which events to list. None or "": all. `person` is the number of who did it or whom it is about; both days are included."""

    person: int | None = None
    kind: str = ""
    first_on: date | None = None
    last_on: date | None = None

    def events(self) -> QuerySet[AccountEvent]:
        """Return what matches, with the people."""
        rows = AccountEvent.objects.select_related("recorded_by", "about")
        if self.person:
            rows = rows.filter(Q(recorded_by=self.person) | Q(about=self.person))
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.first_on:
            rows = rows.filter(recorded_at__gte=timezone.make_aware(datetime.combine(self.first_on, time.min)))
        if self.last_on:
            rows = rows.filter(recorded_at__lte=timezone.make_aware(datetime.combine(self.last_on, time.max)))
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTrailPage:
    """Some events, newest first, with the names of what their data has: people and what groups give by number, services by slug.

    `older` is the position before which the next page begins; None on the last.
    """

    events: list[AccountEvent]
    people: dict[int, str]
    services: dict[str, str]
    groups: dict[int, str]
    older: int | None


@dataclass(frozen=True, slots=True)
class AccountWalk:
    """How far the trail of accounts was walked: its events, the link of the last, and what is wrong, "" when nothing is."""

    events: int
    link: str
    what: str = ""


def account_trail_page(wanted: AccountTrailFilter, *, before: int | None = None) -> AccountTrailPage:
    """Return the newest of the events that match, before that position; four queries at most."""
    rows = wanted.events().order_by("-position")
    found = list((rows.filter(position__lt=before) if before else rows)[: PAGE_LENGTH + 1])
    events = found[:PAGE_LENGTH]
    numbers = {event.data["manager"] for event in events if "manager" in event.data}
    slugs = {event.data["service"] for event in events if event.data.get("service")}
    rules = {event.data["rule"] for event in events if "rule" in event.data}
    return AccountTrailPage(
        events=events,
        people=dict(User.objects.filter(pk__in=numbers).values_list("pk", "full_name")) if numbers else {},
        services=dict(Service.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {},
        groups=dict(GroupRole.objects.filter(pk__in=rules).values_list("pk", "group")) if rules else {},
        older=events[-1].position if len(found) > PAGE_LENGTH else None,
    )


def account_lines(wanted: AccountTrailFilter) -> Iterator[dict[str, Any]]:
    """Yield the events that match as plain JSON, oldest first: each holds all that its link covers."""
    for event in wanted.events().order_by("position").iterator(chunk_size=CHUNK):
        by, about = event.recorded_by, event.about
        names = {"by_name": by.full_name if by else "", "about_name": about.full_name if about else ""}
        line = {**event.covers(), **names, "previous": event.previous, "link": event.link}
        yield {name: line[name] for name in COLUMNS}


def account_cells(line: dict[str, Any]) -> list[Any]:
    """Return the line of an export as cells; the data stays JSON."""
    return [json.dumps(value, ensure_ascii=False) if name == "data" else value for name, value in line.items()]


def walk_account_trail() -> AccountWalk:
    """Walk the chain up to the end that is on record, and say what is the first thing that is not as it was recorded.

    One event is in memory at a time, and what is noted meanwhile breaks nothing.
    """
    end = AccountTrail.objects.first() or AccountTrail(position=0, link=START)
    walked, last = 0, START
    for event in (
        AccountEvent.objects.filter(position__lte=end.position).order_by("position").iterator(chunk_size=CHUNK)
    ):
        found = Chained(
            position=event.position,
            label=event.get_kind_display(),
            previous=event.previous,
            link=event.link,
            computed=event.computed_link(),
        )
        if what := fault_of(found, place=walked + 1, last=last):
            return AccountWalk(walked, last, what)
        walked, last = event.position, event.link
    if walked != end.position:
        return AccountWalk(walked, last, _("Event %(position)s is missing.") % {"position": walked + 1})
    if last != end.link or _has_more():
        return AccountWalk(walked, last, _("Its end is not that of its last event."))
    return AccountWalk(walked, last)


def _has_more() -> bool:
    """Whether there are events after the end, as both stand at one moment."""
    newest = AccountEvent.objects.aggregate(newest=Max("position"))["newest"] or 0
    ends = AccountTrail.objects.aggregate(end=Max("position"))["end"] or 0
    # Events come before the end that follows them: the end was read last.
    return bool(newest > ends)
