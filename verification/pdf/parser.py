"""The program that reads one PDF: the file on its standard input, limits as JSON in its argument, JSON Lines as output.

It is run by its path and imports nothing of this project: it has no settings, environment or database. It writes each
part as soon as it is read, so that the output is of use also when a limit ended the process.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import pikepdf
import pypdfium2

Emit = Callable[[Mapping[str, object]], None]
Limits = Mapping[str, int]
Part = dict[str, Any]

# Programs that merge files add a number to attachments of the same name.
SNAPSHOT = re.compile(r"snapshot[^/\\]{0,20}\.json", re.IGNORECASE)
# The name under which an agenda pack attaches the file of an issue.
ISSUED = re.compile(r"(?P<reference>PR-\d{4,9})-issue-(?P<issue>\d{1,4})[^/\\]{0,20}\.pdf", re.IGNORECASE)
# The name of the data of an agenda pack, which holds one line an issue.
MANIFEST = re.compile(r"pack[^/\\]{0,20}\.json", re.IGNORECASE)
MOST_OF_MANIFEST = 64 * 1024
# More attached files than that are not looked at: no agenda pack has so many.
MOST_ATTACHED = 60
PDF_MARK, MARK_WITHIN = b"%PDF-", 1024
# What reading a damaged file may raise.
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

# The dashes that fonts have for a hyphen, and what pdfium returns for a hyphen at the end of a line.
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\u00ad\x02\ufffe"), "-")
FINGERPRINT = r"(?<![\w-])(?P<fingerprint>[0-9a-f]{4}(?:-[0-9a-f]{4}){3})(?![\w-])"
NAMED = re.compile(FINGERPRINT)
# The foot of a report's page, "Fingerprint 9f2a-41c0-77be-03d1 Page 2 of 9", in any language.
FOOT = re.compile(FINGERPRINT + r"\s+[^\W\d]{1,20}\s+(?P<number>\d{1,4})\s+[^\W\d]{1,20}\s+(?P<of>\d{1,4})(?!\d)")
# The head of the page, "PR-0001   Partnership readiness report   Issue 2"; that of a draft names no issue.
HEAD = re.compile(r"^[^\S\n]*(?P<reference>PR-\d{4,9})\b(?P<rest>.{0,200})", re.MULTILINE)
ISSUE = re.compile(r"\bIssue\s+(\d{1,4})\b")


def main() -> None:
    """Apply the limits, then read the file."""
    limits: Limits = json.loads(sys.argv[1])
    limit_process(limits)
    read(sys.stdin.buffer.read(), limits, _write_line)


def limit_process(limits: Limits) -> None:
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


def read(data: bytes, limits: Limits, emit: Emit) -> None:
    """Emit what the file holds: first the number of pages and the snapshots, then the running lines of each page."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            emit({"pages": len(pdf.pages)})
            _emit_snapshots(pdf, limits, emit)
            _emit_attached(pdf, limits, emit)
            if any("damaged" in str(warning) for warning in pdf.get_warnings()):
                emit({"problem": "damaged"})
    except pikepdf.PasswordError:
        emit({"problem": "encrypted"})
        return
    except BROKEN as error:
        emit({"problem": _problem(error)})
    _emit_pages(data, limits, emit)


def _write_line(part: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(part) + "\n")
    sys.stdout.flush()


def _problem(error: Exception) -> str:
    """Return "unsafe" when the error is a limit that was exceeded: qpdf counts some of them and names the others."""
    return "unsafe" if pikepdf.settings.qpdf_limit_errors() or "memory limit" in str(error) else "damaged"


# --- Attachments: in the name tree, in lists of associated files, in annotations of a page ----------------------------
def _emit_snapshots(pdf: pikepdf.Pdf, limits: Limits, emit: Emit) -> None:
    emitted: set[bytes] = set()
    for _name, stream in _streams(pdf, limits["pages"], SNAPSHOT):
        try:
            content = stream.read_bytes()
        except BROKEN as error:
            emit({"problem": _problem(error)})
            continue
        if len(content) > limits["snapshot"] or sum(map(len, emitted)) + len(content) > limits["snapshots"]:
            emit({"problem": "unsafe"})
        elif content not in emitted:
            emitted.add(content)
            emit({"snapshot": base64.b64encode(content).decode()})


def _emit_attached(pdf: pikepdf.Pdf, limits: Limits, emit: Emit) -> None:
    """Emit the SHA-256 of each attached file but snapshots, which issue it is by its name, and the data of an agenda pack."""
    left = limits["attached"]
    streams = _streams(pdf, limits["pages"])
    for name, stream in islice(streams, MOST_ATTACHED):
        try:
            content = stream.read_bytes()
        except BROKEN as error:
            emit({"problem": _problem(error)})
            continue
        left -= len(content)
        if left < 0:
            emit({"problem": "unsafe"})
            return
        if MANIFEST.fullmatch(name) and len(content) <= MOST_OF_MANIFEST:
            emit({"manifest": base64.b64encode(content).decode()})
        elif not SNAPSHOT.fullmatch(name):
            claim = ISSUED.fullmatch(name)
            named = {"reference": claim["reference"].upper(), "issue": int(claim["issue"])} if claim else {}
            emit({"attached": hashlib.sha256(content).hexdigest(), **named})
    if next(streams, None) is not None:
        emit({"problem": "unsafe"})


def _streams(
    pdf: pikepdf.Pdf, most_pages: int, wanted: re.Pattern[str] | None = None
) -> Iterator[tuple[str, pikepdf.Stream]]:
    """Yield each embedded file with a name that is wanted, or with any, once, with its name."""
    seen: set[tuple[str, tuple[int, int]]] = set()
    for specification in _specifications(pdf, most_pages):
        if not isinstance(specification, pikepdf.Dictionary):
            continue
        names = [str(specification.get(key, "")) for key in ("/UF", "/F")]
        name = next((name for name in names if wanted is None or wanted.fullmatch(name)), None)
        if name is not None:
            for _key, stream in _entries(specification.get("/EF")):
                if isinstance(stream, pikepdf.Stream) and (name, stream.objgen) not in seen:
                    seen.add((name, stream.objgen))
                    yield name, stream


def _specifications(pdf: pikepdf.Pdf, most_pages: int) -> Iterator[object]:
    """Yield what stands in each place where a file specification may be."""
    names = dict(_entries(pdf.Root.get("/Names")))
    yield from _in_name_tree(names.get("/EmbeddedFiles"))
    yield from _items(pdf.Root.get("/AF"))
    for page in islice(pdf.pages, most_pages):
        yield from _items(page.obj.get("/AF"))
        for note in _items(page.obj.get("/Annots")):
            entries = dict(_entries(note))
            yield entries.get("/FS")
            yield from _items(entries.get("/AF"))


def _in_name_tree(tree: object) -> Iterator[object]:
    """Yield what stands in the leaves of a name tree. A node that is its own descendant is visited once."""
    waiting, seen = [tree], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        waiting.extend(_items(node.get("/Kids")))
        yield from _items(node.get("/Names"))


def _items(part: object) -> Iterator[object]:
    return iter(part) if isinstance(part, pikepdf.Array) else iter(())


def _entries(part: object) -> Iterator[tuple[str, object]]:
    return iter(part.items()) if isinstance(part, pikepdf.Dictionary) else iter(())


# --- Text: the running lines of a report on each page -----------------------------------------------------------------
def _emit_pages(data: bytes, limits: Limits, emit: Emit) -> None:
    try:
        document = pypdfium2.PdfDocument(data)
    except BROKEN:
        emit({"problem": "damaged"})
        return
    if len(document) > limits["pages"]:
        emit({"problem": "too_many_pages"})
    for index in range(min(len(document), limits["pages"])):
        try:
            page = document[index]
            text = page.get_textpage().get_text_bounded()
            page.close()
        except BROKEN:
            emit({"problem": "damaged"})
            text = ""
        emit({"page": index + 1, "has_text": bool(text.strip()), "printed": printed_in(text)})
    document.close()


def printed_in(text: str) -> list[Part]:
    """Return the running lines in the text of a page; without any, the fingerprints that it mentions.

    Two pages on one sheet have two feet. The head of a foot is the last one before it.
    """
    text = text.translate(DASHES)
    heads = list(HEAD.finditer(text))
    feet = list(FOOT.finditer(text))
    if feet:
        return [_running_lines(foot, heads) for foot in feet]
    if found := NAMED.findall(text):
        return [{"fingerprint": fingerprint} for fingerprint in dict.fromkeys(found)]
    issued = [_head(head) for head in heads]
    return [{"fingerprint": "", **part} for part in issued if part["issue"] is not None]


def _running_lines(foot: re.Match[str], heads: list[re.Match[str]]) -> Part:
    lines: Part = {"fingerprint": foot["fingerprint"], "number": int(foot["number"]), "of": int(foot["of"])}
    before = [head for head in heads if head.start() < foot.start()]
    head = before[-1] if before else next(iter(heads), None)
    return lines | _head(head) if head else lines


def _head(head: re.Match[str]) -> Part:
    issue = ISSUE.search(head["rest"])
    return {"reference": head["reference"], "issue": int(issue[1]) if issue else None}


if __name__ == "__main__":
    main()
