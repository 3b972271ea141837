"""The pages of PDFs as digests: what each is drawn from, and its words. A program with limits reads the files."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from partnerships.files.limited import run_limited

PROGRAM = Path(__file__).with_name("drawn.py")
MEGABYTE = 1 << 20
# The number of how pages are digested. Whoever changes `drawn.py` so that a page gets another digest counts it up:
# digests that were kept before are then no longer compared.
METHOD = 1


@dataclass(frozen=True)
class PageLimits:
    """The limits of reading files in one process. `seconds` limits wall time and processor time; `memory` and so on are bytes."""

    seconds: int = 15
    memory: int = 512 * MEGABYTE
    pages: int = 2_000
    # What one compressed part of a file may unpack to.
    unpacked: int = 50 * MEGABYTE
    output: int = 10 * MEGABYTE


LIMITS = PageLimits()


@dataclass(frozen=True)
class PdfPage:
    """One page. `drawn` is the digest of what it is drawn from, "" when there is none, `notes` those of what lies on it.

    `words` is the digest of its text. `fingerprint` and `number` are those of the foot of a report, "" and 0 without one;
    `place` is the number that an agenda pack printed below it, and `unlabelled` is then the digest of its text without
    that. On a page of the pack's own, `key` is the key of the pack.
    """

    drawn: str = ""
    notes: frozenset[str] = frozenset()
    words: str = ""
    unlabelled: str = ""
    fingerprint: str = ""
    number: int = 0
    place: int = 0
    key: str = ""
    has_words: bool = False


def as_json(page: PdfPage) -> dict[str, Any]:
    """Return the page as JSON can hold it."""
    return {**asdict(page), "notes": sorted(page.notes)}


def page_from(kept: Mapping[str, Any]) -> PdfPage:
    """Return the page from what `as_json` returned."""
    return PdfPage(**{**kept, "notes": frozenset(kept["notes"])})


@dataclass(frozen=True)
class PdfPages:
    """The pages of one file, none where it could not be read to its end.

    `acts` says that viewers may do more with the file than show its pages. `colours` is the digest of what says for the
    whole file how colours are shown, "" when nothing does.
    """

    pages: tuple[PdfPage, ...] = ()
    acts: bool = False
    colours: str = ""


@dataclass
class _Parts:
    pages: list[PdfPage] = field(default_factory=list)
    acts: bool = False
    colours: str = ""
    is_whole: bool = False


def pages_of(files: Sequence[bytes], limits: PageLimits = LIMITS) -> list[PdfPages]:
    """Return the pages of each file. Raises nothing because of what the files hold."""
    given = json.dumps({**asdict(limits), "sizes": [len(file) for file in files]})
    command = [sys.executable, "-I", str(PROGRAM), given]
    run = run_limited(command, b"".join(files), seconds=limits.seconds, most_output=limits.output)
    found = [_Parts() for _file in files]
    for line in run.output.splitlines(keepends=True):
        if line.endswith(b"\n"):
            _add(json.loads(line), found)
    return [PdfPages(tuple(one.pages) if one.is_whole else (), one.acts, one.colours) for one in found]


def _add(part: dict[str, Any], found: list[_Parts]) -> None:
    of = found[part["file"]]
    if "page" in part:
        of.pages.append(_page(part))
    of.acts = part.get("acts", of.acts)
    of.colours = part.get("colours", of.colours)
    of.is_whole = part.get("is_whole", of.is_whole)


def _page(part: dict[str, Any]) -> PdfPage:
    fingerprint, number, _of = part.get("foot") or ("", 0, 0)
    return PdfPage(
        drawn=part["drawn"] or "",
        notes=frozenset(part["notes"]),
        words=part["words"] or "",
        unlabelled=part.get("unlabelled", ""),
        fingerprint=fingerprint,
        number=number,
        place=part.get("place", 0),
        key=part.get("key", ""),
        has_words=part.get("has_words", False),
    )
