"""What the parts of a snapshot are made of."""

from __future__ import annotations

from typing import TypedDict


class Choice(TypedDict):
    """One value of a closed list: the key that rules go by and the words that people read."""

    key: str
    label: str


class ExemptMark(TypedDict):
    """Why something is left out of a public edition: the paragraph of the law, and why it applies."""

    paragraph: Choice
    reason: str


class ExemptPart(ExemptMark):
    """A part that is left out of the public edition. `part` is named as in `partnerships.domain.exempt`."""

    part: str
    label: str


class Listed(TypedDict):
    """An entry of one of the checklist's lists: a risk (R1), a tip (T1) or a benefit (B1)."""

    code: str
    text: str


class Person(TypedDict):
    """Someone who worked on the case, and as what."""

    name: str
    role: str
