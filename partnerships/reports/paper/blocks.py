"""The blocks of a paper: headings, paragraphs, lists and small tables of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from partnerships.reports.typed import BULLETED, without_bullet

# What a line of typed text can be.
BULLET, TAB, TEXT, NONE = "bullet", "tab", "text", "none"


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
    """The text of a council report. `author` is the council; `made_on` is the date of the issue or of the draft.

    `kind` and `marking` stand on each page in Word: what it is, and that it is a draft or not for publication.
    """

    title: str
    reference: str
    author: str
    language: str
    made_on: date
    is_draft: bool
    blocks: tuple[Block, ...]
    kind: str = ""
    marking: str = ""


def section(text: str) -> Heading:
    """Return a heading of the second level."""
    return Heading(text, 2)


def part(text: str) -> Heading:
    """Return a heading of the third level."""
    return Heading(text, 3)


def prose(text: str) -> Iterator[Paragraph | Listing | Table]:
    """Yield typed text as it is meant: paragraphs, which empty lines separate, bullets as a list, tabbed lines as a table.

    The first line of a table is its header. One line alone with a tab is a line of a paragraph.
    """
    for kind, group in groupby(_kinds(text), key=lambda line: line[0]):
        lines = [line for _kind, line in group]
        if kind == BULLET:
            yield Listing(tuple(without_bullet(line).strip() for line in lines))
        elif kind == TAB:
            yield _table(lines)
        elif kind == TEXT:
            yield Paragraph("\n".join(line.replace("\t", "    ").rstrip() for line in lines))


def _kinds(text: str) -> list[tuple[str, str]]:
    """Return the lines with what each is. A tab makes a table where the line before or after has one too."""
    lines = text.split("\n")
    kinds = [NONE, *map(_kind, lines), NONE]
    found = [
        TEXT if kind == TAB and TAB not in (kinds[place - 1], kinds[place + 1]) else kind
        for place, kind in enumerate(kinds[1:-1], start=1)
    ]
    return list(zip(found, lines, strict=True))


def _kind(line: str) -> str:
    if not line.strip():
        return NONE
    if BULLETED.match(line):
        return BULLET
    return TAB if "\t" in line.strip("\n ") else TEXT


def _table(lines: list[str]) -> Table:
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
    width = max(map(len, rows))
    first, *others = [(*row, *[""] * (width - len(row))) for row in rows]
    return Table(first, tuple(others))


def listed(items: Iterable[str], none: str) -> Iterator[Block]:
    """Yield the items as a list, or the given sentence when there are none."""
    items = tuple(items)
    yield Listing(items) if items else Paragraph(none)
