"""Attaching evidence to an answer: which links and files are accepted, and how files are stored."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import normal
from checklists.models import Question
from partnerships.actions.accepted_files import check_file
from partnerships.actions.acting import ActionError, lock
from partnerships.actions.answering import act_to_answer
from partnerships.actions.partnership import check_editable
from partnerships.actions.review import lapse_review
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_texts
from partnerships.models import Assessment, Evidence
from partnerships.models.assessment import EvidenceKind
from partnerships.models.trail import EventKind

LOGGER = logging.getLogger(__name__)
# The column that says where files are stored. Those of conditions are stored there too.
FILES = Evidence._meta.get_field("file")


@transaction.atomic
def attach_link(*, assessment: Assessment, question: Question, by: User, title: str, url: str) -> Evidence:
    """Attach the address of a page as evidence. InvalidError when it is not one, or a text is blank or too long."""
    check_link(url)
    return _attach(assessment, question, by=by, kind=EvidenceKind.LINK, title=title, url=url)


def attach_file(*, assessment: Assessment, question: Question, by: User, title: str, file: File[bytes]) -> Evidence:
    """Attach an uploaded file as evidence; its SHA-256 is kept.

    InvalidError when the title is blank or too long, or `check_file` refuses the file; ActionError when it cannot be
    stored. When it is not attached, it is not kept.
    """
    with store_file(file) as values, transaction.atomic():
        return _attach(assessment, question, by=by, kind=EvidenceKind.FILE, title=title, **values)


def title_among(title: str, file: File[bytes]) -> str:
    """Return the title of one of several files that are attached under one; the name of the file, when there is none."""
    most = Evidence._meta.get_field("title").max_length
    return normal(f"{title}: {file.name}" if title else file.name or "", is_line=True)[:most].strip()


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
    lapse_review(assessment, evidence.question, by=by)


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


@contextmanager
def store_file(file: File[bytes]) -> Iterator[dict[str, Any]]:
    """Check and store the file, and hand over the columns of a row that holds it; remove it when the block fails.

    It is stored under a random name; only its row holds the name that it had. `sha256` is the digest of its bytes.
    It is checked and written before the block, whose transaction is to be short. InvalidError as by `check_file`,
    ActionError when it cannot be stored.
    """
    content = check_file(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    name = _stored(file)
    try:
        yield {
            "file": name,
            "file_name": (file.name or "")[-200:],
            "media_type": content.media_type,
            "mail": content.mail or {},
            "size": file.size,
            "sha256": digest.hexdigest(),
        }
    except BaseException:
        FILES.storage.delete(name)
        raise


def _stored(file: File[bytes]) -> str:
    """Store the file; return the name under which the storage knows it."""
    try:
        return FILES.storage.save(FILES.generate_filename(Evidence(), uuid4().hex), File(file))
    except OSError as error:
        LOGGER.exception("evidence could not be stored")
        raise ActionError(_("The file could not be stored. Try again later, or give a link instead.")) from error


def _attach(assessment: Assessment, question: Question, *, by: User, kind: EvidenceKind, **values: Any) -> Evidence:
    assessment = lock(assessment)
    check_editable(assessment)
    act_to_answer(assessment, by=by)
    # Reasons quote the numbers, in later rounds too: none is given twice in a partnership.
    given = Evidence.objects.filter(assessment__partnership=assessment.partnership_id)
    last = given.aggregate(last=Max("number"))["last"] or 0
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
    lapse_review(assessment, question, by=by)
    return evidence
