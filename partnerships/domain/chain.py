"""The hash chain of a partnership's trail: each event's link covers its content and the link before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.canonical import digest
from accounts.chain import START, moment

__all__ = ["NO_ROUND", "START", "Link", "link_of"]

FORMAT = 1
# The round of an event of a partnership that has no case.
NO_ROUND = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The content that one link covers. `question` is `slug/version#key` or ""; `by` is the primary key of the user."""

    partnership: int
    position: int
    round: int
    question: str
    kind: str
    old: Mapping[str, object]
    new: Mapping[str, object]
    at: datetime
    by: int
    name: str


def link_of(previous: str, link: Link) -> str:
    """Return the SHA-256, as 64 hexadecimal digits, of the canonical content and the previous link."""
    return digest(
        {
            "format": FORMAT,
            "previous": previous,
            "partnership": link.partnership,
            "position": link.position,
            "round": link.round,
            "question": link.question,
            "kind": link.kind,
            "old": link.old,
            "new": link.new,
            "at": moment(link.at),
            "by": link.by,
            "name": link.name,
        }
    )
