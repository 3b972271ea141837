"""The hash chain of a trail: the link of each event covers its content and the link before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

# The link before the first event.
START = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """What is checked of one event: its place in the chain, what it is called, and its links.

    `previous` and `link` are those on record; `computed` is the link that its content gives.
    """

    position: int
    label: str
    previous: str
    link: str
    computed: str


def fault_of(event: Chained, *, place: int, last: str) -> str:
    """Say what is wrong with the event that stands at that place, after one with the link `last`; "" when nothing is."""
    words = {"position": place, "kind": event.label}
    if event.position != place:
        return str(_("Event %(position)s is missing.")) % words
    if event.previous != last:
        return str(_("Event %(position)s (%(kind)s) does not follow the event before it.")) % words
    if event.computed != event.link:
        return str(_("Event %(position)s (%(kind)s) is not what was recorded.")) % words
    return ""


def moment(at: datetime) -> str:
    """Return a time as links cover it: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
