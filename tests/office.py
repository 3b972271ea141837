"""Office files made of their parts, good and bad, for tests: packages of Word, Excel and PowerPoint, and OpenDocument."""

from __future__ import annotations

import io
import zipfile

OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MAIN = {
    "docx": ("word/document.xml", OFFICE + "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", OFFICE + "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", OFFICE + "presentationml.presentation.main+xml"),
}
Part = tuple[str, bytes]
"""The type of a part and its content."""
Relation = tuple[str, str]
"""The type of a relation and its target; one with a colon in it is outside the package."""


def zipped(parts: dict[str, bytes]) -> bytes:
    """Pack the parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def office(
    kind: str = "docx",
    *,
    main: str = "",
    main_type: str = "",
    parts: dict[str, Part] | None = None,
    relations: tuple[Relation, ...] = (),
    relations_of: str = "",
    defaults: dict[str, str] | None = None,
) -> bytes:
    """Return a package with a main part, further parts, and relations of the main part, or of `relations_of`."""
    name, type_ = MAIN[kind]
    name, type_ = main or name, main_type or type_
    all_parts = {name: (type_, b"<document/>"), **(parts or {})}
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{given}"/>'
        for part, (given, _content) in all_parts.items()
        if given
    )
    types += "".join(f'<Default Extension="{end}" ContentType="{given}"/>' for end, given in (defaults or {}).items())
    folder, _, own = (relations_of or name).rpartition("/")
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="urn:types">{types}</Types>'.encode(),
            "_rels/.rels": related((RELATIONS + "officeDocument", name)),
            f"{folder}/_rels/{own}.rels": related(*relations),
            **{part: content for part, (_type, content) in all_parts.items()},
        }
    )


def related(*relations: Relation) -> bytes:
    """Return a part with these relations."""
    rows = ""
    for place, (type_, target) in enumerate(relations):
        mode = ' TargetMode="External"' if ":" in target else ""
        rows += f'<Relationship Id="r{place}" Type="{type_}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="urn:relations">{rows}</Relationships>'.encode()


def open_document(kind: str = "text", *, parts: dict[str, bytes] | None = None, entries: str = "") -> bytes:
    """Return an OpenDocument file; `entries` is what stands in its list of parts."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": b"<document/>",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:manifest">{entries}</m:manifest>'.encode(),
            **(parts or {}),
        }
    )
