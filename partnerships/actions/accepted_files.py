"""The types of files that are accepted as evidence, told by their content, and what to do with the others."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.actions.validation import InvalidError
from partnerships.files import antivirus, reading
from partnerships.files.mail import Mail
from partnerships.files.problem import FileError, FileProblem
from partnerships.files.refused_endings import PROGRAMS, WITH_MACROS, ending_of

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
    "heic": "image/heic",
    "heif": "image/heif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "gif": "image/gif",
    "webp": "image/webp",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "txt": "text/plain",
    "csv": "text/csv",
}
# What phones save: a still picture, in a container that may hold several.
PHONE_PHOTO = re.compile(rb".{4}ftyp(?:heic|heix|heim|heis|mif1|msf1|hevc|hevx)", re.DOTALL)
# How the content of a type starts. An animated PNG, which has an acTL part before the picture, is not accepted. Readers
# of PDFs look for the mark in the first 1,024 bytes.
SIGNATURES = {
    "application/pdf": re.compile(rb".{0,1019}%PDF", re.DOTALL),
    "image/png": re.compile(rb"\x89PNG(?!\r\n\x1a\n(?:(?!IDAT|IEND).)*acTL)", re.DOTALL),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/heic": PHONE_PHOTO,
    "image/heif": PHONE_PHOTO,
    "image/tiff": re.compile(rb"II\*\0|MM\0\*"),
    "image/gif": re.compile(rb"GIF"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP", re.DOTALL),
}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml")
# How many bytes of a text are looked at for markup.
SNIFFED = 4096
# How programs and containers start: a PDF may begin with other bytes, but not so that it is something else as well.
NEVER = (b"MZ", b"PK", b"\x7fELF", b"\xd0\xcf\x11\xe0", *MARKUP)
# As many characters as the column holds.
MOST_NAME = 200
# What to do with files that are not accepted, by their endings.
ADVICE = {
    WITH_MACROS: gettext_lazy(
        "Files that can hold programs or macros are not accepted. Save it without macros (.docx, .xlsx or .pptx), or as a PDF."
    ),
    PROGRAMS: gettext_lazy(
        "Files that can hold programs or macros are not accepted. Attach a document that says what the program shows."
    ),
    "html htm xhtml svg xml mht mhtml": gettext_lazy(
        "Web pages and SVG pictures are not accepted. Attach a link to the page, or save it as a PDF."
    ),
    "url lnk webloc": gettext_lazy(
        "A shortcut holds no content. Choose “As a link” and enter the address it leads to."
    ),
    "doc xls ppt": gettext_lazy(
        "Files of old Office versions are not accepted. Save it as .docx, .xlsx or .pptx, or as a PDF."
    ),
    "dotx xltx potx ppsx": gettext_lazy(
        "Templates and slide shows are not accepted. Save it as .docx, .xlsx or .pptx, or as a PDF."
    ),
    "rtf wpd wps pages numbers key one pub vsd vsdx mpp": gettext_lazy(
        "Files of this program are not accepted. Save or export it as a PDF."
    ),
    "zip rar 7z gz tar": gettext_lazy("Archives are not accepted. Unpack it, and attach each file that matters."),
    "mp3 m4a wav mp4 m4v mov avi wmv mkv webm": gettext_lazy(
        "Recordings are not accepted. Put it where your council keeps recordings, and attach a link to it."
    ),
}
REFUSALS = {ending: sentence for endings, sentence in ADVICE.items() for ending in endings.split()}
PROBLEMS = {
    FileProblem.MISMATCH: gettext_lazy(
        "The content of the file is not what its name says (.%(ending)s). Save it again and attach that."
    ),
    FileProblem.DAMAGED: gettext_lazy(
        "The file is damaged: parts of it are missing or cannot be read. Open it, save it again, and attach that."
    ),
    FileProblem.MACROS: gettext_lazy(
        "The file holds programs or macros. Save it as .%(ending)s without macros, or as a PDF."
    ),
    FileProblem.EMBEDDED: gettext_lazy(
        "The file has an object of another program in it, which can run things. Save it as a PDF, or delete the object."
    ),
    FileProblem.ELSEWHERE: gettext_lazy(
        "The file loads its template or other content from somewhere else when it is opened. Save it as a PDF."
    ),
    FileProblem.PASSWORD: gettext_lazy(
        "The file opens only with a password, so nobody else could read it. Save it without one and attach that."
    ),
    FileProblem.OLD_OFFICE: gettext_lazy(
        "The file is of an old Office version, whatever its name says. Open it, save it as .%(ending)s, and attach that."
    ),
    FileProblem.ATTACHMENT: gettext_lazy(
        "The email has an attachment that can hold programs: %(detail)s. Save the email without it, or as a PDF."
    ),
    FileProblem.UNSAFE: gettext_lazy(
        "The file cannot be read safely: it unpacks to far more than a document holds, or is malformed. Save it as a PDF."
    ),
    FileProblem.VIRUS: gettext_lazy(
        "The virus scanner found %(detail)s in the file, so it was not stored. Tell your IT service desk; do not open the file."
    ),
    FileProblem.NOT_SCANNED: gettext_lazy(
        "The virus scanner does not answer, so the file was not stored. Try again in a few minutes, or give a link instead."
    ),
    FileProblem.TOO_SLOW: gettext_lazy("The file takes too long to check. Try again later, or save it as a PDF."),
}


@dataclass(frozen=True)
class FileContent:
    """What an accepted file is. `mail` is the summary of one that is an email."""

    media_type: str
    mail: Mail | None = None


# What the uploads of requests under way hold that were accepted.
CHECKED: WeakKeyDictionary[File[bytes], FileContent] = WeakKeyDictionary()


def check_file(file: File[bytes]) -> FileContent:
    """Return what a file is, whose content must be what its name says.

    InvalidError, with what to do instead, for a file that is empty, too large, not of an accepted type, locked by a
    password, that holds something that runs or a virus, or that cannot be scanned although the settings ask for it. A
    file that was accepted is not read again when its action checks what its form has checked.
    """
    if file in CHECKED:
        return CHECKED[file]
    if not file.size:
        raise InvalidError({"file": _("The file is empty. Choose another, or check that it was saved.")})
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise InvalidError({"file": _("The file must be 10 MB or smaller. Attach a part of it, or a link.")})
    if len(file.name or "") > MOST_NAME:
        message = _("The name of the file must be %(most)s characters or fewer. Give it a shorter one.")
        raise InvalidError({"file": message % {"most": MOST_NAME}})
    ending = ending_of(file.name or "")
    if ending not in ACCEPTED:
        raise InvalidError({"file": _refusal(ending)})
    file.seek(0)
    try:
        content = file.read()
        mail = _read(content, ending)
        _check_virus(content)
    except FileError as error:
        words = {"ending": ending, "detail": error.detail}
        raise InvalidError({"file": str(PROBLEMS[error.problem]) % words}) from error
    finally:
        file.seek(0)
    CHECKED[file] = FileContent(ACCEPTED[ending], mail)
    return CHECKED[file]


def _refusal(ending: str) -> str:
    if not ending:
        return _("This type of file is not accepted. Its name must end with its type, like .pdf or .docx.")
    other = gettext_lazy(
        "This type of file is not accepted. Attach a PDF, an Office file, an email, a picture, or a text or CSV file."
    )
    return str(REFUSALS.get(ending, other))


def _read(content: bytes, ending: str) -> Mail | None:
    """Return the summary of the content if it is an email; FileError unless it is what the ending says and acceptable."""
    signature = SIGNATURES.get(ACCEPTED[ending])
    if signature and (not signature.match(content) or content.startswith(NEVER)):
        raise FileError(FileProblem.MISMATCH)
    if ending in ("txt", "csv") and not _is_text(content):
        raise FileError(FileProblem.MISMATCH)
    return reading.read_file(content, ending) if ending in reading.READ else None


def _check_virus(content: bytes) -> None:
    """Raise FileError when the scanner of the settings finds a virus, or cannot be asked."""
    if not settings.ANTIVIRUS:
        return
    try:
        found = antivirus.virus_in(content, url=settings.ANTIVIRUS, seconds=settings.ANTIVIRUS_TIMEOUT)
    except antivirus.ScanError as error:
        LOGGER.exception("an upload could not be scanned for viruses")
        raise FileError(FileProblem.NOT_SCANNED) from error
    if found:
        LOGGER.warning("an upload was refused: %s", found)
        raise FileError(FileProblem.VIRUS, found)


def _is_text(content: bytes) -> bool:
    """Whether the content has no control characters and does not start like a web page."""
    controls = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"
    start = content[:SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return not start.startswith(MARKUP) and content.translate(None, delete=controls) == content
