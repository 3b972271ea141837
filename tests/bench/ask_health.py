"""Ask the health check of a server again and again until standard input ends, then print how long each took, in seconds.

A program of its own: a thread beside others that ask would wait for them too.
"""

import select
import sys
import time
import urllib.request

PAUSE = 0.02


def main(url: str) -> None:
    took = []
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        started = time.perf_counter()
        with urllib.request.urlopen(f"{url}/healthz", timeout=60) as answer:  # noqa: S310 - our own server
            assert answer.read() == b"ok\n"
        took.append(time.perf_counter() - started)
    print(*took)  # noqa: T201 - the figures are the result


if __name__ == "__main__":
    main(sys.argv[1])
