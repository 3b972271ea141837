"""However many PDFs somebody asks for, pages are answered, and each report is made once. `make flood` measures it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests import flooding, killed, served
from tests.bench.people import AUDITOR, CHIEF
from tests.bench.visitor import Visitor
from tests.databases import Template
from tests.rendering import pids, until

pytestmark = pytest.mark.spread(1)

REPORTS, TIMES = 3, 4


def test_pages_are_answered_while_no_pdf_can_be_made_and_each_is_made_once(
    tmp_path: Path, four_cases: Template
) -> None:
    with killed.copied_council(tmp_path, four_cases) as environment:
        paths = flooding.reports(environment, REPORTS) * TIMES
        renders = tmp_path / "renders"
        with served.serving(tmp_path, environment, workers=2, threads=4) as server:
            asking, other = Visitor(server, CHIEF), Visitor(server, AUDITOR)
            with flooding.flood(asking, paths):
                until(lambda: pids(renders), "the process that makes PDFs")
                running = pids(renders)
                for pid in running:
                    os.kill(pid, signal.SIGSTOP)
                try:
                    for _each in range(12):
                        other.get("/partnerships/")
                        assert other.get("/healthz") == "ok\n"
                finally:
                    for pid in running:
                        os.kill(pid, signal.SIGCONT)
        assert len(running) == 1
        assert len(list(renders.glob("*/*.pdf"))) == REPORTS
