#!/usr/bin/env python
"""Leave in the lock files of npm that are named what pins packages: no address of a registry, nor of whom to pay."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ADDRESSES = ("resolved", "funding")


def main(*paths: str) -> None:
    """Write each file anew, as npm does, without them."""
    for path in map(Path, paths):
        lock = json.loads(path.read_text())
        for package in lock["packages"].values():
            for name in ADDRESSES:
                package.pop(name, None)
        path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
