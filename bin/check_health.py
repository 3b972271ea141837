#!/usr/bin/env python
"""Ask the application on this machine how it is: exit status 0 when /healthz answers 200. The container calls it."""

import os
import sys
from http.client import HTTPConnection, HTTPException


def main() -> None:
    """Ask on PORT, by a host name that the application answers to."""
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost" if name in {"", "*"} else name})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        sys.exit(f"Not healthy: no answer ({error})")
    if status != 200:
        sys.exit(f"Not healthy: /healthz answered {status}")


if __name__ == "__main__":
    main()
