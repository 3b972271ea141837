"""A database that is neither the developer's nor that of the other tests, for processes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from django.conf import settings

ROOT = Path(__file__).parents[2]
Environment = dict[str, str]


@contextmanager
def own_database(folder: Path) -> Iterator[Environment]:
    """Hand over an environment with the address of a new database, of the kind that the tests run on."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "EMAIL_URL": "dummymail://"}
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield {**environment, "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}"}
        return
    name, server = f"own_{uuid4().hex}", os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {**environment, "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
