"""The types of files that are accepted as evidence, told by their content."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from partnerships.actions.validation import InvalidError

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
ACCEPTED = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation",
    "odt": OPEN_DOCUMENT + "text",
    "ods": OPEN_DOCUMENT + "spreadsheet",
    "odp": OPEN_DOCUMENT + "presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
}
# How the content of the other types starts. An animated PNG, which has an acTL part before the picture, is not accepted.
SIGNATURES = {
    "application/pdf": re.compile(rb"(?:\xef\xbb\xbf)?%PDF"),
    "image/png": re.compile(rb"\x89PNG(?!\r\n\x1a\n(?:(?!IDAT|IEND).)*acTL)", re.DOTALL),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP", re.DOTALL),
}
# The part that each kind of Office file must have, and the names of parts that hold programs.
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
PROGRAM_PARTS = ("vbaproject.bin", "basic/", "scripts/")
WITH_PROGRAMS = frozenset("docm dotm xlsm xltm xlam pptm potm ppam ppsm exe msi bat cmd js vbs ps1 sh jar".split())
WEB_PAGES = frozenset("html htm xhtml svg xml mht mhtml".split())
OLD_OFFICE = frozenset("doc xls ppt".split())
# As many characters as the column holds.
MOST_NAME = 200
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml")
SNIFFED = 4096
# The exceptions that reading a damaged archive can raise.
DAMAGED = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def check_file(file: File[bytes]) -> str:
    """Return the media type of a file, whose content must be what its name says.

    InvalidError, with what to do instead, for a file that is empty, too large, or not of an accepted type.
    """
    if not file.size:
        raise InvalidError({"file": _("The file is empty. Choose another, or check that it was saved.")})
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise InvalidError({"file": _("The file must be 10 MB or smaller. Attach a part of it, or a link.")})
    if len(file.name or "") > MOST_NAME:
        message = _("The name of the file must be %(most)s characters or fewer. Give it a shorter one.")
        raise InvalidError({"file": message % {"most": MOST_NAME}})
    extension = PurePath(file.name or "").suffix.lower().removeprefix(".")
    if extension not in ACCEPTED:
        raise InvalidError({"file": _refusal(extension)})
    file.seek(0)
    try:
        matches = _matches(extension, file)
    finally:
        file.seek(0)
    if not matches:
        message = _(
            "The content of the file is not what its name says (.%(extension)s). Save it again and attach that."
        )
        raise InvalidError({"file": message % {"extension": extension}})
    return ACCEPTED[extension]


def _refusal(extension: str) -> str:
    if extension in WITH_PROGRAMS:
        return _("Files that can hold programs or macros are not accepted. Save it without macros, or as a PDF.")
    if extension in WEB_PAGES:
        return _("Web pages and SVG pictures are not accepted. Attach a link to the page, or save it as a PDF.")
    if extension in OLD_OFFICE:
        return _("Files of old Office versions are not accepted. Save it as .docx, .xlsx or .pptx, or as a PDF.")
    return _("This type of file is not accepted. Attach a PDF, an Office file, a picture, or a text or CSV file.")


def _matches(extension: str, file: File[bytes]) -> bool:
    if extension in ("txt", "csv"):
        return _is_text(file)
    if extension in OFFICE_PARTS or ACCEPTED[extension].startswith(OPEN_DOCUMENT):
        return _is_office(extension, file)
    return SIGNATURES[ACCEPTED[extension]].match(file.read(SNIFFED)) is not None


def _is_text(file: File[bytes]) -> bool:
    """Whether the file holds no control characters and does not start like a web page."""
    start = file.read(SNIFFED).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(MARKUP):
        return False
    file.seek(0)
    controls = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"
    return not any(chunk.translate(None, delete=controls) != chunk for chunk in file.chunks())


def _is_office(extension: str, file: File[bytes]) -> bool:
    try:
        with ZipFile(file) as parts:
            names = [name.lower() for name in parts.namelist()]
            if any(name.startswith(PROGRAM_PARTS) or name.endswith(PROGRAM_PARTS[0]) for name in names):
                raise InvalidError({"file": _refusal("docm")})
            if extension in OFFICE_PARTS:
                return "[content_types].xml" in names and OFFICE_PARTS[extension] in names
            with parts.open("mimetype") as part:
                return part.read(100) == ACCEPTED[extension].encode()
    except DAMAGED:
        return False
