"""Reads of who acts on a partnership."""

from __future__ import annotations

from typing import Any

from accounts.prepared import PreparedRows, key
from partnerships.models import Participant, Partnership

_OF: dict[str, Any] = {"partnership": key("partnership", Partnership)}
_EVERYBODY = PreparedRows(lambda: Participant.objects.filter(**_OF).select_related("user").order_by("pk"))
_NOW = PreparedRows(lambda: Participant.objects.current().filter(**_OF).select_related("user").order_by("pk"))


def everybody_of(partnership: int) -> list[Participant]:
    """Return who acts on the partnership of that primary key, and who has left it, in the order of joining. One query."""
    return _EVERYBODY.rows(partnership=partnership)


def people_of(partnership: int) -> list[Participant]:
    """Return those of `everybody_of` who have not left. One query."""
    return _NOW.rows(partnership=partnership)
