"""The process that judges a signature: the file on its input, the certificate's thumbprint and limits as its arguments.

It is run by its path, without settings, environment or database, so that what a file does to its parser ends here.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def main() -> None:
    """Say what the signature is worth, as one line of JSON."""
    thumbprint, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.path.append(str(PROJECT))
    from partnerships.reports.signatures import judge

    _confine(seconds=seconds, memory=memory)
    said = asdict(judge(sys.stdin.buffer.read(), ours=thumbprint or None))
    said["signed_at"] = said["signed_at"] and said["signed_at"].isoformat()
    sys.stdout.write(json.dumps(said))


def _confine(*, seconds: int, memory: int) -> None:
    """Bind this process for good: processor seconds, bytes of memory, no file written, no process of its own."""
    most = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    # macOS knows this limit but refuses to set it.
    if sys.platform != "darwin":
        most[resource.RLIMIT_AS] = memory
    for kind, number in most.items():
        resource.setrlimit(kind, (number, number))


if __name__ == "__main__":
    main()
