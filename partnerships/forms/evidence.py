"""Attaching evidence: a link, or a file whose content is what its name says."""

from __future__ import annotations

import struct
import zlib
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile, ZipFile

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.actions.evidence import check_link
from partnerships.forms.fields import LineField, errors_shown
from partnerships.models.assessment import EvidenceKind

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
# The part that each kind of Office file must have, and those that hold programs.
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
PROGRAM_PARTS = ("vbaproject.bin", "basic/", "scripts/")
WITH_PROGRAMS = frozenset("docm dotm xlsm xltm xlam pptm potm ppam ppsm exe msi bat cmd js vbs ps1 sh jar".split())
WEB_PAGES = frozenset("html htm xhtml svg xml mht mhtml".split())
OLD_OFFICE = frozenset("doc xls ppt".split())
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml")
SNIFFED = 4096
# What reading a damaged archive may raise.
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


def check_file(file: UploadedFile[bytes]) -> str:
    """Return the media type of an uploaded file; ValidationError, with what to do instead, for one that is refused."""
    extension = PurePath(file.name or "").suffix.lower().removeprefix(".")
    if extension not in ACCEPTED:
        raise ValidationError(_refusal(extension), code="type")
    file.seek(0)
    try:
        matches = _matches(extension, file)
    finally:
        file.seek(0)
    if not matches:
        message = _(
            "The content of the file is not what its name says (.%(extension)s). Save it again and attach that."
        )
        raise ValidationError(message, code="content", params={"extension": extension})
    return ACCEPTED[extension]


def _refusal(extension: str) -> str:
    if extension in WITH_PROGRAMS:
        return str(_("Files that can hold programs or macros are not accepted. Save it without macros, or as a PDF."))
    if extension in WEB_PAGES:
        return str(_("Web pages and SVG pictures are not accepted. Attach a link to the page, or save it as a PDF."))
    if extension in OLD_OFFICE:
        return str(_("Files of old Office versions are not accepted. Save it as .docx, .xlsx or .pptx, or as a PDF."))
    return str(_("This type of file is not accepted. Attach a PDF, an Office file, a picture, or a text or CSV file."))


def _matches(extension: str, file: UploadedFile[bytes]) -> bool:
    if extension in ("txt", "csv"):
        return _is_text(file)
    if extension in OFFICE_PARTS or ACCEPTED[extension].startswith(OPEN_DOCUMENT):
        return _is_office(extension, file)
    return bool(filetype.guess_mime(file.read(SNIFFED)) == ACCEPTED[extension])


def _is_text(file: UploadedFile[bytes]) -> bool:
    """Whether every byte can stand in a text, and the start is no web page."""
    start = file.read(SNIFFED).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(MARKUP):
        return False
    file.seek(0)
    controls = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"
    return not any(chunk.translate(None, delete=controls) != chunk for chunk in file.chunks())


def _is_office(extension: str, file: UploadedFile[bytes]) -> bool:
    try:
        with ZipFile(file) as parts:
            names = [name.lower() for name in parts.namelist()]
            if any(name.startswith(PROGRAM_PARTS) or name.endswith(PROGRAM_PARTS[0]) for name in names):
                raise ValidationError(_refusal("docm"), code="macros")
            if extension in OFFICE_PARTS:
                return "[content_types].xml" in names and OFFICE_PARTS[extension] in names
            with parts.open("mimetype") as part:
                return part.read(100) == ACCEPTED[extension].encode()
    except DAMAGED:
        return False


class AttachmentForm(forms.Form):
    """A link or a file: `kind` says which of the two is read. `media_type` is the file's, found from its content."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    url = LineField(
        most=1000,
        label=_("Web address"),
        help_text=_("Starts with https:// or http://"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, picture, text or CSV, up to 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in ACCEPTED)}),
        error_messages={"empty": _("The file is empty. Choose another, or check that it was saved.")},
    )

    reveals = {EvidenceKind.LINK.value: ("url",), EvidenceKind.FILE.value: ("file",)}
    media_type = ""

    def clean_file(self) -> UploadedFile[bytes] | None:
        """Refuse a file that is too large, or of another type than the accepted ones."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None or self.data.get("kind") != EvidenceKind.FILE:
            return None
        if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            raise ValidationError(_("The file must be 10 MB or smaller. Attach a part of it, or a link."), code="large")
        self.media_type = check_file(file)
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for what was chosen, and ignore an address that was typed before something else was chosen."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == EvidenceKind.LINK:
            with errors_shown(self):
                check_link(cleaned.get("url", ""))
        elif kind:
            self.errors.pop("url", None)
            cleaned["url"] = ""
        if kind == EvidenceKind.FILE and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file"))
        return cleaned


class EvidenceForm(AttachmentForm):
    """Evidence for an answer: a link or a file, and what it is."""

    title = LineField(
        label=_("What is it?"),
        help_text=_("For example: Needs assessment 2026, pages 4 to 9."),
        error_messages={"required": _("Say what the evidence is")},
    )
    kind = forms.ChoiceField(
        label=_("How will you attach it?"),
        choices=[(EvidenceKind.LINK, _("As a link")), (EvidenceKind.FILE, _("As a file"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it is a link or a file")},
    )
    field_order = ["title"]

    looks = {"title": Look(size="m"), "kind": Look(size="m", reveals=AttachmentForm.reveals)}
