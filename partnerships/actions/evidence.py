"""Attaching evidence to an answer: which links and files are accepted, and how files are stored."""

from __future__ import annotations

import hashlib
import logging
import re
import struct
import zlib
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Question
from partnerships.actions.acting import ActionError, lock
from partnerships.actions.answering import act_to_answer, reopen_question
from partnerships.actions.partnership import check_editable
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_texts
from partnerships.models import Assessment, Evidence
from partnerships.models.assessment import EvidenceKind
from partnerships.models.trail import EventKind

LOGGER = logging.getLogger(__name__)
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


@transaction.atomic
def attach_link(*, assessment: Assessment, question: Question, by: User, title: str, url: str) -> Evidence:
    """Attach the address of a page as evidence. InvalidError when it is not one, or a text is blank or too long."""
    check_link(url)
    return _attach(assessment, question, by=by, kind=EvidenceKind.LINK, title=title, url=url)


@transaction.atomic
def attach_file(*, assessment: Assessment, question: Question, by: User, title: str, file: File[bytes]) -> Evidence:
    """Attach an uploaded file as evidence; its SHA-256 is kept.

    It is stored under a random name; only its row holds the name that it had. InvalidError when the title is blank or
    too long, or `check_file` refuses the file; ActionError when it cannot be stored.
    """
    try:
        values = stored_file(file)
        return _attach(assessment, question, by=by, kind=EvidenceKind.FILE, title=title, **values)
    except OSError as error:
        LOGGER.exception("evidence could not be stored")
        raise ActionError(_("The file could not be stored. Try again later, or attach a link.")) from error


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Remove evidence from its answer; its row and its file are kept. Evidence that is removed already is left alone."""
    assessment = lock(evidence.assessment)
    check_editable(assessment)
    act_to_answer(assessment, by=by)
    attached = Evidence.objects.attached().filter(pk=evidence.pk)
    if not attached.update(removed_at=timezone.now(), removed_by=by):
        return
    record(
        EventKind.EVIDENCE_REMOVED,
        by=by,
        assessment=assessment,
        question=evidence.question,
        old={"evidence": str(evidence)},
    )
    reopen_question(assessment, evidence.question, by=by)


def check_link(url: str) -> None:
    """Raise InvalidError unless the text is a full http or https address, of the web or of the council's own network.

    A user name in it is refused: it may hide another site, or carry a password.
    """
    if not url:
        raise InvalidError({"url": _("Enter the web address")})
    try:
        parts = urlsplit(url)
        host, has_user = parts.hostname, parts.username is not None
    except ValueError:
        parts, host, has_user = urlsplit(""), None, False
    if parts.scheme not in ("http", "https") or not host or " " in url:
        raise InvalidError({"url": _("Enter a full web address, like https://www.example.gov.uk/report")})
    if has_user:
        raise InvalidError({"url": _("Enter a web address without a password or user name in it")})


def stored_file(file: File[bytes]) -> dict[str, Any]:
    """Return the columns of a row that holds the file; saving the row stores it. InvalidError as by `check_file`.

    It is stored under a random name; only its row holds the name that it had. `sha256` is the digest of its bytes.
    """
    media_type = check_file(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return {
        "file": File(file, name=uuid4().hex),
        "file_name": (file.name or "")[-200:],
        "media_type": media_type,
        "size": file.size,
        "sha256": digest.hexdigest(),
    }


def _attach(assessment: Assessment, question: Question, *, by: User, kind: EvidenceKind, **values: Any) -> Evidence:
    assessment = lock(assessment)
    check_editable(assessment)
    act_to_answer(assessment, by=by)
    last = Evidence.objects.filter(assessment=assessment).aggregate(last=Max("number"))["last"] or 0
    evidence = Evidence(assessment=assessment, question=question, number=last + 1, kind=kind, added_by=by, **values)
    check_texts(evidence, "title", "url")
    evidence.save(force_insert=True)
    record(
        EventKind.EVIDENCE_ATTACHED,
        by=by,
        assessment=assessment,
        question=question,
        new={"evidence": str(evidence), "kind": kind.value, "sha256": evidence.sha256},
    )
    reopen_question(assessment, question, by=by)
    return evidence


def check_file(file: File[bytes]) -> str:
    """Return the media type of a file, whose content must be what its name says.

    InvalidError, with what to do instead, for a file that is empty, too large, or not of an accepted type.
    """
    if not file.size:
        raise InvalidError({"file": _("The file is empty. Choose another, or check that it was saved.")})
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise InvalidError({"file": _("The file must be 10 MB or smaller. Attach a part of it, or a link.")})
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
