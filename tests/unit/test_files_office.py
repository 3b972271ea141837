"""Office files are what their content says: accepted however their parts are named, refused however programs are."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest

from partnerships.files import office as reader
from partnerships.files.office import check_office
from partnerships.files.problem import FileError, FileProblem
from partnerships.files.program import read
from partnerships.files.reading import FILE_LIMITS, FileLimits, read_file
from tests.office import MICROSOFT, OFFICE, OLE, RELATIONS, office, open_document, related, zipped

STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
SHEET = OFFICE + "spreadsheetml.sheet"
VBA = "application/vnd.ms-office.vbaProject"
LARGE = office(parts={"word/a.txt": ("text/plain", random.Random(1).randbytes(4 << 20))})  # noqa: S311 - the same bytes


def problem_of(content: bytes, kind: str) -> str:
    return str(read(content, kind).get("problem", ""))


GOOD: dict[str, tuple[str, bytes]] = {
    "of Word": ("docx", office()),
    "of Excel": ("xlsx", office("xlsx")),
    "of PowerPoint": ("pptx", office("pptx")),
    "of Word for the web": ("docx", office(main="word/document2.xml")),
    "of Excel for the web": ("xlsx", office("xlsx", main="xl/workbook2.xml")),
    "with a main part at the top": ("docx", office(main="anything")),
    "with a hyperlink": ("docx", office(relations=((RELATIONS + "hyperlink", "https://www.example.gov.uk/"),))),
    "with a linked picture": (
        "pptx",
        office("pptx", relations=((RELATIONS + "image", "https://www.example.gov.uk/a.png"),)),
    ),
    "with a formula on another workbook": (
        "xlsx",
        office("xlsx", relations=((RELATIONS + "externalLinkPath", "file:///S:/budget.xlsx"),)),
    ),
    "with a chart and its workbook": (
        "docx",
        office(parts={"word/embeddings/sheet.xlsx": (SHEET, office("xlsx"))}),
    ),
    "with the settings of a printer": (
        "xlsx",
        office(
            "xlsx", parts={"xl/printer.bin": ("", b"\0\1")}, defaults={"bin": OFFICE + "spreadsheetml.printerSettings"}
        ),
    ),
    "that names macros but has none": ("docx", office(defaults={"bin": VBA})),
    "of LibreOffice": ("odt", open_document()),
    "of Calc": ("ods", open_document("spreadsheet")),
    "of Impress": ("odp", open_document("presentation")),
}
BAD: dict[str, tuple[str, bytes, FileProblem]] = {
    "VBA under its name": ("docx", office(parts={"word/vbaProject.bin": ("", b"x")}), FileProblem.MACROS),
    "VBA under another name": ("docx", office(parts={"word/media/a.png": (VBA, b"x")}), FileProblem.MACROS),
    "VBA by the type of an ending": (
        "docx",
        office(parts={"word/a.dat": ("", b"x")}, defaults={"dat": VBA.upper()}),
        FileProblem.MACROS,
    ),
    "VBA by relation alone": (
        "xlsx",
        office("xlsx", relations=((MICROSOFT + "vbaProject", "media/a.png"),)),
        FileProblem.MACROS,
    ),
    "VBA by a relation of another part": (
        "pptx",
        office("pptx", relations_of="ppt/slides/a.xml", relations=((MICROSOFT + "vbaProject", "b"),)),
        FileProblem.MACROS,
    ),
    "a main part with macros": (
        "docx",
        office(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
        FileProblem.MACROS,
    ),
    "Excel 4 macros": (
        "xlsx",
        office("xlsx", parts={"xl/worksheets/a.xml": ("application/vnd.ms-excel.macrosheet+xml", b"<a/>")}),
        FileProblem.MACROS,
    ),
    "Excel 4 macros by relation": (
        "xlsx",
        office("xlsx", relations=((MICROSOFT + "xlIntlMacrosheet", "worksheets/a.xml"),)),
        FileProblem.MACROS,
    ),
    "Excel 4 macros by folder": (
        "xlsx",
        office("xlsx", parts={"XL/macrosheets/a.xml": ("", b"<a/>")}),
        FileProblem.MACROS,
    ),
    "a link that starts a program": (
        "xlsx",
        office(
            "xlsx",
            parts={
                "xl/links/a.xml": (
                    OFFICE + "spreadsheetml.externalLink+xml",
                    b'<l:externalLink xmlns:l="urn:l"><l:ddeLink ddeService="cmd" ddeTopic="/c calc"/></l:externalLink>',
                )
            },
        ),
        FileProblem.MACROS,
    ),
    "macros in an inner workbook": (
        "docx",
        office(parts={"word/a.xlsx": (SHEET, office("xlsx", parts={"a": (VBA, b"x")}))}),
        FileProblem.MACROS,
    ),
    "an inner workbook said to have macros": (
        "pptx",
        office("pptx", parts={"ppt/a.b": ("application/vnd.ms-excel.sheet.macroEnabled.12", office("xlsx"))}),
        FileProblem.MACROS,
    ),
    "a template from elsewhere": (
        "docx",
        office(
            relations_of="word/settings.xml",
            relations=((RELATIONS + "attachedTemplate", "https://evil.example/a.dotm"),),
        ),
        FileProblem.ELSEWHERE,
    ),
    "a template on a share": (
        "docx",
        office(relations=((STRICT + "attachedTemplate", "file://server/a.dotm"),)),
        FileProblem.ELSEWHERE,
    ),
    "a frame from elsewhere": (
        "docx",
        office(relations=((RELATIONS + "frame", "https://evil.example/a"),)),
        FileProblem.ELSEWHERE,
    ),
    "a relation that nobody knows": (
        "docx",
        office(relations=(("urn:new/what", "mhtml:https://evil.example/"),)),
        FileProblem.ELSEWHERE,
    ),
    "an OLE object by type": ("docx", office(parts={"word/a.b": (OFFICE + "oleObject", b"x")}), FileProblem.EMBEDDED),
    "an OLE object by relation": (
        "docx",
        office(relations=((RELATIONS + "oleObject", "media/a.png"),)),
        FileProblem.EMBEDDED,
    ),
    "an OLE object from elsewhere": (
        "pptx",
        office("pptx", relations=((RELATIONS + "oleObject", "file:///a.doc"),)),
        FileProblem.EMBEDDED,
    ),
    "an OLE object by its content": ("docx", office(parts={"word/a.png": ("image/png", OLE)}), FileProblem.EMBEDDED),
    "an ActiveX control": (
        "docx",
        office(parts={"word/a.xml": ("application/vnd.ms-office.activeX+xml", b"<a/>")}),
        FileProblem.EMBEDDED,
    ),
    "an ActiveX control by relation": (
        "xlsx",
        office("xlsx", relations=((RELATIONS + "control", "a.xml"),)),
        FileProblem.EMBEDDED,
    ),
    "an old document inside": ("docx", office(parts={"word/a.b": ("application/msword", b"x")}), FileProblem.EMBEDDED),
    "an archive inside": (
        "docx",
        office(parts={"word/a.b": ("image/png", zipped({"a.exe": b"MZ"}))}),
        FileProblem.EMBEDDED,
    ),
    "a workbook named as a document": ("docx", office("xlsx"), FileProblem.MISMATCH),
    "a template named as a document": (
        "docx",
        office(main_type=OFFICE + "wordprocessingml.template.main+xml"),
        FileProblem.MISMATCH,
    ),
    "a document named as OpenDocument": ("odt", office(), FileProblem.MISMATCH),
    "OpenDocument named as a document": ("docx", open_document(), FileProblem.MISMATCH),
    "a sheet named as a text": ("odt", open_document("spreadsheet"), FileProblem.MISMATCH),
    "an archive named as a document": ("docx", zipped({"a.txt": b"x"}), FileProblem.MISMATCH),
    "a text named as a document": ("docx", b"hello", FileProblem.MISMATCH),
    "no main part": (
        "docx",
        zipped({"[Content_Types].xml": b"<Types/>", "_rels/.rels": related()}),
        FileProblem.MISMATCH,
    ),
    "no relations": ("docx", zipped({"[Content_Types].xml": b"<Types/>"}), FileProblem.DAMAGED),
    "types that are no XML": (
        "docx",
        zipped({"[Content_Types].xml": b"x", "_rels/.rels": related()}),
        FileProblem.DAMAGED,
    ),
    "entities": (
        "docx",
        zipped({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><Types>&b;</Types>', "_rels/.rels": related()}),
        FileProblem.DAMAGED,
    ),
    "a macro of OpenDocument": ("odt", open_document(parts={"Basic/Standard/a.xml": b"<a/>"}), FileProblem.MACROS),
    "a script of OpenDocument": (
        "ods",
        open_document("spreadsheet", parts={"Scripts/python/a.py": b""}),
        FileProblem.MACROS,
    ),
    "an OLE object in OpenDocument": (
        "odp",
        open_document("presentation", parts={"Object 1": OLE}),
        FileProblem.EMBEDDED,
    ),
    "a password on OpenDocument": (
        "odt",
        open_document(entries="<m:file-entry><m:encryption-data/></m:file-entry>"),
        FileProblem.PASSWORD,
    ),
    "two parts with one name": ("docx", office(parts={"WORD/document.xml": ("", b"<a/>")}), FileProblem.DAMAGED),
}


@pytest.mark.parametrize("name", GOOD)
def test_accepted(name: str) -> None:
    kind, content = GOOD[name]
    assert problem_of(content, kind) == ""


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    kind, content, problem = BAD[name]
    assert problem_of(content, kind) == problem


def patched(content: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """Return the package with a change to the entry of each part in its directory."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    while at != -1:
        change(changed, at)
        at = changed.find(b"PK\x01\x02", at + 1)
    return bytes(changed)


def test_a_package_with_a_password_of_its_own() -> None:
    def lock(content: bytearray, at: int) -> None:
        content[at + 8] |= 1

    assert problem_of(patched(office(), lock), "docx") == FileProblem.PASSWORD


def test_a_bomb_is_refused_by_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_UNPACKED", 1 << 20)
    assert problem_of(office(parts={"word/a.xml": ("", b"\0" * (2 << 20))}), "docx") == FileProblem.UNSAFE


def test_a_bomb_that_lies_is_damaged() -> None:
    def shrink(content: bytearray, at: int) -> None:
        if content[at + 46 : at + 56] == b"word/a.xml":
            content[at + 24 : at + 28] = struct.pack("<L", 10)

    content = patched(office(parts={"word/a.xml": ("", b"\0" * (2 << 20))}), shrink)
    assert problem_of(content, "docx") == FileProblem.DAMAGED


def test_an_xml_part_that_is_too_large_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_XML", 20)
    assert problem_of(office(), "docx") == FileProblem.UNSAFE


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_PARTS", 3)
    assert problem_of(office(), "docx") == FileProblem.UNSAFE


def test_packages_inside_each_other_without_end() -> None:
    content = office("xlsx")
    for _each in range(5):
        content = office(parts={"word/a.xlsx": (SHEET, content)})
    assert problem_of(content, "docx") == FileProblem.UNSAFE


def test_one_changed_byte_of_a_part_is_damage() -> None:
    content = office(parts={"word/a.txt": ("text/plain", random.Random(1).randbytes(4000))})  # noqa: S311 - no secret
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        at = package.getinfo("word/a.txt").header_offset + 2000
    changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert problem_of(changed, "docx") == FileProblem.DAMAGED


def test_the_whole_check_raises_nothing_else() -> None:
    dice = random.Random(2)  # noqa: S311 - the same files each time
    for content, kind in ((office(parts={"a": (SHEET, office("xlsx"))}), "docx"), (open_document(), "odt")):
        for _each in range(300):
            broken = bytearray(content[: dice.choice([len(content), dice.randrange(len(content))])])
            for _byte in range(dice.randint(0, 8)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            with suppress(FileError):
                check_office(bytes(broken), kind)


# --- The process ------------------------------------------------------------------------------------------------------
def test_the_process_says_what_the_reader_says() -> None:
    read_file(office(), "docx")
    with pytest.raises(FileError) as refused:
        read_file(office(parts={"a": (VBA, b"x")}), "docx")
    assert refused.value.problem == FileProblem.MACROS


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (FileLimits(seconds=0), FileProblem.TOO_SLOW),
        (FileLimits(memory=1 << 20), FileProblem.UNSAFE),
        (FileLimits(output=0), FileProblem.UNSAFE),
    ],
)
def test_a_process_beyond_its_limits_is_a_refusal(limits: FileLimits, problem: FileProblem) -> None:
    with pytest.raises(FileError) as refused:
        read_file(LARGE, "docx", limits)
    assert refused.value.problem == problem


def test_a_real_bomb_in_the_process() -> None:
    zeros = b"\0" * (100 << 20)
    content = office(parts={f"word/{place}.xml": ("", zeros) for place in range(4)})
    assert len(content) < FILE_LIMITS.output
    with pytest.raises(FileError) as refused:
        read_file(content, "docx")
    assert refused.value.problem == FileProblem.UNSAFE
