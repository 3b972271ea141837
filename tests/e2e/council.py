"""The council that the browser visits: a database of its own, and the production server before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from types import MappingProxyType

from tests import served
from tests.databases import Template, new_database

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Council:
    """A running server. Mails go to `folder`/mails.txt."""

    url: str
    folder: Path

    def mails(self) -> str:
        """Return what was mailed since the start, as text."""
        return (self.folder / "mails.txt").read_text(encoding="utf-8")

    def log(self) -> str:
        """Return the end of the server's log."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:]


@dataclass(frozen=True)
class Place:
    """A database that is filled, before a server runs over it. Its servers run one after another, each on its own day."""

    folder: Path
    environment: served.Environment

    @contextmanager
    def open(
        self, *, days_later: int = 0, at: socket | None = None, variables: Mapping[str, str] = NOTHING
    ) -> Iterator[Council]:
        """Serve until the end of the block, so many days after today, with these variables; `at`: see `served.serving`."""
        with served.serving(self.folder, self._on(days_later) | dict(variables), at=at) as server:
            yield Council(server.url, self.folder)

    def run(self, *arguments: str, days_later: int = 0) -> str:
        """Run a program of ours over the database, so many days after today; return what it printed."""
        return served.run(list(arguments), self._on(days_later))

    def _on(self, days_later: int) -> served.Environment:
        return served.later(self.environment, days_later) if days_later else self.environment


@contextmanager
def place(folder: Path, template: Template, static: Path) -> Iterator[Place]:
    """Copy a database for servers, which find the compressed static files there; it is gone after the block."""
    with new_database(folder, template) as url:
        yield Place(folder, served.environment(folder, url) | {"STATIC_ROOT": str(static)})
