"""What the PDF of a draft costs beside WeasyPrint alone on the same HTML, in turns; `bench_floor` has what it costs again."""

from __future__ import annotations

import statistics
from pathlib import Path

from tests import served
from tests.bench.tables import about, keep

PROGRAM = Path(__file__).with_name("pdf_alone.py")
TURNS = ("ours", "alone", "alone", "ours") * 2


def test_a_pdf_beside_weasyprint_alone(tmp_path: Path) -> None:
    with served.database(tmp_path) as url:
        environment = served.environment(tmp_path, url)
        served.run([str(PROGRAM.with_name("populate.py")), "1"], environment)
        served.collect_static(environment)
        found: dict[str, list[float]] = {"ours": [], "alone": []}
        for whose in TURNS:
            seconds, _size = served.run([str(PROGRAM), whose], environment).split()
            found[whose].append(float(seconds))
    ours, alone = (statistics.median(found[whose]) for whose in ("ours", "alone"))
    columns = ["PDF of a draft", "ours", "WeasyPrint alone", "times"]
    row = ["first", f"{ours:.2f}", f"{alone:.2f}", f"**{ours / alone:.2f}**"]
    keep("pdf", f"Seconds of CPU. {about()}, medians of {len(TURNS) // 2} turns.", columns, [row])
