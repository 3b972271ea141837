"""The report's HTML laid out as a tagged PDF (PDF/UA-1). The same HTML is the same bytes, in every process."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pydyf
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

VARIANT = "pdf/ua-1"
STATIC = "static:/"
STYLESHEET = "report.css"
FONT_FACES = "report-fonts.css"
FONTS = ("build/fonts/SourceSans3-Regular.ttf", "build/fonts/SourceSans3-SemiBold.ttf")
# WeasyPrint's fonts are state that threads would share: one report is laid out at a time.
ONE_AT_A_TIME = threading.Lock()


class MissingStaticFile(Exception):
    """A font or stylesheet of the report is not where the static files are built to."""


class StaticFilesOnly(URLFetcher):
    """Fetches `static:/PATH` from our own static files and refuses every other address."""

    def __init__(self) -> None:
        URLFetcher.__init__(self, allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the static file; ValueError for any other address, MissingStaticFile when there is none of that name."""
        if not url.startswith(STATIC):
            raise ValueError(f"{url} is refused: it is not one of the report's own static files")
        return URLFetcherResponse(url, static_file(url.removeprefix(STATIC)).read_bytes())


FETCHER = StaticFilesOnly()


def static_file(name: str) -> Path:
    """Return where a static file of ours stands; MissingStaticFile when there is none of that name."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise MissingStaticFile(f"The static file {name} is missing. Run bin/build-static to make it.")
    return Path(found)


@cache
def glyphs() -> frozenset[int]:
    """The code points that every font of the report draws."""
    return frozenset.intersection(*(frozenset(TTFont(static_file(font)).getBestCmap() or ()) for font in FONTS))


def pdf_of(html: str) -> bytes:
    """Lay out the HTML and return the PDF, tagged, with its own fonts and nothing from outside the static files."""
    with ONE_AT_A_TIME, _without_garbage_collection():
        fonts, stylesheets = _style()
        page = HTML(string=html, base_url=STATIC, url_fetcher=FETCHER)
        document = page.render(font_config=fonts, stylesheets=stylesheets, pdf_variant=VARIANT)
        return bytes(document.write_pdf(finisher=_mark_scopes, pdf_variant=VARIANT, pdf_identifier=True))


@cache
def _style() -> tuple[FontConfiguration, list[CSS]]:
    """The fonts and the stylesheets, read once a process."""
    fonts = FontConfiguration()
    return fonts, [CSS(url=STATIC + name, url_fetcher=FETCHER, font_config=fonts) for name in (FONT_FACES, STYLESHEET)]


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """A layout makes a great many objects that live to its end: looking for garbage meanwhile takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _mark_scopes(_document: Document, pdf: pydyf.PDF) -> None:
    """Say of each header cell whether it heads a column (in a table's head) or a row, which WeasyPrint leaves out."""
    parts = {part.reference: part for part in pdf.objects if isinstance(part, pydyf.Dictionary)}
    for cell in parts.values():
        if cell.get("S") == "/TH":
            group = parts[parts[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
