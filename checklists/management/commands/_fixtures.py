"""The fixture files that come with the product, as far as they hold versions of checklists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError


def shipped() -> list[Path]:
    """Return the files that hold versions, in the order of their names."""
    files = [file for folder in settings.FIXTURE_DIRS for file in sorted(Path(folder).glob("*.json"))]
    return [file for file in files if '"checklists.version"' in file.read_text()]


def read(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a fixture file; CommandError when it is none."""
    try:
        rows: Any = json.loads(file.read_text())
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{file} is not JSON: {error}.") from error
    if not (isinstance(rows, list) and all(isinstance(row, dict) and {"model", "fields"} <= set(row) for row in rows)):
        raise CommandError(f"{file} is no Django fixture: it is no list of rows with model and fields.")
    return rows
