"""Writes the audit trail. Called by the actions alone, inside their transactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from checklists.models import Question
from partnerships.models import Assessment, Event
from partnerships.models.trail import EventKind


def record(
    kind: EventKind,
    *,
    by: User,
    assessment: Assessment,
    question: Question | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event. `old` and `new` are plain JSON with the same keys, holding only what changed."""
    return Event.objects.create(
        kind=kind,
        partnership=assessment.partnership,
        assessment=assessment,
        question=question,
        old=dict(old or {}),
        new=dict(new or {}),
        recorded_by=by,
    )


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of two mappings with the same keys that differ."""
    keys = [key for key in new if old.get(key) != new[key]]
    return {key: old.get(key) for key in keys}, {key: new[key] for key in keys}
