"""Reads a PDF from anywhere: the parsers run in a process with limits, and its failure is an ordinary result."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partnerships.files.limited import run_limited

PARSER = Path(__file__).with_name("parser.py")
MEGABYTE = 1 << 20
MAX_BYTES = 25 * MEGABYTE
# A PDF may begin with other bytes, but no PDF reader looks further than this for its mark.
MARK, MARK_WITHIN = b"%PDF-", 1024


class Problem(TextChoices):
    """Why a file could not be read, or not completely."""

    EMPTY = "empty", _("The file is empty. Choose another, or check that it was saved.")
    TOO_LARGE = "too_large", _("The file is larger than 25 MB.")
    NOT_PDF = "not_pdf", _("The file is not a PDF, whatever its name says.")
    ENCRYPTED = "encrypted", _("The file opens only with a password. Save it without one and try again.")
    DAMAGED = "damaged", _("The file is damaged: parts of it are missing or cannot be read.")
    TOO_MANY_PAGES = "too_many_pages", _("The file has more than 2,000 pages. Only the first 2,000 were read.")
    UNSAFE = "unsafe", _("The file cannot be read safely: it unpacks to far more than a report holds, or is malformed.")
    TOO_SLOW = "too_slow", _("The file takes too long to read.")


@dataclass(frozen=True)
class Limits:
    """The limits of reading one file. `seconds` limits wall time and processor time; all but it and `pages` are bytes."""

    file: int = MAX_BYTES
    seconds: int = 10
    memory: int = 512 * MEGABYTE
    pages: int = 2_000
    # What one compressed part of the file may unpack to.
    unpacked: int = 50 * MEGABYTE
    snapshot: int = 5 * MEGABYTE
    snapshots: int = 10 * MEGABYTE
    # What all attached files together may unpack to.
    attached: int = 100 * MEGABYTE
    # The output of the process, with the snapshots in base64.
    output: int = 20 * MEGABYTE


LIMITS = Limits()


@dataclass(frozen=True)
class Printed:
    """A fingerprint printed on one page of the file; pages count from 1.

    In the running lines of a report, `number` and `of` are those of its "Page 2 of 9", and `reference` and `issue` are
    those of its head (without an issue: a draft). A fingerprint that the text only mentions has none of them.
    `fingerprint` is empty where a page has the head of an issue and no foot.
    """

    page: int
    fingerprint: str
    reference: str = ""
    issue: int | None = None
    number: int | None = None
    of: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is a running line of a report, and not a mention in its text."""
        return self.number is not None or not self.fingerprint


@dataclass(frozen=True)
class Attached:
    """A file that is attached, and is no data: its SHA-256, and of which issue its name says that it is ("" and 0: of none)."""

    sha256: str
    reference: str = ""
    issue: int = 0


@dataclass(frozen=True)
class Reading:
    """What a file contains; whether it is true is not judged.

    With a problem, the rest is what was read until then. `snapshots` are the bytes of the attachments of that name,
    each content once, `manifests` those of the data of agenda packs, and `attached` is all else that is attached. `read`
    is the number of pages whose text was read, `textless` are the pages without any text.
    """

    problem: Problem | None = None
    pages: int = 0
    snapshots: tuple[bytes, ...] = ()
    manifests: tuple[bytes, ...] = ()
    attached: tuple[Attached, ...] = ()
    printed: tuple[Printed, ...] = ()
    read: int = 0
    textless: tuple[int, ...] = ()

    @cached_property
    def fingerprints(self) -> dict[str, list[int]]:
        """The pages on which each fingerprint is printed in a running line."""
        found: dict[str, list[int]] = {}
        for line in self.printed:
            if line.fingerprint and line.is_running:
                found.setdefault(line.fingerprint, []).append(line.page)
        return found

    @property
    def is_scan(self) -> bool:
        """Whether no page has any text, as when all of them are pictures."""
        return 0 < self.read == len(self.textless)


def read_pdf(data: bytes, limits: Limits = LIMITS) -> Reading:
    """Return what the file contains. Raises nothing because of the content: a problem is part of the reading."""
    if not data:
        return Reading(problem=Problem.EMPTY)
    if len(data) > limits.file:
        return Reading(problem=Problem.TOO_LARGE)
    if MARK not in data[:MARK_WITHIN]:
        return Reading(problem=Problem.NOT_PDF)
    output, problem = _run_parser(data, limits)
    try:
        reading = _reading_from(output)
    except (KeyError, TypeError, ValueError):
        return Reading(problem=Problem.UNSAFE)
    return replace(reading, problem=problem or reading.problem)


def _run_parser(data: bytes, limits: Limits) -> tuple[bytes, Problem | None]:
    """Return the output of the parser, and the problem when it did not end by itself. It has no environment."""
    command = [sys.executable, "-I", str(PARSER), json.dumps(asdict(limits))]
    run = run_limited(command, data, seconds=limits.seconds, most_output=limits.output)
    if run.was_too_slow:
        return run.output, Problem.TOO_SLOW
    return run.output, Problem.UNSAFE if run.has_failed else None


def _reading_from(output: bytes) -> Reading:
    """Build the reading from the lines of the parser; KeyError, TypeError or ValueError when it did not write them."""
    parts = [json.loads(line) for line in output.splitlines(keepends=True) if line.endswith(b"\n")]
    pages = [part for part in parts if "page" in part]
    problems = [Problem(part["problem"]) for part in parts if "problem" in part]
    if not any("pages" in part or "problem" in part for part in parts):
        raise ValueError("the parser wrote nothing about the file")
    return Reading(
        problem=problems[0] if problems else None,
        pages=next((int(part["pages"]) for part in parts if "pages" in part), 0),
        snapshots=tuple(base64.b64decode(part["snapshot"], validate=True) for part in parts if "snapshot" in part),
        manifests=tuple(base64.b64decode(part["manifest"], validate=True) for part in parts if "manifest" in part),
        attached=tuple(
            Attached(part["attached"], part.get("reference", ""), part.get("issue", 0))
            for part in parts
            if "attached" in part
        ),
        printed=tuple(Printed(page=int(part["page"]), **line) for part in pages for line in part["printed"]),
        read=len(pages),
        textless=tuple(int(part["page"]) for part in pages if not part["has_text"]),
    )
