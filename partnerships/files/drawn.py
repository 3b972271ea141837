"""The program that digests the pages of PDFs: files on its standard input, limits as JSON in its argument, JSON Lines out.

It is run by its path and imports nothing of this project: it has no settings, environment or database. Two pages with
the same digest `drawn` are drawn by the same instructions from the same fonts and pictures, whatever program shows them.
A file that was saved or joined without being drawn anew keeps them.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import resource
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2

BROKEN = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
# What pdfunite leaves behind, which changes nothing.
HARMLESS = "is not one plus the highest object number"
# Where a part stands in its document, and what is no part of the picture of a page.
ELSEWHERE = {
    "/Parent",
    "/P",
    "/StructParent",
    "/StructParents",
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AF",
    "/NM",
}
# How a stream is packed: what it unpacks to counts.
PACKING = {"/Length", "/Filter", "/DecodeParms", "/DL"}
# How a page lies, with what holds where it does not say.
LYING = {"/Rotate": 0, "/UserUnit": 1}
# What a page has from the tree above it.
INHERITED = {"/MediaBox", "/CropBox", "/Rotate", "/Resources"}
DEFAULT = "/Default"
# What lets a viewer show another part of each page than its own.
AREAS = {"/ViewArea", "/ViewClip", "/PrintArea", "/PrintClip"}
MOST_ABOVE, MOST_NOTES, MOST_BOOKMARKS = 50, 1_000, 20_000
# A page has many links, and only a note with the digest of one of its own would pass for it.
NOTE_DIGITS = 32
NAMES = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]+)")
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\u00ad\x02\ufffe"), "-")
WORD = r"[^\W\d]{1,20}"
# The foot of a page as `verification.pdf.parser` knows it, then what only a page of an agenda pack has: "Pack page 14".
FOOT = re.compile(
    r"(?<![\w-])(?P<fingerprint>[0-9a-f]{4}(?:-[0-9a-f]{4}){3})"
    rf"\s+{WORD}\s+(?P<number>\d{{1,4}})\s+{WORD}\s+(?P<of>\d{{1,4}})(?!\d)"
    rf"(?P<label>\s+(?:{WORD}\s+){{1,4}}(?P<place>\d{{1,4}})(?!\d))?"
)
# The foot of the pack's own pages: its key instead of a fingerprint, and no number in a report.
OWN_FOOT = re.compile(
    rf"(?<![\w-])(?P<fingerprint>[0-9a-f]{{4}}(?:-[0-9a-f]{{4}}){{3}})\s+(?:{WORD}\s+){{1,4}}(?P<place>\d{{1,4}})(?!\d)"
)


def main() -> None:
    """Apply the limits, then read the files, whose sizes are among them."""
    limits = json.loads(sys.argv[1])
    limit_process(limits)
    data = sys.stdin.buffer.read()
    at = 0
    for file, size in enumerate(limits["sizes"]):
        for part in read(data[at : at + size], limits["pages"]):
            sys.stdout.write(json.dumps({"file": file, **part}) + "\n")
            sys.stdout.flush()
        at += size


def limit_process(limits: Mapping[str, int]) -> None:
    """Limit this process for good: processor time, memory, output, open files; no child process and no core file."""
    most = {
        resource.RLIMIT_CPU: limits["seconds"],
        resource.RLIMIT_FSIZE: limits["output"],
        resource.RLIMIT_NOFILE: 32,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    # macOS knows this limit but refuses to set it.
    if sys.platform != "darwin":
        most[resource.RLIMIT_AS] = limits["memory"]
    for kind, number in most.items():
        resource.setrlimit(kind, (number, number))
    unpacked = limits["unpacked"]
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=unpacked,
        run_length_max_memory=unpacked,
        png_max_memory=unpacked,
        tiff_max_memory=unpacked,
        dct_max_memory=unpacked,
    )


def read(data: bytes, most_pages: int) -> Iterator[dict[str, Any]]:
    """Yield whether the file does more than show its pages, then each page; a last part says that it was read to its end."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield {"acts": _acts(pdf, most_pages), "colours": _colours(pdf)}
            document, digests, count = pypdfium2.PdfDocument(data), Digests(), len(pdf.pages)
            if count == len(document) <= most_pages:
                for index, page in enumerate(pdf.pages):
                    yield {"page": index + 1, **_page(digests, page.obj), **_words(document, index)}
                # Where one program warns, another may find other parts.
                yield {"is_whole": all(HARMLESS in str(warning) for warning in pdf.get_warnings())}
            document.close()
    except BROKEN:
        return


def _page(digests: Digests, page: Any) -> dict[str, Any]:
    """Return the digest of what the page is drawn from, None when it has none, and those of what lies on it."""
    try:
        notes = sorted({digests.of_note(note).hex()[:NOTE_DIGITS] for note in _items(_entry(page, "/Annots"))})
        return {"drawn": digests.of_page(page).hex(), "notes": notes}
    except BROKEN:
        return {"drawn": None, "notes": []}


def _words(document: Any, index: int) -> dict[str, Any]:
    """Return digests of the words of a page, with and without the label of a pack, and what its foot says."""
    try:
        page = document[index]
        text = page.get_textpage().get_text_bounded().translate(DASHES)
        page.close()
    except BROKEN:
        return {"words": None}
    feet = list(FOOT.finditer(text))
    found: dict[str, Any] = {"words": _digest_of_words(text), "has_words": bool(text.strip())}
    if len(feet) == 1:
        [foot] = feet
        found["foot"] = [foot["fingerprint"], int(foot["number"]), int(foot["of"])]
        if foot["label"]:
            before, after = text[: foot.start("label")], text[foot.end("label") :]
            found |= {"unlabelled": _digest_of_words(before + after), "place": int(foot["place"])}
    elif not feet and (own := list(OWN_FOOT.finditer(text))):
        found |= {"key": own[-1]["fingerprint"], "place": int(own[-1]["place"])}
    return found


def _digest_of_words(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


class Digests:
    """Digests of the parts of one file. A part that many pages share is digested once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}
        self._begun: set[tuple[int, int]] = set()

    def of_page(self, page: Any) -> bytes:
        """Return the digest of what a page is drawn from; ValueError where a part holds itself."""
        contents = _entry(page, "/Contents")
        streams = _items(contents) if isinstance(contents, pikepdf.Array) else iter([contents])
        content = b"\n".join(stream.read_bytes() for stream in streams if stream is not None).strip()
        shown, cropped = _entry(page, "/MediaBox"), _entry(page, "/CropBox")
        lying = [default if (value := _entry(page, name)) is None else value for name, default in LYING.items()]
        parts = [shown, shown if cropped is None else cropped, *lying, _entry(page, "/Group")]
        used = self._of_used(_entry(page, "/Resources"), content)
        return _joined(b"page", content, used, *(self._of(part) for part in parts))

    def of_part(self, part: Any) -> bytes:
        """Return the digest of any part."""
        return self._of(part)

    def of_note(self, note: Any) -> bytes:
        """Return the digest of what lies on a page: a link, a comment, a field. Where a link leads inside the file is left out."""
        if not isinstance(note, pikepdf.Dictionary):
            raise ValueError("no annotation")
        is_known = note.get("/Subtype") == "/Link" or note.get("/FT") == "/Sig"
        left_out = {*ELSEWHERE, "/Dest", "/V"} if is_known else ELSEWHERE
        if "/A" in note and not _does_more(note["/A"]):
            left_out = {*left_out, "/A"}
        return self._of_entries(note, left_out)

    def _of_used(self, resources: Any, content: bytes) -> bytes:
        """Return the digest of those resources that the content names: programs that join files leave others out.

        Default colours change what is drawn though nothing names them.
        """
        names = set(NAMES.findall(content))
        parts = []
        for kind, group in sorted(_entries(resources)):
            for name, value in sorted(_entries(group)):
                if name[1:].encode() in names or name.startswith(DEFAULT):
                    parts += [f"{kind}{name}".encode(), self._of(value)]
        return _joined(b"resources", *parts)

    def _of(self, part: Any) -> bytes:
        """Return the digest of a part, and of all that it refers to."""
        if not isinstance(part, pikepdf.Object) or not part.is_indirect:
            return self._of_direct(part)
        at = part.objgen
        if at in self._begun:
            raise ValueError("a part holds itself")
        if at not in self._known:
            self._begun.add(at)
            self._known[at] = self._of_direct(part)
            self._begun.discard(at)
        return self._known[at]

    def _of_direct(self, part: Any) -> bytes:
        if isinstance(part, pikepdf.Stream):
            return self._of_stream(part)
        if isinstance(part, pikepdf.Dictionary):
            return self._of_entries(part, ELSEWHERE)
        if isinstance(part, pikepdf.Array):
            return _joined(b"array", *(self._of(item) for item in part))
        if isinstance(part, pikepdf.String):
            return _joined(b"string", bytes(part))
        if isinstance(part, bool | None):
            return _joined(b"word", str(part).encode())
        if isinstance(part, int | float | Decimal):
            return _joined(b"number", f"{Decimal(part).normalize():f}".encode())
        return _joined(b"name", str(part).encode())

    def _of_entries(self, entries: Any, left_out: set[str]) -> bytes:
        kept = [(name, value) for name, value in sorted(entries.items()) if name not in left_out and value is not None]
        return _joined(b"entries", *(part for name, value in kept for part in (name.encode(), self._of(value))))

    def _of_stream(self, stream: Any) -> bytes:
        left_out = ELSEWHERE | PACKING
        try:
            content, packing = stream.read_bytes(), b""
        except pikepdf.PdfError:
            # A picture that is packed in its own way.
            content = stream.read_raw_bytes()
            packing = _joined(*(self._of(stream.get(name)) for name in ("/Filter", "/DecodeParms")))
        used = b""
        if stream.get("/Subtype") == "/Form":
            left_out |= {"/Resources"}
            used = self._of_used(stream.get("/Resources"), content)
        entries = {name: value for name, value in stream.items() if name not in left_out}
        return _joined(b"stream", self._of_entries(entries, set()), packing, used, content)


def _joined(*parts: bytes) -> bytes:
    """Return one digest of the parts, each with its length, so that none can stand for another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.digest()


def _acts(pdf: Any, most_pages: int) -> bool:
    """Whether a viewer may do more than show the pages: run a program, fill a form in, show another file first."""
    root = dict(_entries(pdf.Root))
    form = dict(_entries(root.get("/AcroForm")))
    opens = _does_more(root.get("/OpenAction")) or _has_bookmark_that_acts(root.get("/Outlines"))
    scripts = "/JavaScript" in dict(_entries(root.get("/Names")))
    areas = bool(AREAS & set(dict(_entries(root.get("/ViewerPreferences")))))
    pages = (page.obj for _index, page in zip(range(most_pages), pdf.pages, strict=False))
    others = "/XFA" in form or bool({"/AA", "/Collection"} & set(root))
    return opens or scripts or areas or others or any("/AA" in page or "/OutputIntents" in page for page in pages)


def _colours(pdf: Any) -> str:
    """Return the digest of what says how colours are shown in the whole file, "" without that: some viewers heed it."""
    intents = pdf.Root.get("/OutputIntents")
    return "" if intents is None else Digests().of_part(intents).hex()


def _does_more(action: Any) -> bool:
    """Whether an action does more than to go to a place in the file, also as a further one after that."""
    return isinstance(action, pikepdf.Dictionary) and (action.get("/S") != "/GoTo" or "/Next" in action)


def _has_bookmark_that_acts(outlines: Any) -> bool:
    """Whether a bookmark does more than to go to a place in the file, or there are too many to look at."""
    waiting, seen, looked = [outlines], set(), 0
    while waiting:
        item = waiting.pop()
        if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
            continue
        # One that stands inside another has no number of its own.
        if item.is_indirect:
            seen.add(item.objgen)
        looked += 1
        if _does_more(item.get("/A")) or looked > MOST_BOOKMARKS:
            return True
        waiting += [item.get("/First"), item.get("/Next")]
    return False


def _entry(page: Any, name: str) -> Any:
    """Return an entry of a page, or what it has from above."""
    node = page
    for _step in range(MOST_ABOVE):
        if name in node:
            return node[name]
        if name not in INHERITED or "/Parent" not in node:
            return None
        node = node["/Parent"]
    raise ValueError("the tree of pages is too deep")


def _items(part: Any) -> Iterator[Any]:
    if not isinstance(part, pikepdf.Array):
        return
    if len(part) > MOST_NOTES:
        raise ValueError("too many parts")
    yield from part


def _entries(part: Any) -> Iterator[tuple[str, Any]]:
    return iter(part.items()) if isinstance(part, pikepdf.Dictionary) else iter(())


if __name__ == "__main__":
    main()
