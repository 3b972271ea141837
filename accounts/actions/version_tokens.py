"""What a page showed, compared under the lock with what stands: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accounts.actions.acting import ActionError
from accounts.models import User
from accounts.version_tokens import merge, token_of

Row = TypeVar("Row", bound=models.Model)


class StaleError(ActionError):
    """Something has changed since the page was loaded. `token` is the version token of what stands now.

    Where the two can be shown beside one another, `current` is what stands, `mine` are the names of what was typed
    anew and `conflicts` those of what differs; `by`, `by_pk` and `at` say who saved it last (name and key) and when.
    Where they cannot, `sentence` says what has changed, by default the case.
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
        sentence: str = "",
    ) -> None:
        super().__init__(
            _("Someone else has changed this while you were working on it.")
            if conflicts
            else sentence
            or _(
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


def locked(row: Row) -> Row:
    """Return the row, read again and locked until the transaction ends, in which the caller writes it."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)
