"""The blocks of a paper: headings, paragraphs, lists and small tables of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (the title), 2 (what every council report has) or 3."""

    kind: ClassVar = "heading"
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; it keeps the line breaks of its text."""

    kind: ClassVar = "paragraph"
    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of at least one item. Only the recommendations are numbered, as Word numbers on from list to list.

    `has_boxes`: each item has a box to tick, on paper.
    """

    kind: ClassVar = "list"
    items: tuple[str, ...]
    is_numbered: bool = False
    has_boxes: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header row. Every row has as many cells as there are headings; there is at least one."""

    kind: ClassVar = "table"
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Room:
    """So many lines of room to write below a label. Only the blank checklist has it."""

    kind: ClassVar = "room"
    label: str
    lines: int


Block = Heading | Paragraph | Listing | Table | Room


@dataclass(frozen=True, slots=True)
class Paper:
    """The text of a council report. `author` is the council; `made_on` is the date of the issue or of the draft."""

    title: str
    reference: str
    author: str
    language: str
    made_on: date
    is_draft: bool
    blocks: tuple[Block, ...]


def section(text: str) -> Heading:
    """Return a heading of the second level."""
    return Heading(text, 2)


def part(text: str) -> Heading:
    """Return a heading of the third level."""
    return Heading(text, 3)


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield typed text as paragraphs, which empty lines separate."""
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield Paragraph("\n".join(lines))
            lines = []


def listed(items: Iterable[str], none: str) -> Iterator[Block]:
    """Yield the items as a list, or the given sentence when there are none."""
    items = tuple(items)
    yield Listing(items) if items else Paragraph(none)
