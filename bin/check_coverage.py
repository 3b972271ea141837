#!/usr/bin/env python
"""Say which lines and branches no test reached, and fail unless as much was reached as asked for: bin/check_coverage.py FILE.

FILE is the JSON that `python -m slipcover --json` writes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PURE = ("accounts/canonical.py", "accounts/chain.py", "checklists/spec/", "partnerships/domain/")


def main(path: str) -> int:
    """Print what is missing, then a line for each demand; return 1 if one of them is not met."""
    files: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))["files"]
    for name, file in sorted(files.items()):
        if missing := _missing(file):
            print(f"{name}: {missing}")
    pure = {name: file for name, file in files.items() if name.startswith(PURE)}
    demands = [
        _demand("the pure modules", pure, 100),
        _demand("everything", files, 95),
    ]
    return 0 if all(demands) else 1


def _missing(file: dict[str, Any]) -> str:
    """Return the lines that did not run, then the steps from one line to another that were not taken, none out of these lines."""
    lines: list[int] = file["missing_lines"]
    branches = [f"{start}-{end}" for start, end in file.get("missing_branches", []) if start not in lines]
    return ", ".join([*map(str, lines), *branches])


def _demand(what: str, files: dict[str, Any], percent: int) -> bool:
    """Print how much of these files was reached; False if it is less than this."""
    counts: list[dict[str, int]] = [file["summary"] for file in files.values()]
    covered = sum(count["covered_lines"] + count["covered_branches"] for count in counts)
    missing = sum(count["missing_lines"] + count["missing_branches"] for count in counts)
    reached = 100 * covered / (covered + missing)
    print(f"Coverage of {what}: {reached:.1f} %, at least {percent} % are asked for")
    return reached >= percent


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
