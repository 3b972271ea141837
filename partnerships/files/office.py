"""Office files by their content: what they are, and what in them is a program or is loaded from elsewhere.

Word, Excel and PowerPoint files are packages: `[Content_Types].xml` says what each part is, and `.rels` parts say how
parts, and addresses outside, are related. No part is told by its name, which programs choose freely.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile

from lxml import etree

from partnerships.files.problem import FileError, FileProblem

MEGABYTE = 1 << 20
# The most parts of a package, what they may unpack to together, and what an XML part that is read here may unpack to.
MOST_PARTS, MOST_UNPACKED, MOST_XML = 10_000, 300 * MEGABYTE, 20 * MEGABYTE
# How many packages may be inside each other: the workbook of a chart, in a presentation, in a document.
MOST_DEEP = 3
OFFICE = "application/vnd.openxmlformats-officedocument."
# The type of the part with which a program begins to read each kind of package, in small letters.
MAIN_TYPES = {
    "docx": OFFICE + "wordprocessingml.document.main+xml",
    "xlsx": OFFICE + "spreadsheetml.sheet.main+xml",
    "pptx": OFFICE + "presentationml.presentation.main+xml",
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_TYPES = {
    "odt": OPEN_DOCUMENT + "text",
    "ods": OPEN_DOCUMENT + "spreadsheet",
    "odp": OPEN_DOCUMENT + "presentation",
}
# Words in the type of a part, and the types of relations, that a file with programs has.
PROGRAM_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
PROGRAM_RELATIONS = frozenset("vbaproject vbaprojectsignature wordvbadata xlmacrosheet xlintlmacrosheet".split())
# Those of an object that another program runs (OLE, ActiveX), and the types of old formats, which can hold some.
OBJECT_TYPES = ("oleobject", "activex")
OBJECT_RELATIONS = frozenset(["oleobject", "control", "activexcontrolbinary"])
OLD_TYPES = frozenset(
    "application/msword application/vnd.ms-excel application/vnd.ms-powerpoint application/rtf text/rtf".split()
)
# Where Excel and OpenDocument keep programs, whatever else is said of these parts.
PROGRAM_FOLDERS = ("xl/macrosheets/", "basic/", "scripts/")
# What may be elsewhere: what a person follows, what is only looked at, the other workbook of a formula.
MAY_BE_ELSEWHERE = frozenset(
    "hyperlink image audio video media externallinkpath xlpathmissing xlstartup xlalternatestartup".split()
)
# How the containers of OLE objects and of VBA projects start, and how packages do.
OLE, PACKAGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
# What reading a damaged package can raise.
BROKEN = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,  # of zipfile: a way of packing that it does not know
    OSError,
    RuntimeError,
    ValueError,
    etree.XMLSyntaxError,
    struct.error,
    zlib.error,
)


def check_office(data: bytes, kind: str = "", *, deep: int = 0) -> None:
    """Raise FileError unless the package is of that kind, whole, open to read, and holds nothing that runs.

    `kind` is one of `MAIN_TYPES` or `OPEN_TYPES`; "" for a package inside another, which may be of any.
    """
    try:
        with ZipFile(io.BytesIO(data)) as package:
            names = _names_of(package)
            if "[content_types].xml" in names and kind not in OPEN_TYPES:
                _check_parts(package, names, kind)
            elif "mimetype" in names and kind not in MAIN_TYPES:
                _check_open_document(package, kind)
            else:
                raise FileError(FileProblem.MISMATCH if kind else FileProblem.EMBEDDED)
            _check_content(package, deep)
    except BROKEN as error:
        raise FileError(FileProblem.DAMAGED if data.startswith(PACKAGE) else FileProblem.MISMATCH) from error


def _names_of(package: ZipFile) -> dict[str, str]:
    """Return the names of the parts by their names in small letters. No two parts may differ in these alone."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileError(FileProblem.UNSAFE)
    if any(part.flag_bits & 1 for part in parts):
        raise FileError(FileProblem.PASSWORD)
    names = {part.filename.lower(): part.filename for part in parts}
    if len(names) < len(parts):
        raise FileError(FileProblem.DAMAGED)
    if any(name.startswith(PROGRAM_FOLDERS) or name.endswith("vbaproject.bin") for name in names):
        raise FileError(FileProblem.MACROS)
    return names


def _check_content(package: ZipFile, deep: int) -> None:
    """Unpack each part: it must fit its check sum, be no container of programs, and be safe if it is a package itself."""
    for part in package.infolist():
        with package.open(part) as content:
            start = content.read(len(OLE))
            if start == OLE:
                raise FileError(FileProblem.EMBEDDED)
            if start.startswith(PACKAGE):
                if deep == MOST_DEEP:
                    raise FileError(FileProblem.UNSAFE)
                check_office(start + content.read(), deep=deep + 1)
            while content.read(MEGABYTE):
                pass


def _check_open_document(package: ZipFile, kind: str) -> None:
    with package.open("mimetype") as part:
        type_ = part.read(100).decode()
    if kind and type_ != OPEN_TYPES[kind]:
        raise FileError(FileProblem.MISMATCH)
    if any(tag == "encryption-data" for tag, _given in _elements(package, "META-INF/manifest.xml")):
        raise FileError(FileProblem.PASSWORD)


# --- Word, Excel, PowerPoint ------------------------------------------------------------------------------------------
def _check_parts(package: ZipFile, names: dict[str, str], kind: str) -> None:
    types = _types_of(package, names)
    for name, type_ in types.items():
        if any(word in type_ for word in PROGRAM_TYPES):
            raise FileError(FileProblem.MACROS)
        if type_ in OLD_TYPES or any(word in type_ for word in OBJECT_TYPES):
            raise FileError(FileProblem.EMBEDDED)
        # A link to another program (DDE), which a formula may start, stands where links to other workbooks do.
        if "externallink" in type_ and any(tag == "ddelink" for tag, _given in _elements(package, names[name])):
            raise FileError(FileProblem.MACROS)
    for name in filter(_holds_relations, names):
        for relation, is_elsewhere in _relations(package, names[name]):
            _check_relation(relation, is_elsewhere=is_elsewhere)
    main = {types.get(target, "") for target in _main_parts(package, names)}
    if kind and main != {MAIN_TYPES[kind]}:
        raise FileError(FileProblem.MISMATCH)


def _types_of(package: ZipFile, names: dict[str, str]) -> dict[str, str]:
    """Return what each part is, by its name; both in small letters."""
    by_ending, by_name = {}, {}
    for tag, given in _elements(package, names["[content_types].xml"]):
        if tag == "default":
            by_ending[given.get("Extension", "").lower()] = given.get("ContentType", "").lower()
        elif tag == "override":
            by_name[given.get("PartName", "").lower().lstrip("/")] = given.get("ContentType", "").lower()
    return {name: by_name.get(name) or by_ending.get(name.rpartition(".")[2], "") for name in names}


def _holds_relations(name: str) -> bool:
    folder, _, _file = name.rpartition("/")
    return name.endswith(".rels") and posixpath.basename(folder) == "_rels"


def _check_relation(relation: str, *, is_elsewhere: bool) -> None:
    if relation in PROGRAM_RELATIONS:
        raise FileError(FileProblem.MACROS)
    if relation in OBJECT_RELATIONS:
        raise FileError(FileProblem.EMBEDDED)
    if is_elsewhere and relation not in MAY_BE_ELSEWHERE:
        raise FileError(FileProblem.ELSEWHERE)


def _relations(package: ZipFile, name: str) -> Iterator[tuple[str, bool]]:
    """Yield the last word of the type of each relation of a part, and whether its target is outside the package."""
    for tag, given in _elements(package, name):
        if tag == "relationship":
            yield _last_word(given), given.get("TargetMode", "").lower() == "external"


def _main_parts(package: ZipFile, names: dict[str, str]) -> Iterator[str]:
    """Yield the names, in small letters, of the parts with which reading the package begins: there should be one."""
    for tag, given in _elements(package, names["_rels/.rels"]):
        if tag == "relationship" and _last_word(given) == "officedocument":
            yield posixpath.normpath("/" + given.get("Target", "")).lstrip("/").lower()


def _last_word(relation: dict[str, str]) -> str:
    return relation.get("Type", "").rpartition("/")[2].lower()


def _elements(package: ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the local name, in small letters, and the attributes of each element of an XML part."""
    with package.open(name) as part:
        xml = part.read(MOST_XML + 1)
    if len(xml) > MOST_XML:
        raise FileError(FileProblem.UNSAFE)
    parsed = etree.iterparse(
        io.BytesIO(xml), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    for place, (_event, element) in enumerate(parsed):
        # No program writes one, and what it declares would change what is read.
        if place == 0 and element.getroottree().docinfo.doctype:
            raise FileError(FileProblem.DAMAGED)
        yield etree.QName(element).localname.lower(), dict(element.attrib)
