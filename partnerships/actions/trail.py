"""Writing the trail. Only actions call this, inside their transactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from checklists.models import Question
from partnerships.actions.acting import on_behalf_of
from partnerships.domain.chain import START, Link, link_of
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event, Partnership
from partnerships.models.review import in_place_of
from partnerships.models.trail import EventKind

NAME_LENGTH = 200
# What nobody does as a reviewer, so in nobody's place: answers are saved often, and are spared the question.
OF_AUTHORS = frozenset(
    {EventKind.ANSWERED, EventKind.EVIDENCE_ATTACHED, EventKind.EVIDENCE_REMOVED, EventKind.DETAILS_CHANGED}
)


def record(
    kind: EventKind,
    *,
    by: User,
    assessment: Assessment,
    question: Question | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event, linked to the partnership's last one. The caller holds the lock on the case (`acting.lock`).

    `old` and `new` are JSON with the same keys and hold only what changed.
    """
    position, previous = last_link(assessment.partnership)
    link = Link(
        partnership=assessment.partnership.number,
        position=position + 1,
        round=assessment.round,
        question=f"{question.version_id}#{question.key}" if question else "",
        kind=kind.value,
        old=dict(old or {}),
        new=dict(new or {}),
        at=timezone.now(),
        by=by.pk,
        name=by.full_name if kind in OF_AUTHORS else _signed(by, assessment.partnership),
    )
    return Event.objects.create(
        kind=kind,
        partnership=assessment.partnership,
        assessment=assessment,
        question=question,
        position=link.position,
        old=link.old,
        new=link.new,
        recorded_at=link.at,
        recorded_by=by,
        recorded_by_name=link.name,
        previous=previous,
        link=link_of(previous, link),
    )


def _signed(by: User, partnership: Partnership) -> str:
    """Return the person's name and, for a deputy who reviews the case, in whose place they act."""
    absent = on_behalf_of(by, partnership)
    if not absent or not partnership.participants.filter(user=by, capacity=Capacity.REVIEWER).exists():
        return by.full_name
    return in_place_of(by.full_name, absent)[:NAME_LENGTH]


def last_link(partnership: Partnership) -> tuple[int, str]:
    """Return the position and the link of the last event, or 0 and the start of the chain."""
    events = Event.objects.filter(partnership=partnership).order_by("-position")
    return events.values_list("position", "link").first() or (0, START)


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the entries of two mappings with the same keys whose values differ."""
    keys = [key for key in new if old.get(key) != new[key]]
    return {key: old.get(key) for key in keys}, {key: new[key] for key in keys}
