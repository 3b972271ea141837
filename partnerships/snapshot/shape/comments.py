"""The parts of a snapshot that accompany a case: what was said in each area, and the interests that were declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partnerships.snapshot.shape.words import ExemptMark


@dataclass(frozen=True, slots=True)
class AreaPart:
    """A field on which a comment is asked for."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplicationPart:
    """What was said in one area. `asked_on` is None when nobody was asked, `commented_on` when nobody has commented."""

    area: AreaPart
    asked_of: str = ""
    asked_on: date | None = None
    author: str = ""
    commented_on: date | None = None
    text: str = ""
    recorded_by: str = ""
    recorded_at: datetime | None = None
    exempt: ExemptMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPart:
    """What somebody who acts on the case declared. `has_interest` is None while they have declared nothing."""

    person: str
    capacity: str
    has_interest: bool | None = None
    text: str = ""
    declared_at: datetime | None = None
