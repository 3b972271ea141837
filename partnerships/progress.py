"""How far a command is that takes long."""

from __future__ import annotations

import time
from typing import Any

BAR = 30


class ProgressBar:
    """Shows how far it is: in one line of a terminal, in a line for each tenth elsewhere."""

    def __init__(self, out: Any, *, done: int, of: int) -> None:
        self._out, self._first, self._done, self._of = out, done, done, of
        self._tenth, self._started_at = done * 10 // of, time.monotonic()

    def advance(self, number: int) -> None:
        """Show that so many more are done."""
        if number:
            self.show(self._done + number)

    def show(self, done: int) -> None:
        """Show that so many are done, more than before."""
        self._done = done
        seconds = (time.monotonic() - self._started_at) * (self._of - done) / (done - self._first)
        filled = BAR * done // self._of
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {done:,} of {self._of:,}, {_minutes(seconds)} left"
        if self._out.isatty():
            self._out.write(f"\r{line:70}", ending="" if done < self._of else "\n")
        elif done * 10 // self._of > self._tenth:
            self._out.write(line)
        self._out.flush()
        self._tenth = done * 10 // self._of


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
