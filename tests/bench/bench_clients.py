"""Eight clients at once: how many requests a second we answer, and the floor under the same load.

Each is served by gunicorn with two workers of four threads; eight people ask without a pause, each over a connection
of their own. Ours and the floor are asked in turns; figures are medians of the rounds, the ratio is the median of the
rounds' ratios. The clients need the processor too, the same share a request of either.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.bench.measuring import SMALL, Council, council, floor
from tests.bench.pages import LIST, ROWS, SAVE
from tests.bench.people import CLIENTS, LEAD, OWN_QUESTION, draft_of
from tests.bench.tables import about, keep
from tests.filled_forms import fields_of
from tests.specs import BEST

ASK = Path(__file__).with_name("ask_at_once.py")
WORKERS, THREADS, ROUNDS, EACH = 2, 4, 5, 18
# The floor limits nobody's share and has one person.
FLOOR_CLIENTS = (LEAD,) * len(CLIENTS)
Sent = tuple[str, str, str | None]
Sends = Callable[[Council, int], list[Sent]]


@dataclass
class Answered:
    """What came of the rounds of one kind of request."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, printed: str) -> None:
        """Take what a round printed."""
        found = json.loads(printed)
        self.rates.append(len(found["each"]) / found["whole"])
        self.seconds += found["each"]

    def cells(self) -> list[str]:
        """Return requests a second, and milliseconds: the median, and what 95 of 100 take at most."""
        shares = statistics.quantiles(self.seconds, n=20)
        return [f"{statistics.median(self.rates):.0f}", f"{shares[9] * 1000:.0f}", f"{shares[18] * 1000:.0f}"]


def opens(path: Callable[[int], str]) -> Sends:
    return lambda _site, client: [("GET", path(client), None)] * EACH


def our_saves(site: Council, client: int) -> list[Sent]:
    """Open each question of the client's draft, and return what saves another reason there."""
    paths = [f"{draft_of(client)}questions/{key}/" for key in BEST]
    return [_changed(site, CLIENTS[client], path, f"{key}-reason") for key, path in zip(BEST, paths, strict=True)]


def floor_saves(site: Council, client: int) -> list[Sent]:
    """The same of the rows of a case of the floor."""
    return [_changed(site, LEAD, f"/rows/{EACH * client + number}/", "text") for number in range(1, EACH + 1)]


def _changed(site: Council, email: str, path: str, text: str) -> Sent:
    form = fields_of(site.visitor(email).get(path), path)
    form[text] = [f"{form[text][0]} Again."[-300:]]
    return "POST", path, urlencode(form, doseq=True)


KINDS: dict[str, tuple[Sends, str, Sends]] = {
    "save": (our_saves, SAVE, floor_saves),
    "question": (
        opens(lambda client: f"{draft_of(client)}questions/{OWN_QUESTION}/"),
        ROWS,
        opens(lambda client: f"/cases/{client + 1}/"),
    ),
    "My work": (opens(lambda _client: "/"), LIST, opens(lambda _client: "/list/")),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Council, Council]]:
    with (
        council(SMALL, tmp_path_factory.mktemp("council-clients"), workers=WORKERS, threads=THREADS) as ours,
        floor(SMALL, tmp_path_factory.mktemp("floor-clients"), workers=WORKERS, threads=THREADS) as floors,
    ):
        yield ours, floors


def test_eight_clients_at_once(sites: tuple[Council, Council]) -> None:
    rows = []
    for name, (our, like, floors) in KINDS.items():
        answered = (Answered(), Answered())
        for number in range(-1, ROUNDS):
            # The first is for warming up.
            turns = list(zip(answered, sites, (CLIENTS, FLOOR_CLIENTS), (our, floors), strict=True))
            for found, site, people, sends in turns if number % 2 else reversed(turns):
                printed = _ask(site, people, sends)
                if number >= 0:
                    found.add(printed)
        ratio = statistics.median(ours / of for ours, of in zip(*(each.rates for each in answered), strict=True))
        rows.append([name, *answered[0].cells(), like, *answered[1].cells(), f"**{ratio:.2f}**"])
    figures = ["a second", "median ms", "95 % within ms"]
    columns = ["page", *figures, "the floor's", *figures, "share of the floor's rate"]
    said = f"Eight clients, {WORKERS} workers of {THREADS} threads. {about()}, medians of {ROUNDS} rounds."
    keep("clients", said, columns, rows)


def _ask(site: Council, people: Sequence[str], sends: Sends) -> str:
    """Let every client send its requests at once; return what that printed."""
    lines = [
        json.dumps({"cookies": site.visitor(email).cookies, "requests": sends(site, client)})
        for client, email in enumerate(people)
    ]
    address = site.server.url.removeprefix("http://")
    command = [sys.executable, str(ASK), address]
    return subprocess.run(command, input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True).stdout
