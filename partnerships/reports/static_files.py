"""Our own static files that a report is made with, found before or after `collectstatic`."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders

STYLESHEET = "report.css"


class MissingStaticFileError(Exception):
    """A font or stylesheet of the report is not where the static files are built to."""


def static_file(name: str) -> Path:
    """Return where a static file of ours stands; MissingStaticFileError when there is none of that name."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise MissingStaticFileError(f"The static file {name} is missing. Run bin/build_static.py to make it.")
    return Path(found)
