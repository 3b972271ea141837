"""The council that the browser visits: a database of its own, and the production server before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import served


@dataclass(frozen=True)
class Council:
    """A running server. `loaded` is what loading the demonstration printed; mails go to `folder`/mails.txt."""

    url: str
    folder: Path
    loaded: str

    def mails(self) -> str:
        """Return what was mailed since the start, as text."""
        return (self.folder / "mails.txt").read_text(encoding="utf-8")

    def log(self) -> str:
        """Return the end of the server's log."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:]


@contextmanager
def running(folder: Path, *cases: Path) -> Iterator[Council]:
    """Prepare the database with the demonstration and these files of cases, and serve until the end of the block."""
    with served.database(folder) as url:
        environment = served.environment(folder, url)
        prepare = [str(Path(__file__).with_name("prepare.py")), *map(str, cases)]
        loaded = served.run(prepare, environment | {"DEBUG": "true"})
        served.collect_static(environment)
        with served.serving(folder, environment, workers=2, threads=4) as server:
            yield Council(server.url, folder, loaded)
