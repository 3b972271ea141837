"""What a page showed, compared under the lock with what stands: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.version_tokens import merge, token_of
from partnerships.actions.acting import ActionError
from partnerships.models import Assessment, Event, MeetingChange
from partnerships.models.trail import EventKind

NOBODY = (None, None)


class StaleError(ActionError):
    """Something has changed since the page was loaded. `token` is the version token of what stands now.

    Where the two can be shown beside one another, `current` is what stands, `mine` are the names of what was typed
    anew and `conflicts` those of what differs; `by`, `by_pk` and `at` say who saved it last (name and key) and when.
    """

    def __init__(
        self,
        token: str,
        *,
        current: Any = None,
        mine: Collection[str] = (),
        conflicts: Collection[str] = (),
        by: str = "",
        by_pk: int | None = None,
        at: datetime | None = None,
    ) -> None:
        super().__init__(
            _("Someone else has changed this while you were working on it.")
            if conflicts
            else _(
                "The case has changed since you opened this page: somebody else saved something, or you did in another "
                "window. The page shows now how it stands. Read it, then press the button again if you still want to."
            )
        )
        self.token, self.current, self.mine, self.conflicts = token, current, mine, conflicts
        self.by, self.by_pk, self.at = by, by_pk, at


def check_unchanged(version_token: str | None, now: str) -> None:
    """Raise StaleError unless the page showed what stands now. None: no page showed anything."""
    if version_token is not None and version_token != now:
        raise StaleError(now)


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


def check_row(
    version_token: str | None,
    *,
    typed: Mapping[str, Any],
    current: Mapping[str, Any],
    row: Any,
    saved: tuple[User | None, datetime | None],
    now: str = "",
) -> None:
    """Raise StaleError, with `row`, when the row of these values is not the one of the page, and says something else.

    Its values belong together. `saved` says by whom and when; `now` is the version token of the page as it stands, if
    it is of more than these values.
    """
    if version_token is None:
        return
    found = merge(version_token, typed=typed, current=current, as_one=True)
    if found.conflicts:
        by, at = saved
        raise StaleError(
            now or token_of(current),
            current=row,
            mine=found.mine,
            conflicts=found.conflicts,
            by=by.full_name if by else "",
            by_pk=by.pk if by else None,
            at=at,
        )
