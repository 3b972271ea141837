"""Make the PDF of a report, and print the CPU seconds that it took and how many bytes it has: `pdf_alone.py ours|alone`.

`ours` is what the application does with the first case of the database of DATABASE_URL; `alone` is WeasyPrint as it
comes on the same HTML, stylesheets and fonts: without tags, attachments and what we correct in it.
"""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

ROUNDS = 4


def main(whose: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import timezone

    from partnerships.models import Assessment
    from partnerships.reports import print_html, render_pdf
    from partnerships.snapshot import snapshot_of

    case = Assessment.objects.with_partnership().earliest("pk")
    snapshot = snapshot_of(case, made_on=timezone.localdate())
    html = print_html(snapshot)
    makers: dict[str, Callable[[], bytes]] = {"ours": lambda: render_pdf(snapshot), "alone": lambda: alone(html)}
    make = makers[whose]
    size = len(make())
    print(statistics.median(seconds_of(make) for _ in range(ROUNDS)), size)  # noqa: T201 - what it is for


def alone(html: str) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from partnerships.reports.static_files import STYLESHEET, static_file

    class Fetcher(URLFetcher):
        def __init__(self) -> None:
            URLFetcher.__init__(self)

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            return URLFetcherResponse(url, static_file(url.removeprefix("static:/")).read_bytes())

    fetcher, fonts = Fetcher(), FontConfiguration()
    sheets = [
        CSS(string=static_file(name).read_text(), base_url="static:/", url_fetcher=fetcher, font_config=fonts)
        for name in ("report-fonts.css", STYLESHEET)
    ]
    page = HTML(string=html, base_url="static:/", url_fetcher=fetcher)
    return bytes(page.write_pdf(stylesheets=sheets, font_config=fonts))


def seconds_of(make: Callable[[], bytes]) -> float:
    gc.collect()
    gc.disable()
    before = time.process_time()
    make()
    seconds = time.process_time() - before
    gc.enable()
    return seconds


if __name__ == "__main__":
    main(sys.argv[1])
