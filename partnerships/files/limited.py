"""Runs a program that parses an untrusted file: in a process of its own, without environment, with a time limit.

The program limits its memory itself, as its first step.
"""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# How a process ends that has used up its processor time.
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


@dataclass(frozen=True)
class Run:
    """What a program wrote, also when it did not end by itself."""

    output: bytes
    has_failed: bool = False
    was_too_slow: bool = False


def run_limited(
    command: Sequence[str], data: bytes, *, seconds: int, most_output: int, folder: Path | None = None
) -> Run:
    """Run the program with the file as its input and return what it wrote. Raises nothing because of the file."""
    # A file instead of a pipe keeps the output of a process that is ended, and no more than `most_output` of it.
    with tempfile.TemporaryFile() as output:
        try:
            ended = subprocess.run(  # noqa: S603 - this Python and our own program; the file is its input alone
                command,
                input=data,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env={},
                cwd=folder or "/",
                timeout=seconds,
                check=False,
            )
            code: int | None = ended.returncode
        except subprocess.TimeoutExpired:
            code = None
        output.seek(0)
        return Run(output.read(most_output), has_failed=code != 0, was_too_slow=code is None or code in OUT_OF_TIME)
