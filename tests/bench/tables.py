"""Tables of figures: printed, and kept in var/bench/ as Markdown to be pasted into docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.db import connection

from tests.bench.kept import FOLDER


def keep(name: str, said: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print the table with a sentence before it, and write it to a file of that name and the kind of database."""
    lines = [list(columns), ["---", *["---:"] * (len(columns) - 1)], *[list(row) for row in rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    table = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    text = "\n".join([said, "", *table, ""])
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}-{connection.vendor}.md").write_text(text)
    show(f"\n{text}")


def about() -> str:
    """Return what the figures were measured on: database, Python, processor, cores and day."""
    model = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    return f"{_database()}, Python {platform.python_version()}, {os.cpu_count()} cores ({model[0]}), {date.today():%-d %B %Y}"  # noqa: DTZ011 - the user's own clock


def _database() -> str:
    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    import psycopg

    default = connection.settings_dict
    with psycopg.connect(
        host=default["HOST"],
        port=default["PORT"] or 5432,
        user=default["USER"],
        password=default["PASSWORD"],
        dbname="postgres",
    ) as server:
        number = server.info.server_version
    return f"PostgreSQL {number // 10000}.{number % 10000}"


def show(line: str) -> None:
    print(line)  # noqa: T201 - what is printed is the result
