"""An agenda pack: several issues for one meeting, as data and as the bytes by which another process makes its PDF. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.functional import cached_property

from accounts.canonical import canonical, digest, printed
from partnerships.domain.board import Edition
from partnerships.reports.report import Report, report_of
from partnerships.reports.typed import typed
from partnerships.snapshot import Snapshot, read

# With what the bytes of a pack begin. Those of a report begin with a brace.
MARK = b"agenda pack\n"
MANIFEST = "pack.json"
MOST_CASES = 20
"""The most cases of one pack: so many lay out in about a minute, and print in about 250 pages."""


def file_name_of(reference: str, issue: int) -> str:
    """Return the name under which the PDF of an issue is attached."""
    return f"{reference}-issue-{issue}.pdf"


@dataclass(frozen=True)
class Member:
    """One issue of a pack: its snapshot as it is stored, and the PDF that was issued.

    `first` and `report` are the pages of the pack on which it and its second part begin, 0 while nobody knows.
    """

    stored: bytes
    pdf: bytes
    first: int = 0
    report: int = 0

    @cached_property
    def snapshot(self) -> Snapshot:
        """The snapshot that was frozen with the issue."""
        return read(self.stored)

    @property
    def file_name(self) -> str:
        """The name under which the issued PDF is attached."""
        content = self.snapshot.content
        return file_name_of(content.partnership.reference, content.issue.number if content.issue else 0)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The issues of a pack in the order in which they are printed, all of one edition, and the meeting for which it is made."""

    meeting: str
    held_on: date
    edition: Edition
    members: tuple[Member, ...]

    @classmethod
    def of(cls, stored: Iterable[tuple[bytes, bytes]], *, meeting: str, held_on: date, edition: Edition) -> Pack:
        """Return the pack of these issues, of each its stored snapshot and its PDF."""
        members = tuple(Member(snapshot, pdf) for snapshot, pdf in stored)
        return cls(meeting=meeting, held_on=held_on, edition=edition, members=members)

    @property
    def key(self) -> str:
        """The digits by which the pack is known: of the meeting, the edition, and the content of each issue."""
        return digest({**self._named, "issues": [one.snapshot.digest for one in self.members]})[:16]

    @property
    def printed_key(self) -> str:
        """The same as it stands on the pages."""
        return printed(self.key)

    @property
    def manifest(self) -> bytes:
        """What is attached as `pack.json`: the meeting, the edition, and where each issue begins."""
        issues = [
            {"digest": one.snapshot.digest, "first": one.first, "report": one.report, "file": one.file_name}
            for one in self.members
        ]
        return canonical({**self._named, "issues": issues})

    @property
    def language(self) -> str:
        """The language of its own pages: that of its first issue."""
        return self.members[0].snapshot.content.language

    @property
    def made_at(self) -> datetime:
        """The day of its newest issue, so that the same pack is the same bytes whenever it is made."""
        return datetime.combine(max(one.snapshot.made_on for one in self.members), time.min)

    def with_pages(self, starts: Sequence[tuple[int, int]]) -> Pack:
        """Return the pack with the pages on which each issue, and its second part, begin."""
        members = [
            replace(one, first=first, report=report) for one, (first, report) in zip(self.members, starts, strict=True)
        ]
        return replace(self, members=tuple(members))

    @property
    def _named(self) -> dict[str, str]:
        return {"meeting": self.meeting, "held_on": self.held_on.isoformat(), "edition": self.edition.value}


@dataclass(frozen=True)
class Row:
    """An issue as the pack's own pages list it."""

    member: Member
    report: Report
    place: str

    @property
    def reports_place(self) -> str:
        """The element with which its second part begins."""
        return f"{self.place}-recommendations"


@dataclass(frozen=True)
class Cover:
    """What the pack's own pages say."""

    pack: Pack
    meeting: str
    rows: list[Row]

    @property
    def council(self) -> str:
        """The council of its issues."""
        return self.rows[0].report.council

    @property
    def is_public(self) -> bool:
        """Whether it leaves out what is exempt."""
        return self.pack.edition is Edition.PUBLIC

    @property
    def has_exempt(self) -> bool:
        """Whether any of its issues has parts that are exempt from publication."""
        return any(row.report.exempt for row in self.rows)


def cover_of(pack: Pack, *, glyphs: Set[int] | None = None) -> Cover:
    """Return what the pack's own pages say, in the active language."""
    rows = [
        Row(member, report_of(member.snapshot, glyphs=glyphs), f"case-{number}")
        for number, member in enumerate(pack.members, start=1)
    ]
    return Cover(pack, typed(pack.meeting, glyphs=glyphs), rows)


def content_of(pack: Pack) -> bytes:
    """Return the bytes of a pack: its mark, a line of JSON with the sizes of what follows, each snapshot and each PDF."""
    head = {
        "meeting": pack.meeting,
        "held_on": pack.held_on.isoformat(),
        "edition": pack.edition.value,
        "sizes": [[len(one.stored), len(one.pdf)] for one in pack.members],
    }
    return b"".join([MARK, canonical(head), b"\n", *(part for one in pack.members for part in (one.stored, one.pdf))])


def pack_in(content: bytes) -> Pack | None:
    """Return the pack with these bytes; None when they are those of another document."""
    if not content.startswith(MARK):
        return None
    line, _newline, rest = content.removeprefix(MARK).partition(b"\n")
    head, members, at = json.loads(line), [], 0
    for stored, pdf in head["sizes"]:
        members.append(Member(rest[at : at + stored], rest[at + stored : at + stored + pdf]))
        at += stored + pdf
    return Pack(
        meeting=head["meeting"],
        held_on=date.fromisoformat(head["held_on"]),
        edition=Edition(head["edition"]),
        members=tuple(members),
    )
