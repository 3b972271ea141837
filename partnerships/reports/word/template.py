"""The council's own Word template: its page, its header and footer and its styles."""

from __future__ import annotations

import zipfile
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

REFERENCES = ("headerReference", "footerReference")


class TemplateError(Exception):
    """The template cannot be used; the message says why, in a sentence."""


def council_template() -> bytes | None:
    """Return the file that `WORD_TEMPLATE` names, None when it names none. TemplateError when it cannot be used."""
    if not settings.WORD_TEMPLATE:
        return None
    try:
        content = Path(settings.WORD_TEMPLATE).read_bytes()
    except OSError as error:
        message = f"The file of WORD_TEMPLATE cannot be read: {error.strerror}."
        raise TemplateError(message) from error
    open_template(content)
    return content


def open_template(content: bytes) -> WordDocument:
    """Return the template as a document without its text. TemplateError when it is no Word document."""
    try:
        document = Document(BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, LxmlError) as error:
        message = (
            "The file of WORD_TEMPLATE is no Word document. Save it in Word as .docx, not as .doc, .dotx or .docm."
        )
        raise TemplateError(message) from error
    _keep_page(document)
    return document


def _keep_page(document: WordDocument) -> None:
    """Remove the text and keep the page of the last section, with the headers and footers that it takes from those before."""
    body: Any = document.element.body
    pages = list(body.iter(qn("w:sectPr")))
    if not pages:
        message = "The file of WORD_TEMPLATE sets no page. Open it in Word and save it again."
        raise TemplateError(message)
    *earlier, last = pages
    kept = deepcopy(last)
    for page in reversed(earlier):
        for name in REFERENCES:
            own = {each.get(qn("w:type")) for each in kept.findall(qn(f"w:{name}"))}
            for reference in page.findall(qn(f"w:{name}")):
                if reference.get(qn("w:type")) not in own:
                    kept.insert(0, deepcopy(reference))
    for name in ("w:type", "w:cols"):
        for each in kept.findall(qn(name)):
            kept.remove(each)
    for child in list(body):
        body.remove(child)
    body.append(kept)
