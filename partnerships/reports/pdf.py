"""Lays out the report's HTML as a tagged PDF, which is PDF/A-3a and PDF/UA-1 and has its data attached.

The same HTML and data are the same bytes, in every process.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import pairwise, takewhile
from xml.etree.ElementTree import Element

import pydyf
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from partnerships.reports.fonts import font_file, fonts_needed
from partnerships.reports.references import name_pages_once, spare_a_layout
from partnerships.reports.spoken import speak_all
from partnerships.reports.static_files import STYLESHEET, static_file
from partnerships.reports.typed import JOINER, NON_JOINER, ends_with_joiner

VARIANT = "pdf/a-3a"
STATIC = "static:/"
FONT_FACES = "report-fonts.css"
# The metadata that say that the file is PDF/UA-1 (ISO 14289-1, section 5). PDF/A requires the file to describe a schema
# that PDF/A does not define (ISO 19005-3, section 6.6.2.3.3). The wording is that of the PDF Association.
PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END_OF_METADATA = b"</rdf:RDF>"
# Threads would share the state of WeasyPrint's fonts, so only one report is laid out at a time.
ONE_AT_A_TIME = threading.Lock()
# What is on a page fills more of it than this.
LEAST_ON_A_PAGE = 0.01

spare_a_layout()
name_pages_once()
speak_all()


@dataclass(frozen=True)
class Data:
    """The file that is attached to the report: the data that the report shows. `made_at` is in UTC, without a zone."""

    name: str
    description: str
    content: bytes
    made_at: datetime


class StaticFilesOnly(URLFetcher):
    """Fetches `static:/PATH` from our own static files and refuses every other address."""

    def __init__(self) -> None:
        URLFetcher.__init__(self, allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the static file; ValueError for any other address, MissingStaticFileError when it does not exist."""
        if not url.startswith(STATIC):
            raise ValueError(f"{url} is refused: it is not one of the report's own static files")
        return URLFetcherResponse(url, static_file(url.removeprefix(STATIC)).read_bytes())


FETCHER = StaticFilesOnly()


def pages_filled(html: str, *, last: str) -> float:
    """Lay out the HTML and return how many pages it fills up to its last element, which has that id: 1.5 is a page and a half.

    It is more than 2 exactly where there is a third page.
    """
    with ONE_AT_A_TIME, without_garbage_collection():
        pages = laid_out(html).pages
    reaches = [
        number + page.anchors[last][1] / page.height for number, page in enumerate(pages) if last in page.anchors
    ]
    filled: float = max([len(pages) - 1 + LEAST_ON_A_PAGE, *reaches])
    return filled


def pdf_of(html: str, *, data: Data, most_pages: int | None = None, before: str | None = None) -> bytes | None:
    """Lay out the HTML and return the tagged PDF; None when it would have more than `most_pages`.

    With `before`, the id of an element, it has only the pages before that, as they are in the whole; its title says
    that it is the summary, in the active language. It embeds its fonts and the data, and loads static files only.
    """
    with ONE_AT_A_TIME, without_garbage_collection():
        document = laid_out(html)
        if before is not None:
            document = _pages_before(before, document)
        if most_pages is not None and len(document.pages) > most_pages:
            return None
        return _written(document, data)


def pdfs_of(html: str, *, before: str, data: Data, most_pages: int | None = None) -> tuple[bytes, bytes] | None:
    """Lay out the HTML once; return the whole and the pages before an element, each byte for byte as `pdf_of` does."""
    with ONE_AT_A_TIME, without_garbage_collection():
        document = laid_out(html)
        if most_pages is not None and len(document.pages) > most_pages:
            return None
        whole = _written(document, data)
        return whole, _written(_pages_before(before, document), data)


def _written(document: Document, data: Data) -> bytes:
    attachment = Attachment(
        file_obj=BytesIO(data.content),
        name=data.name,
        description=data.description,
        created=data.made_at,
        modified=data.made_at,
        relationship="Data",
    )
    return bytes(
        document.write_pdf(finisher=finish, pdf_variant=VARIANT, pdf_identifier=True, attachments=[attachment])
    )


def laid_out(html: str, *more_style: CSS) -> Document:
    """Return the pages of the HTML. The caller holds `ONE_AT_A_TIME`."""
    fonts, stylesheets = _style(fonts_needed(html))
    page = HTML(string=html, base_url=STATIC, url_fetcher=FETCHER)
    if NON_JOINER in html or JOINER in html:
        _keep_joiners_with_their_word(page.etree_element)
    document: Document = page.render(font_config=fonts, stylesheets=[*stylesheets, *more_style], pdf_variant=VARIANT)
    _leave_out_links_within_links(document)
    return document


def _leave_out_links_within_links(document: Document) -> None:
    """Make text of each box within a link, such as the number of its page.

    WeasyPrint makes a link of each of them: a screen reader would announce "In full" and ", page 4" as two.
    """
    for page in document.pages:
        within: set[int] = set()
        outer = []
        for link in page.links:
            *_place, box = link
            if id(box) in within:
                box.element_tag = "span"
                continue
            within.update(id(part) for part in box.descendants() if part is not box)
            outer.append(link)
        page.links = outer


def _keep_joiners_with_their_word(root: Element) -> None:
    """Part each text after a word that ends with a joiner.

    Pango gives blanks and joiners at the end of letters from another font to our own where a sign of ours follows, such as
    a full stop. The letter before would then not have the form for which the joiner is there.
    """
    for element in list(root.iter()):
        if element.tag in ("title", "style"):
            continue
        for child in list(element):
            at = list(element).index(child) + 1
            child.tail, rests = _parted(child.tail)
            element[at:at] = rests
        element.text, rests = _parted(element.text)
        element[0:0] = rests


def _parted(text: str | None) -> tuple[str | None, list[Element]]:
    """Return the text up to the first such word's end, and elements without content that have the rest after them."""
    ends = ends_with_joiner(text or "")
    if text is None or not ends:
        return text, []
    rests = []
    for start, end in pairwise([*ends, len(text)]):
        rest = Element("span")
        rest.tail = text[start:end]
        rests.append(rest)
    return text[: ends[0]], rests


def _pages_before(element: str, document: Document) -> Document:
    """Return the pages before that of the element. Links that lead to later pages are text, as those are not there."""
    pages = list(takewhile(lambda page: element not in page.anchors, document.pages))
    places = {place for page in pages for place in page.anchors}
    for page in pages:
        gone = [link for link in page.links if link[0] == "internal" and link[1] not in places]
        page.links = [link for link in page.links if link not in gone]
        for *_rest, box in gone:
            # Where the whole was written before, it has left its own annotation of the link on the box.
            box.link_annotation = None
    copied: Document = document.copy(pages)
    copied.metadata = copy(document.metadata)
    copied.metadata.title = _("%(title)s, summary") % {"title": document.metadata.title}
    return copied


@lru_cache(maxsize=16)
def _style(others: tuple[str, ...]) -> tuple[FontConfiguration, list[CSS]]:
    """Return the fonts and the stylesheets, with these fonts beside ours; they are read once per process."""
    fonts = FontConfiguration()
    files = [CSS(url=STATIC + name, url_fetcher=FETCHER, font_config=fonts) for name in (FONT_FACES, STYLESHEET)]
    if others:
        faces = [f'@font-face {{ font-family: "{name}"; src: url("{STATIC}{font_file(name)}"); }}' for name in others]
        families = ", ".join(f'"{name}"' for name in ("Report Sans", *others))
        text = "\n".join([*faces, f"body.report-print {{ font-family: {families}, sans-serif; }}"])
        files.append(CSS(string=text, base_url=STATIC, url_fetcher=FETCHER, font_config=fonts))
    return fonts, files


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Pause the garbage collector: a layout creates many objects that live until its end, and collecting takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def finish(_document: Document, pdf: pydyf.PDF) -> None:
    """Add what WeasyPrint leaves out, before the file is written."""
    _mark_scopes(pdf)
    _mark_as_pdf_ua(pdf)
    # Viewers name the pages as their feet do.
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    # WeasyPrint lists each attachment twice.
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _mark_as_pdf_ua(pdf: pydyf.PDF) -> None:
    """Add the PDF/UA identifier to the metadata, inside their only RDF element, where readers look for it."""
    [metadata] = [
        part for part in pdf.objects if isinstance(part, pydyf.Stream) and part.extra.get("Type") == "/Metadata"
    ]
    [packet] = metadata.stream
    before, after = packet.split(END_OF_METADATA)
    metadata.stream = [before + PDF_UA + END_OF_METADATA + after]


def _mark_scopes(pdf: pydyf.PDF) -> None:
    """Mark each header cell as the header of a column (in a table's head) or of a row, which WeasyPrint does not do."""
    parts = {part.reference: part for part in pdf.objects if isinstance(part, pydyf.Dictionary)}
    for cell in parts.values():
        if cell.get("S") == "/TH":
            group = parts[parts[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
