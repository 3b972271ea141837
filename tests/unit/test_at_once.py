"""The processes of a race end with it, whatever the commands that they run do with signals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, signal, sys
from tests.integration import at_once

def listen():
    signal.signal(signal.SIGTERM, lambda *_: None)
    at_once.ready()
    return os.getpid()

def die():
    os._exit(1)

def hang():
    signal.pause()

at_once.ACTS = {"listen": listen, "die": die, "hang": hang}
at_once.SECONDS = int(sys.argv[1])
for _each in range(20):
    got = at_once.at_once([[name] for name in sys.argv[2:]])
print(len(set(got)))
"""


def raced(*acts: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, str(seconds), *acts]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False)


def test_processes_that_take_signals_for_their_own_end_with_the_round() -> None:
    done = raced("listen", "listen", "listen")
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr


def test_a_process_that_ends_without_an_answer_fails_the_round() -> None:
    done = raced("listen", "listen", "die")
    assert done.returncode == 1
    assert "BrokenProcessPool" in done.stderr


def test_a_process_that_does_not_end_says_what_it_is_doing() -> None:
    done = raced("hang", seconds=1)
    assert done.returncode == 1
    assert "in hang" in done.stderr
