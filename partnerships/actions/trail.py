"""Writing the trail. Only actions call this, inside their transactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.prepared import PreparedRows, key
from checklists.models import Question
from partnerships.actions.acting import on_behalf_of
from partnerships.domain.chain import START, link_of
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event, Partnership
from partnerships.models.review import in_place_of
from partnerships.models.trail import EventKind
from partnerships.selectors.trail import link_covers

NAME_LENGTH = 200
# What nobody does as a reviewer, so in nobody's place: answers are saved often, and are spared the question.
OF_AUTHORS = frozenset(
    {
        EventKind.ANSWERED,
        EventKind.EVIDENCE_ATTACHED,
        EventKind.EVIDENCE_REMOVED,
        EventKind.DETAILS_CHANGED,
        EventKind.RETURN_REPLIED,
    }
)


def record(
    kind: EventKind,
    *,
    by: User,
    assessment: Assessment | None = None,
    partnership: Partnership | None = None,
    question: Question | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event, linked to the partnership's last one. The caller holds the lock on the case (`acting.lock`).

    `old` and `new` are JSON with the same keys and hold only what changed. Without an `assessment`, `partnership` is one
    that has no case.
    """
    partnership = assessment.partnership if assessment else partnership
    if partnership is None:
        raise TypeError("An event is of an assessment, or of a partnership without one.")
    position, previous = last_link(partnership)
    name = by.full_name if kind in OF_AUTHORS else _signed(by, partnership)
    event = _event(
        kind, position + 1, previous, by=by, name=name, partnership=partnership, old=old or {}, new=new or {}
    )
    event.assessment, event.question = assessment, question
    event.link = link_of(previous, link_covers(event))
    event.save(force_insert=True)
    return event


def record_firsts(kind: EventKind, *, by: User, of: Iterable[tuple[Partnership, Mapping[str, Any]]]) -> None:
    """Write the first event of each partnership, with its new values; none of them has a case. One statement for many."""
    events = [_event(kind, 1, START, by=by, name=by.full_name, partnership=one, old={}, new=new) for one, new in of]
    for event in events:
        event.link = link_of(START, link_covers(event))
    Event.objects.bulk_create(events, batch_size=500)


def _event(kind: EventKind, position: int, previous: str, *, by: User, name: str, **said: Any) -> Event:
    said |= {"old": dict(said["old"]), "new": dict(said["new"])}
    at = timezone.now()
    return Event(
        kind=kind, position=position, previous=previous, recorded_at=at, recorded_by=by, recorded_by_name=name, **said
    )


def _signed(by: User, partnership: Partnership) -> str:
    """Return the person's name and, for a deputy who reviews the case, in whose place they act."""
    absent = on_behalf_of(by, partnership)
    if not absent or not partnership.participants.filter(user=by, capacity=Capacity.REVIEWER).exists():
        return by.full_name
    return in_place_of(by.full_name, absent)[:NAME_LENGTH]


_LAST = PreparedRows(
    lambda: (
        Event.objects.filter(partnership=key("partnership", Partnership))
        .order_by("-position")
        .values_list("position", "link")[:1]
    )
)


def last_link(partnership: Partnership) -> tuple[int, str]:
    """Return the position and the link of the last event, or 0 and the start of the chain."""
    return _LAST.first(partnership=partnership.pk) or (0, START)


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the entries of two mappings with the same keys whose values differ."""
    keys = [key for key in new if old.get(key) != new[key]]
    return {key: old.get(key) for key in keys}, {key: new[key] for key in keys}
