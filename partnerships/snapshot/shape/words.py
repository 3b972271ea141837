"""What the parts of a snapshot are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import TextChoices


def moment(at: datetime) -> datetime:
    """Return the time in UTC, to the second."""
    return at.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list: the key that rules go by and the words that people read."""

    key: str
    label: str

    @classmethod
    def of(cls, value: TextChoices) -> Choice:
        """Return the value of an enumeration with its label in the active language."""
        return cls(str(value.value), str(value.label))


@dataclass(frozen=True, slots=True)
class ExemptMark:
    """Why something is left out of a public edition: the paragraph of the law, and why it applies."""

    paragraph: Choice
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptPart:
    """A part that is left out of the public edition, and why. `part` is named as in `partnerships.domain.exemption`."""

    part: str
    label: str
    paragraph: Choice
    reason: str

    @property
    def mark(self) -> ExemptMark:
        """Why it is left out, as its place in the report says it."""
        return ExemptMark(self.paragraph, self.reason)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of one of the checklist's lists: a risk, a tip or a benefit."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who worked on the case, and as what."""

    name: str
    role: str
