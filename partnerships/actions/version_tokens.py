"""What a page showed, compared under the lock with what stands: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from accounts.actions.version_tokens import StaleError, check_row, check_unchanged
from accounts.version_tokens import merge, token_of
from partnerships.models import Assessment, Event, MeetingChange
from partnerships.models.trail import EventKind

__all__ = ["NOBODY", "StaleError", "check_row", "check_unchanged", "merged", "merged_values"]

NOBODY = (None, None)


def merged(
    version_token: str | None,
    *,
    typed: Mapping[str, Any],
    current: Mapping[str, Any],
    assessment: Assessment,
    kinds: Collection[EventKind],
) -> dict[str, Any]:
    """Return the values to write: those that the page was used to change, and what stands for the others.

    StaleError when somebody else has changed one of the same since; the last event of these kinds says who. Without a
    token, no page showed anything, and what was typed is written.
    """
    events = Event.objects.filter(partnership=assessment.partnership_id, kind__in=kinds)
    return merged_values(version_token, typed=typed, current=current, last=events.order_by("pk").last)


def merged_values(
    version_token: str | None,
    *,
    typed: Mapping[str, Any],
    current: Mapping[str, Any],
    last: Callable[[], Event | MeetingChange | None],
) -> dict[str, Any]:
    """`merged`, of something whose last change `last` returns."""
    if version_token is None:
        return dict(typed)
    found = merge(version_token, typed=typed, current=current)
    if found.conflicts:
        change = last()
        raise StaleError(
            token_of(current),
            current=current,
            mine=found.mine,
            conflicts=found.conflicts,
            by=change.recorded_by_name if change else "",
            by_pk=change.recorded_by_id if change else None,
            at=change.recorded_at if change else None,
        )
    return found.values
