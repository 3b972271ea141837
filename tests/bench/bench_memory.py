"""What memory a worker has after a thousand requests, PDFs among them, which a process of its own makes: at most 120 MB.

What counts is its share (PSS): a page of memory that several processes have is counted in equal parts, so the shares of
all add up to what the machine needs. What it has alone (private) and all that it has mapped (RSS) stand beside it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.measuring import SMALL, Council, Request, council, saving
from tests.bench.pages import PAGES, SAVE_ONE
from tests.bench.people import CLIENTS, OWN_QUESTION, draft_of
from tests.bench.tables import about, keep
from tests.bench.visitor import children
from tests.served import THREADS, WORKERS

MOST_MB, REQUESTS, AT_ONCE = 120, 1_000, 4
COLUMNS = ("Pss", "Private_Dirty", "Rss")
# One request in so many is a save.
SAVES = 10


def test_what_memory_a_worker_has_after_a_thousand_requests(tmp_path: Path) -> None:
    with council(SMALL, tmp_path, workers=WORKERS, threads=THREADS) as served:
        workers = children(served.server.pid)
        before = [memory_of(worker) for worker in workers]
        work = [mixed(served, client) for client in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            asked = sum(threads.map(ask, work))
        after = [memory_of(worker) for worker in workers]
    rows = [
        [f"worker {number}, {when}", *(f"{found[column]:.0f}" for column in COLUMNS)]
        for number, pair in enumerate(zip(before, after, strict=True), start=1)
        for when, found in zip(("started", f"after {asked:,} requests to both"), pair, strict=True)
    ]
    said = f"Megabytes of {WORKERS} workers with {THREADS} threads each. {about()}."
    keep("memory", said, ["process", "its share (PSS), which counts", "its own", "mapped (RSS)"], rows)
    assert max(found["Pss"] for found in after) <= MOST_MB


def mixed(served: Council, client: int) -> list[Request]:
    """Return every page, and the saves of one client, whose page is asked for before each."""
    save = saving(CLIENTS[client], f"{draft_of(client)}questions/{OWN_QUESTION}/", f"{OWN_QUESTION}-reason")
    pages = [prepare(served) for name, (_like, prepare) in PAGES.items() if name != SAVE_ONE]
    return [*pages, *[save(served)] * (len(pages) // SAVES)]


def ask(work: list[Request]) -> int:
    """Send these requests again and again, until a share of all is sent; return how many that were."""
    rounds = -(-REQUESTS * WORKERS // (AT_ONCE * len(work)))
    for request in work * rounds:
        request()
    return rounds * len(work)


def memory_of(process: int) -> dict[str, float]:
    """Return the memory of the process in megabytes, by the names of the kernel."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(value.split()[0]) / 1024 for name, _, value in (line.partition(":") for line in lines)}
