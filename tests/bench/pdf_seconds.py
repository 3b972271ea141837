"""Make the PDF of the newest case of the database of DATABASE_URL, and print what a page of it costs beside a plain page.

Prints its pages, CPU seconds a page, and the same of a plain document that WeasyPrint lays out by itself; medians of turns.
"""

import gc
import os
import statistics
import time
from collections.abc import Callable
from io import BytesIO

import django

ROUNDS, PLAIN_PAGES = 5, 20
SENTENCE = "The council is asked whether it knows who answers for the money, the staff and the data of a partnership. "
PLAIN = (
    "<style>@page { size: A4; margin: 18mm } body { font: 9pt/1.35 sans-serif } section { break-after: page }</style>"
    + ("<section>" + ("<h2>What is asked</h2>" + f"<p>{SENTENCE * 4}</p>" * 5) * 2 + "</section>") * PLAIN_PAGES
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import timezone
    from weasyprint import HTML

    from partnerships.models import Assessment
    from partnerships.reports import render_pdf
    from partnerships.snapshot import snapshot_of

    newest = Assessment.objects.with_partnership().latest("pk")
    snapshot = snapshot_of(newest, made_on=timezone.localdate())
    makers = (lambda: render_pdf(snapshot), lambda: HTML(string=PLAIN).write_pdf())
    for make in makers:
        make()
    turns = [[a_page(make) for make in makers] for _ in range(ROUNDS)]
    pages = turns[0][0][0]
    ours, plain = (statistics.median(turn[at][1] for turn in turns) for at in (0, 1))
    print(pages, f"{ours:.4f} {plain:.4f}")  # noqa: T201 - what it is for


def a_page(make: Callable[[], bytes]) -> tuple[int, float]:
    """Return how many pages the PDF has, and the CPU seconds that each took."""
    import pikepdf

    gc.disable()
    before = time.process_time()
    pdf = make()
    seconds = time.process_time() - before
    gc.enable()
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = len(document.pages)
    return pages, seconds / pages


if __name__ == "__main__":
    main()
