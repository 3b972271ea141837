"""A database that is neither the developer's nor that of the other tests, for processes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Template, new_database

ROOT = Path(__file__).parents[2]
Environment = dict[str, str]


@contextmanager
def own_database(folder: Path, copied: Template) -> Iterator[Environment]:
    """Hand over an environment with the address of a copy, of the kind that the tests run on."""
    with new_database(folder, copied) as url:
        own = {"DJANGO_SETTINGS_MODULE": "config.settings", "EMAIL_URL": "dummymail://", "DATABASE_URL": url}
        yield os.environ | own
