"""Files as they come back to be verified: a report saved again, merged, printed or scanned, and files made to do harm."""

from __future__ import annotations

import io
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from weasyprint import HTML

FINGERPRINT = "9f2a-41c0-77be-03d1"
SNAPSHOT = b'{"content":{"reference":"PR-0001"},"issue":2}'
REPORT_PAGES = 3

REPORT = """<style>@page {{ size: A4; margin: 24mm 23mm 22mm; font-size: 8.5pt;
  @top-left {{ content: "{reference}\\A0  Partnership readiness report" }} @top-right {{ content: "{status}" }}
  @bottom-left {{ content: "Fingerprint {fingerprint}" }}
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages) }} }}
  h1 {{ break-before: page }}</style>{body}"""
BODY = "<h1>Community hub</h1><p>Like PR-0007, it shares a building.</p><h1>Flagged items</h1><h1>Appendix C</h1>"


def page_text(
    *, reference: str = "PR-0001", status: str = "Issue 2", fingerprint: str = FINGERPRINT, body: str = BODY
) -> bytes:
    """Lay out a document with the running lines of a report, and nothing attached."""
    html = REPORT.format(reference=reference, status=status, fingerprint=fingerprint, body=body)
    return bytes(HTML(string=html).write_pdf())


def plain(text: str = "Agenda item 7. To note fingerprint abc.") -> bytes:
    """Lay out a page that is no report."""
    return bytes(HTML(string=f"<p>{text}</p>").write_pdf())


def edited(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return the file after a change, its streams as they are."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return target.getvalue()


def file_of(
    pdf: pikepdf.Pdf, content: bytes = SNAPSHOT, *, name: str = "snapshot.json", raw: bool = False
) -> Dictionary:
    """Return a file specification; `raw` content is compressed already."""
    stream = pikepdf.Stream(pdf, b"")
    stream.write(content if raw else zlib.compress(content), filter=Name.FlateDecode)
    return Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=stream, UF=stream))


def in_name_tree(pdf: pikepdf.Pdf, specification: Dictionary | None = None) -> None:
    """Attach as a document's attachments are listed, two levels down."""
    leaf = pdf.make_indirect(Dictionary(Names=Array([String("snapshot.json"), specification or file_of(pdf)])))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Kids=Array([leaf])))


def associated(pdf: pikepdf.Pdf) -> None:
    """Attach as a file associated with the document."""
    pdf.Root.AF = Array([file_of(pdf)])


def associated_with_page(pdf: pikepdf.Pdf) -> None:
    """Attach as a file associated with a page."""
    pdf.pages[-1].obj.AF = Array([file_of(pdf)])


def pinned_to_page(pdf: pikepdf.Pdf) -> None:
    """Attach as a pin on a page."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=file_of(pdf))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def badly_packed(pdf: pikepdf.Pdf) -> None:
    """Attach what says that it is compressed and is not."""
    in_name_tree(pdf, file_of(pdf, SNAPSHOT, raw=True))


def report() -> bytes:
    """Return a report of three pages with its snapshot in it, where a reader lists it and on a page."""

    def attach(pdf: pikepdf.Pdf) -> None:
        specification = pdf.make_indirect(file_of(pdf))
        in_name_tree(pdf, specification)
        pdf.Root.AF = pdf.pages[0].obj.AF = Array([specification])

    return edited(page_text(), attach)


def shut() -> bytes:
    """Return a report that opens only with a password."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(report())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user="open"))
    return target.getvalue()


def through(folder: Path, data: bytes, *command: str) -> bytes:
    """Return what a program makes of the file: `in.pdf` and `out.pdf` in its command stand for the two."""
    (folder / "in.pdf").write_bytes(data)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "out.pdf").read_bytes()


def merged(folder: Path, data: bytes) -> bytes:
    """Return an agenda pack: a page, the file, a page."""
    (folder / "before.pdf").write_bytes(plain())
    (folder / "after.pdf").write_bytes(plain("Minutes"))
    command = "qpdf --empty --pages before.pdf 1-z in.pdf 1-z after.pdf 1-z -- out.pdf"
    return through(folder, data, *command.split())


def scanned(folder: Path, data: bytes) -> bytes:
    """Return the pages as pictures."""
    (folder / "in.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "30", "-png", "in.pdf", "page"], cwd=folder, check=True)
    first, *others = [Image.open(file).convert("L") for file in sorted(folder.glob("page-*.png"))]
    target = io.BytesIO()
    first.save(target, "PDF", save_all=True, append_images=others)
    return target.getvalue()


# --- Made to do harm -------------------------------------------------------------------------------------------------
def bomb(megabytes: int = 3_000) -> bytes:
    """Return a few megabytes that unpack to that many spaces: one piece again and again, without an end."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    piece = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + piece * megabytes


def with_content(data: bytes, content: bytes, *, pages: int = 1) -> bytes:
    """Return the file with that compressed content as its last pages."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(pdf, b"")
        stream.write(content, filter=Name.FlateDecode)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        resources = pdf.make_indirect(Dictionary(Font=Dictionary(F1=font)))
        for _ in range(pages):
            page = Dictionary(Type=Name.Page, MediaBox=[0, 0, 595, 842], Resources=resources, Contents=stream)
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))

    return edited(data, change)


def slow() -> bytes:
    """Return a small file with very much text on each of many pages."""
    words = b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (Partnership) Tj " * 30_000 + b"ET"
    return with_content(report(), zlib.compress(words, 9), pages=600)


def written(*objects: bytes, root: int = 1) -> bytes:
    """Return a file of those objects, numbered from 1, as they are."""
    data, places = io.BytesIO(b"%PDF-1.7\n"), []
    data.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, 1):
        places.append(data.tell())
        data.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    start = data.tell()
    data.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
    return data.getvalue() + b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, root, start)


def page_tree_that_bites_its_tail() -> bytes:
    """Return a file whose page tree is its own child."""
    return written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>")


def deep_page_tree(depth: int = 100_000) -> bytes:
    """Return a file whose one page stands that deep."""
    nodes = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % number for number in range(3, depth + 3)]
    return written(b"<</Type/Catalog/Pages 2 0 R>>", *nodes, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def deep_brackets() -> bytes:
    """Return a file with a hundred thousand brackets in one another."""
    return written(b"<</Type/Catalog/Pages 2 0 R/Names 3 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>", b"[" * 100_000)


def name_tree_that_bites_its_tail() -> bytes:
    """Return a report whose list of attachments has itself in it."""

    def change(pdf: pikepdf.Pdf) -> None:
        in_name_tree(pdf)
        node = pdf.Root.Names.EmbeddedFiles.Kids[0]
        node.Kids = Array([node, node])

    return edited(page_text(), change)


def nothing_as_it_should_be() -> bytes:
    """Return a report with another kind of thing wherever an attachment may stand."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Kids=Array([7, None, Name.Kids]), Names=String("names")))
        pdf.Root.AF = Array([Array([]), Dictionary(F=Array([]), EF=7), Dictionary(F=String("snapshot.json"), EF=7)])
        pdf.pages[0].obj.AF = Name.AF
        pdf.pages[0].obj.Annots = Array([7, Dictionary(FS=String("snapshot.json"))])

    return edited(page_text(), change)


def object_stream_bomb() -> bytes:
    """Return a file whose objects are said to stand in a stream that unpacks to gigabytes."""
    packed = bomb()
    head = b"%PDF-1.7\n"
    stream = b"1 0 obj\n<</Type/ObjStm/N 2/First 10/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n"
    body = head + stream % (len(packed), packed)
    rows = b"\x00\x00\x00\x00\xff" + b"\x01" + len(head).to_bytes(3) + b"\x00"
    rows += b"\x02\x00\x00\x01\x00" + b"\x02\x00\x00\x01\x01"
    table = b"9 0 obj\n<</Type/XRef/Size 4/W[1 3 1]/Root 2 0 R/Length %d>>stream\n%s\nendstream\nendobj\n"
    return body + table % (len(rows), rows) + b"startxref\n%d\n%%%%EOF\n" % len(body)
