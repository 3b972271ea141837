"""Attaching evidence to an answer, and keeping uploaded files under a random name with their digest."""

from __future__ import annotations

import hashlib
import logging
from typing import Any
from uuid import uuid4

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
from partnerships.models import Assessment, Evidence
from partnerships.models.assessment import EvidenceKind
from partnerships.models.trail import EventKind

LOGGER = logging.getLogger(__name__)


@transaction.atomic
def attach_link(*, assessment: Assessment, question: Question, by: User, title: str, url: str) -> Evidence:
    """Attach the address of a page as evidence."""
    return _attach(assessment, question, by=by, kind=EvidenceKind.LINK, title=title, url=url)


@transaction.atomic
def attach_file(
    *, assessment: Assessment, question: Question, by: User, title: str, file: File[bytes], media_type: str
) -> Evidence:
    """Attach an uploaded file, whose type the form has checked, as evidence; its SHA-256 is kept.

    It is stored under a random name: what it was called stands in its row alone. Raises ActionError when there is no
    room for it.
    """
    try:
        values = stored_file(file, media_type)
        return _attach(assessment, question, by=by, kind=EvidenceKind.FILE, title=title, **values)
    except OSError as error:
        LOGGER.exception("evidence could not be stored")
        raise ActionError(_("The file could not be stored. Try again later, or attach a link.")) from error


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Remove evidence from its answer. The row and the file stay. What was removed meanwhile stays so, without an event."""
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


def stored_file(file: File[bytes], media_type: str) -> dict[str, Any]:
    """Return the columns of a row that holds the file, whose type the form has checked; saving the row stores it.

    It is stored under a random name: what it was called stands in its row alone. `sha256` is the digest of its bytes.
    """
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
    evidence = Evidence.objects.create(
        assessment=assessment, question=question, number=last + 1, kind=kind, added_by=by, **values
    )
    record(
        EventKind.EVIDENCE_ATTACHED,
        by=by,
        assessment=assessment,
        question=question,
        new={"evidence": str(evidence), "kind": kind.value, "sha256": evidence.sha256},
    )
    reopen_question(assessment, question, by=by)
    return evidence
