"""Lays out an agenda pack: its own pages, then the pages of each issue as they are in the issue, as one tagged PDF.

Each issue is laid out by itself, so that its pages have the numbers and the references of the issue, whose pages they
repeat. Under the number of a page in its report stands that in the pack. The same pack is the same bytes in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, Attachment, Document
from weasyprint.document import Page

from partnerships.reports import AFTER_SUMMARY, TooManyPagesError, print_html
from partnerships.reports.fonts import GLYPHS
from partnerships.reports.pack import MANIFEST, Pack, cover_of
from partnerships.reports.pdf import ONE_AT_A_TIME, VARIANT, finish, laid_out, without_garbage_collection

TEMPLATE = "reports/pack/cover.html"
# Wider than any number of a page: with it the pack's own pages are laid out to count them.
WIDEST = 9999
IN_REPORT = 'string(page) " " counter(page) " " string(of) " " counter(pages) "\\A "'
NUMBERED = """@page {{ counter-increment: pack;
  @bottom-right {{ white-space: pre-line; text-align: right; content: {in_report} "{word} " counter(pack); }} }}
@page :first {{ counter-reset: pack {before}; }}"""
# Verifying compares the words of the pack's own pages, so each heading of a table stands once.
ONCE = ".report-table thead { display: table-row-group; }"


def render_pack_pdf(
    pack: Pack, *, most_pages: int | None = None, tell: Callable[[int], None] = lambda _done: None
) -> bytes:
    """Return the PDF of the pack, with each PDF that was issued attached to it as it is.

    `most_pages` is the limit of each issue: TooManyPagesError when one has more. `tell` is called with how many issues
    were laid out. MissingStaticFileError when the fonts were not built.
    """
    with translation.override(pack.language):
        own = len(_own_pages(pack.with_pages([(WIDEST, WIDEST)] * len(pack.members))).pages)
        pages: list[Page] = []
        starts = []
        for number, member in enumerate(pack.members, start=1):
            first = own + len(pages) + 1
            # Each report is printed in its own language.
            with translation.override(member.snapshot.content.language):
                html = print_html(member.snapshot)
            found = _of_issue(html, before=first - 1)
            if most_pages is not None and len(found.pages) > most_pages:
                raise TooManyPagesError
            report = next((at for at, page in enumerate(found.pages) if AFTER_SUMMARY in page.anchors), 0)
            _name_apart(found.pages, f"case-{number}")
            starts.append((first, first + report))
            pages += found.pages
            tell(number)
        whole = pack.with_pages(starts)
        front = _own_pages(whole)
        return _written(front.copy([*front.pages, *pages]), whole)


def _own_pages(pack: Pack) -> Document:
    html = render_to_string(TEMPLATE, {"cover": cover_of(pack, glyphs=GLYPHS)})
    with ONE_AT_A_TIME, without_garbage_collection():
        return laid_out(html, _numbered(before=0), CSS(string=ONCE))


def _of_issue(html: str, *, before: int) -> Document:
    with ONE_AT_A_TIME, without_garbage_collection():
        return laid_out(html, _numbered(before=before, in_report=IN_REPORT))


def _numbered(*, before: int, in_report: str = "") -> CSS:
    """Return the style that prints the number of each page in the pack, of which so many come before."""
    word = _("Pack page").replace("\\", "").replace('"', "")
    return CSS(string=NUMBERED.format(in_report=in_report, word=word, before=before))


def _name_apart(pages: list[Page], name: str) -> None:
    """Name the places of one issue apart from those of the others; the first page has the name itself."""
    for page in pages:
        page.anchors = {f"{name}-{place}": at for place, at in page.anchors.items()}
        page.links = [
            (kind, f"{name}-{target}" if kind == "internal" else target, *rest) for kind, target, *rest in page.links
        ]
    pages[0].anchors = {name: (0, 0, 0, 0), **pages[0].anchors}


def _written(document: Document, pack: Pack) -> bytes:
    issued = [
        Attachment(
            file_obj=BytesIO(member.pdf),
            name=member.file_name,
            description=_("The report as it was issued"),
            created=pack.made_at,
            modified=pack.made_at,
            relationship="Source",
        )
        for member in pack.members
    ]
    manifest = Attachment(
        file_obj=BytesIO(pack.manifest),
        name=MANIFEST,
        description=_("What this pack is made of, as data (JSON)"),
        created=pack.made_at,
        modified=pack.made_at,
        relationship="Data",
    )
    with ONE_AT_A_TIME, without_garbage_collection():
        return bytes(
            document.write_pdf(
                finisher=finish, pdf_variant=VARIANT, pdf_identifier=True, attachments=[*issued, manifest]
            )
        )
