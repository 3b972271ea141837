"""Send requests to a server, one client a line of standard input, all clients at once; print the seconds that each request took.

A line is JSON: the cookies, and the requests as method, path and body. A program of its own with plain sockets' library,
so that what is measured is the server. AssertionError when a request is not answered as it should be.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from typing import Any

ANSWERS = {"GET": {200}, "POST": {302}}


def main(address: str) -> None:
    clients = [json.loads(line) for line in sys.stdin]
    took: list[list[float]] = [[] for _ in clients]
    wrong: list[str] = []
    together = threading.Barrier(len(clients) + 1)

    def work(client: dict[str, Any], seconds: list[float]) -> None:
        connection = http.client.HTTPConnection(address, timeout=120)
        headers = {"Cookie": client["cookies"], "Content-Type": "application/x-www-form-urlencoded"}
        together.wait()
        for method, path, body in client["requests"]:
            started = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            seconds.append(time.perf_counter() - started)
            if answer.status not in ANSWERS[method]:
                wrong.append(f"{method} {path} answered {answer.status}")

    threads = [threading.Thread(target=work, args=pair) for pair in zip(clients, took, strict=True)]
    for thread in threads:
        thread.start()
    together.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - started
    assert not wrong, wrong[:5]
    print(json.dumps({"whole": whole, "each": [each for seconds in took for each in seconds]}))  # noqa: T201 - the figures are the result


if __name__ == "__main__":
    main(sys.argv[1])
