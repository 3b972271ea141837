"""Reads an uploaded file whose kind needs a parser: the parser runs in a process with limits."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.template.defaultfilters import truncatechars

from accounts.text import normal
from partnerships.files.limited import run_limited
from partnerships.files.mail import Mail
from partnerships.files.office import MAIN_TYPES, OPEN_TYPES
from partnerships.files.problem import FileError, FileProblem

PROGRAM, ROOT = "partnerships.files.program", Path(__file__).resolve().parents[2]
# The endings of the files that are read by the program; others are told by how they start.
READ = frozenset(["pdf", "eml", "msg", *MAIN_TYPES, *OPEN_TYPES])
# They join or part letters in names of some scripts.
JOINERS = "\u200c\u200d"
# The most characters of a text of an email that are kept.
MOST_SHOWN = 500
# How many files this process of the server reads at once, and how many seconds a further one waits for its turn.
AT_ONCE, PATIENCE = 2, 20
SLOTS = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class FileLimits:
    """The limits of reading one file: seconds, of wall time and of processor time, and bytes."""

    seconds: int = 15
    memory: int = 768 << 20
    output: int = 1 << 20


FILE_LIMITS = FileLimits()


def read_file(data: bytes, kind: str, limits: FileLimits = FILE_LIMITS) -> Mail | None:
    """Return the summary of a file that is an email. `kind`, one of `READ`, is the ending of its name.

    FileError when the content is not what the ending says, or cannot be accepted.
    """
    command = [sys.executable, "-E", "-s", "-m", PROGRAM, kind, json.dumps(asdict(limits))]
    if not SLOTS.acquire(timeout=PATIENCE):
        raise FileError(FileProblem.TOO_SLOW)
    try:
        run = run_limited(command, data, seconds=limits.seconds, most_output=limits.output, folder=ROOT)
    finally:
        SLOTS.release()
    if run.was_too_slow:
        raise FileError(FileProblem.TOO_SLOW)
    if run.has_failed:
        raise FileError(FileProblem.UNSAFE)
    try:
        return _found(json.loads(run.output))
    except (KeyError, TypeError, ValueError) as error:
        raise FileError(FileProblem.UNSAFE) from error


def _found(output: dict[str, Any]) -> Mail | None:
    """Return the summary that the program wrote, each value checked; FileError for what it found wrong."""
    if "problem" in output:
        raise FileError(FileProblem(output["problem"]), one_line(output["detail"]))
    if "mail" not in output:
        return None
    given = output["mail"]
    return Mail(
        sender=one_line(given["sender"]),
        to=one_line(given["to"]),
        cc=one_line(given["cc"]),
        date=given["date"] and datetime.fromisoformat(given["date"]).isoformat(),
        subject=one_line(given["subject"]),
        attachments=[one_line(name) for name in given["attachments"]],
    )


def one_line(text: str) -> str:
    """Return the text as one line in the form in which text is kept, cut where it is too long.

    Controls, direction marks and what is no character are spaces here: nobody can change them in an email.
    """
    shown = (" " if unicodedata.category(char)[0] == "C" and char not in JOINERS else char for char in text)
    return normal(truncatechars(" ".join("".join(shown).split()), MOST_SHOWN), is_line=True)
