"""Checklists in files that commands are given."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

from checklists.files import ChecklistFile, FileError, read_file


def read_checklist_file(file: Path) -> ChecklistFile:
    """Return the checklist that the file holds; CommandError, with all that stands in the way, when it cannot be read."""
    try:
        return read_file(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
    except FileError as error:
        raise CommandError("\n".join(f"{file}: {sentence}" for sentence in error.sentences)) from error
