"""A PDF from anywhere, read safely: the parsers run in a process with limits, whose end is an answer like any other."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PARSER = Path(__file__).with_name("parser.py")
MEGABYTE = 1 << 20
MAX_BYTES = 25 * MEGABYTE
# A PDF may begin with other bytes, but no reader looks further than this for its mark.
MARK, MARK_WITHIN = b"%PDF-", 1024
# What a process ends with that used up its seconds.
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


class Problem(TextChoices):
    """Why a file could not be read, or not whole."""

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
    """How much one file may take. `seconds` of the clock and of the processor; all else but `pages` in bytes."""

    file: int = MAX_BYTES
    seconds: int = 10
    memory: int = 512 * MEGABYTE
    pages: int = 2_000
    # What one compressed part of the file may unpack to.
    unpacked: int = 50 * MEGABYTE
    snapshot: int = 5 * MEGABYTE
    snapshots: int = 10 * MEGABYTE
    # What the process may say, the snapshots in base64 included.
    output: int = 20 * MEGABYTE


LIMITS = Limits()


@dataclass(frozen=True)
class Printed:
    """A fingerprint printed on one page of the file; pages count from 1.

    In the running lines of a report, `number` and `of` are those of its "Page 2 of 9", and `reference` and `issue` stand
    in its head (no issue: a draft). A fingerprint that the text merely names has neither. `fingerprint` is empty where
    a page has the head of an issue but lost its foot.
    """

    page: int
    fingerprint: str
    reference: str = ""
    issue: int | None = None
    number: int | None = None
    of: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is a report's own running line, not a mention."""
        return self.number is not None or not self.fingerprint


@dataclass(frozen=True)
class Reading:
    """What a file says of itself, and nothing on whether it is true.

    A problem may come with content: what was read until then. `snapshots` are the bytes of the attachments of that
    name, each content once, unjudged. `read` is how many pages' text was looked at, `textless` those without any.
    """

    problem: Problem | None = None
    pages: int = 0
    snapshots: tuple[bytes, ...] = ()
    printed: tuple[Printed, ...] = ()
    read: int = 0
    textless: tuple[int, ...] = ()

    @property
    def fingerprints(self) -> dict[str, list[int]]:
        """The pages on which each fingerprint is printed as a running line."""
        found: dict[str, list[int]] = {}
        for line in self.printed:
            if line.fingerprint and line.is_running:
                found.setdefault(line.fingerprint, []).append(line.page)
        return found

    @property
    def is_scan(self) -> bool:
        """Whether no page has any text: pictures of pages."""
        return 0 < self.read == len(self.textless)


def read_pdf(data: bytes, limits: Limits = LIMITS) -> Reading:
    """Return what the file says of itself. Never raises on what it holds: a problem is part of the reading."""
    refusal = _refusal(data, limits)
    if refusal:
        return Reading(problem=refusal)
    said, end = _parsed(data, limits)
    try:
        reading = _reading(said)
    except (KeyError, TypeError, ValueError):
        return Reading(problem=Problem.UNSAFE)
    return replace(reading, problem=end or reading.problem)


def _refusal(data: bytes, limits: Limits) -> Problem | None:
    if not data:
        return Problem.EMPTY
    if len(data) > limits.file:
        return Problem.TOO_LARGE
    return None if MARK in data[:MARK_WITHIN] else Problem.NOT_PDF


def _parsed(data: bytes, limits: Limits) -> tuple[bytes, Problem | None]:
    """Return what the parser said, and the problem that its end shows. It has no environment, and no folder to write to."""
    command = [sys.executable, "-I", str(PARSER), json.dumps(asdict(limits))]
    # A file, not a pipe: it keeps what a process said that was ended, and holds no more than `limits.output`.
    with tempfile.TemporaryFile() as output:
        try:
            ended = subprocess.run(  # noqa: S603 - this Python and our own file; the upload is its input alone
                command,
                input=data,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=limits.seconds,
                check=False,
            )
            problem = _problem_of(ended.returncode)
        except subprocess.TimeoutExpired:
            problem = Problem.TOO_SLOW
        output.seek(0)
        return output.read(limits.output), problem


def _problem_of(code: int) -> Problem | None:
    if code in OUT_OF_TIME:
        return Problem.TOO_SLOW
    return Problem.UNSAFE if code else None


def _reading(said: bytes) -> Reading:
    """Put together what the parser said, line by line. KeyError, TypeError or ValueError when it is not what it says."""
    parts = [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
    pages = [part for part in parts if "page" in part]
    problems = [Problem(part["problem"]) for part in parts if "problem" in part]
    if not any("pages" in part or "problem" in part for part in parts):
        raise ValueError("the parser said nothing of the file")
    return Reading(
        problem=problems[0] if problems else None,
        pages=next((int(part["pages"]) for part in parts if "pages" in part), 0),
        snapshots=tuple(base64.b64decode(part["snapshot"], validate=True) for part in parts if "snapshot" in part),
        printed=tuple(_printed(part["page"], line) for part in pages for line in part["printed"]),
        read=len(pages),
        textless=tuple(int(part["page"]) for part in pages if not part["has_text"]),
    )


def _printed(page: int, line: dict[str, Any]) -> Printed:
    return Printed(page=int(page), **line)
