"""A walk through the structure tree of a PDF: what a screen reader would meet, and what it would stumble over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf


@dataclass
class Structure:
    """What the file says of itself. `problems` is empty when nothing is in a reader's way."""

    pages: int
    title: str
    language: str
    tags: Counter[str]
    bookmarks: list[str]
    problems: list[str] = field(default_factory=list)


def structure_of(file: Path) -> Structure:
    """Open the file and walk it."""
    with pikepdf.open(file) as pdf, pdf.open_metadata() as metadata, pdf.open_outline() as outline:
        nodes = list(_walk(pdf.Root.StructTreeRoot.K, ()))
        found = Structure(
            pages=len(pdf.pages),
            title=str(metadata.get("dc:title", "")),
            language=str(pdf.Root.get("/Lang", "")),
            tags=Counter(tag for tag, _node, _path in nodes),
            bookmarks=[str(item.title) for item in outline.root],
        )
        found.problems = [*_catalogue(pdf), *_headings(nodes), *_nodes(nodes), *_pages(pdf)]
    return found


Node = tuple[str, pikepdf.Dictionary, tuple[str, ...]]


def _walk(part: object, path: tuple[str, ...]) -> Iterator[Node]:
    if isinstance(part, pikepdf.Array):
        for kid in part:
            yield from _walk(kid, path)
    elif isinstance(part, pikepdf.Dictionary) and "/S" in part:
        tag = str(part.S)
        yield tag, part, path
        yield from _walk(part.get("/K"), (*path, tag))


def _catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/MarkInfo" not in pdf.Root or not pdf.Root.MarkInfo.get("/Marked", False):
        yield "the file is not marked as tagged"
    if "/ViewerPreferences" not in pdf.Root or not pdf.Root.ViewerPreferences.get("/DisplayDocTitle", False):
        yield "the window would show the file name instead of the title"


def _headings(nodes: list[Node]) -> Iterator[str]:
    last = 0
    for tag, _node, _path in nodes:
        if tag[:2] == "/H" and tag[2:].isdigit():
            level = int(tag[2:])
            if level > last + 1:
                yield f"a heading of level {level} after one of level {last}"
            last = level


def _nodes(nodes: list[Node]) -> Iterator[str]:
    parents = {"/LI": {"/L"}, "/TR": {"/Table", "/THead", "/TBody", "/TFoot"}, "/TD": {"/TR"}, "/TH": {"/TR"}}
    for tag, node, path in nodes:
        if tag in parents and path[-1] not in parents[tag]:
            yield f"{tag} in {path[-1]}"
        if tag == "/Link" and "/Link" in path:
            yield "a link within a link"
        if tag == "/TH" and "/Scope" not in node.get("/A", {}):
            yield "a header cell without a scope"
        if tag == "/TD" and not ("/Headers" in node.get("/A", {}) and len(node.A.Headers)):
            yield "a cell without a header"
        if tag == "/Figure" and not str(node.get("/Alt", "")):
            yield "a picture without words for it"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for note in page.get("/Annots", []):
            if str(page.get("/Tabs", "")) != "/S":
                yield f"page {number}: the tab key does not follow the structure"
            if not _is_off_page(note, page) and ("/StructParent" not in note or "/Contents" not in note):
                yield f"page {number}: a link that is not in the structure, or without words"
        for name, font in page.Resources.get("/Font", {}).items():
            yield from (f"page {number}: font {name} {lack}" for lack in _lacks(font))


def _is_off_page(note: pikepdf.Object, page: pikepdf.Page) -> bool:
    """Whether nobody can come to it: PDF/UA asks nothing of a field that lies outside the page (ISO 14289-1, 7.18.1)."""
    left, bottom, right, top = page.cropbox
    return bool(note.Rect[2] < left or note.Rect[0] > right or note.Rect[3] < bottom or note.Rect[1] > top)


def _lacks(font: pikepdf.Object) -> Iterator[str]:
    drawn = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(drawn.FontDescriptor.keys()):
        yield "is not embedded"
    if "/ToUnicode" not in font:
        yield "does not say which characters its glyphs are"
