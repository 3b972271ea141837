"""Reads an uploaded file whose kind needs a parser: the parser runs in a process with limits."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore

from partnerships.files.limited import run_limited
from partnerships.files.office import MAIN_TYPES, OPEN_TYPES
from partnerships.files.problem import FileError, FileProblem

PROGRAM, ROOT = "partnerships.files.program", Path(__file__).resolve().parents[2]
# The endings of the files that are read by the program; others are told by how they start.
READ = frozenset(["pdf", *MAIN_TYPES, *OPEN_TYPES])
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


def read_file(data: bytes, kind: str, limits: FileLimits = FILE_LIMITS) -> None:
    """Raise FileError when the content is not what the ending `kind`, one of `READ`, says, or cannot be accepted."""
    command = [sys.executable, "-E", "-s", "-m", PROGRAM, kind, json.dumps(asdict(limits))]
    if not SLOTS.acquire(timeout=PATIENCE):
        raise FileError(FileProblem.TOO_SLOW)
    try:
        run = run_limited(command, data, seconds=limits.seconds, most_output=limits.output, folder=ROOT)
    finally:
        SLOTS.release()
    if run.was_too_slow:
        raise FileError(FileProblem.TOO_SLOW)
    try:
        found = json.loads(run.output)
        problem = FileProblem(found["problem"]) if found else None
    except (KeyError, TypeError, ValueError) as error:
        raise FileError(FileProblem.UNSAFE) from error
    if run.has_failed or problem:
        raise FileError(problem or FileProblem.UNSAFE)
