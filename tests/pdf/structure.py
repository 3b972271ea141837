"""A walk through the structure tree of a PDF: what a screen reader would meet, and what it would stumble over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

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
        found.problems = [*_catalogue(pdf), *_headings(nodes), *_nodes(nodes), *_pages(pdf), *_running_together(pdf)]
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


@dataclass(frozen=True)
class Words:
    """What a reader is told of one piece of marked content, where that stands, and the block whose text it is a part of."""

    text: str
    page: int
    baseline: float
    left: float
    block: tuple[int, int]


# Elements within a line of text. All others begin a line of their own, which readers tell from the one before.
INLINE = {"/Span", "/NonStruct", "/Link", "/Figure", "/Lbl"}


def words_of(file: Path) -> list[Words]:
    """Return the pieces in the order in which a reader is told of them."""
    with pikepdf.open(file) as pdf:
        return _words(pdf)


def _words(pdf: pikepdf.Pdf) -> list[Words]:
    drawn = {page.objgen: _drawn(page, number) for number, page in enumerate(pdf.pages, start=1)}
    return [
        Words(said or drawn[page][mcid][0], *drawn[page][mcid][1:], block)
        for mcid, page, block, said in _content(pdf.Root.StructTreeRoot.K, (0, 0), (0, 0), "")
        if mcid in drawn[page]
    ]


def _running_together(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield where two pieces of one line have no blank between them, and letters or digits on both sides."""
    for one, other in pairwise(word for word in _words(pdf) if word.text):
        is_one_line = (one.page, one.block) == (other.page, other.block) and abs(one.baseline - other.baseline) < 1
        if is_one_line and one.left != other.left and one.text[-1].isalnum() and other.text[0].isalnum():
            yield f"page {one.page}: no blank between “{one.text[-30:]}” and “{other.text[:30]}”"


def _content(
    part: object, page: tuple[int, int], block: tuple[int, int], said: str
) -> Iterator[tuple[int, Any, Any, str]]:
    """Yield the number of each piece, its page, the nearest block round it, and what it stands for, in the order of the structure."""
    if isinstance(part, int):
        yield part, page, block, said
    elif isinstance(part, pikepdf.Array):
        for kid in part:
            yield from _content(kid, page, block, said)
    elif isinstance(part, pikepdf.Dictionary) and "/S" in part:
        inner = block if str(part.S) in INLINE else part.objgen
        said = str(part.get("/ActualText", said))
        yield from _content(part.get("/K"), part.Pg.objgen if "/Pg" in part else page, inner, said)


def _drawn(page: pikepdf.Page, number: int) -> dict[int, tuple[str, int, float, float]]:
    """Return of each piece of a page its text, its page, its baseline and where it begins."""
    fonts = {name: _characters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, tuple[str, int, float, float]] = {}
    mcid, text, place, font, depth = 0, "", (0.0, 0.0), "", 0
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(operator := instruction.operator):
            case "BDC" if "/MCID" in operands[1]:
                mcid, text, depth = int(operands[1].MCID), "", 1
            case "BDC" | "BMC":
                depth += bool(depth)
            case "Tf":
                font = str(operands[0])
            case "Tm":
                place = (float(operands[5]), float(operands[4]))
            case "Tj" | "TJ":
                shown = operands[0] if str(operator) == "TJ" else operands
                text += "".join(
                    _decoded(bytes(part), fonts[font]) for part in shown if isinstance(part, pikepdf.String)
                )
            case "EMC" if depth:
                depth -= 1
                if not depth:
                    found[mcid] = (text, number, *place)
    return found


def _characters(font: pikepdf.Object) -> dict[str, str]:
    """Return the characters of each glyph of a font, by its number in hexadecimal digits."""
    pairs = re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", font.ToUnicode.read_bytes())
    return {code.decode().lower(): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in pairs}


def _decoded(codes: bytes, characters: dict[str, str]) -> str:
    width = max(map(len, characters)) // 2
    numbers = (codes[at : at + width].hex() for at in range(0, len(codes), width))
    return "".join(characters.get(number, "\ufffd") for number in numbers)
