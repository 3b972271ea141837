"""Saving an answer and its evidence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from checklists.models import Option, Question
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.files import kept
from partnerships.actions.partnership import check_editable
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.trail import changed, record
from partnerships.domain.access import Capacity
from partnerships.models import Answer, Assessment, Confirmation, Evidence, Participant, Treatment
from partnerships.models.assessment import EvidenceKind
from partnerships.models.trail import EventKind

LOGGER = logging.getLogger(__name__)


class StaleAnswer(ActionError):
    """The answer was saved by someone else since the page was loaded. `current` is what stands now."""

    def __init__(self, current: Answer) -> None:
        super().__init__(_("Someone else saved this answer while you were working on it."))
        self.current = current


@dataclass(frozen=True, kw_only=True)
class AnswerDraft:
    """What was typed. `option` is an option's key, None when none was chosen; `facts` maps fact keys to text values."""

    option: str | None = None
    reason: str = ""
    finding: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def answer(
    *,
    assessment: Assessment,
    question: Question,
    by: User,
    draft: AnswerDraft,
    revision: int,
    edit_token: str = "",
    is_automatic: bool = False,
) -> Answer:
    """Save the answer to one question, known to the page as `revision` (0 when it had none).

    Raises StaleAnswer when another page saved something else meanwhile, ActionError when the round is with its
    reviewers. A page that saved automatically before names itself by `edit_token`, and its own button then never
    conflicts with it. The same content again changes nothing and writes no event, but confirms an answer that was
    carried over from the round before, unless the save is automatic.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    act_as(_capacity(assessment, by), user=by, partnership=assessment.partnership, by=by)
    current = _current(assessment, question)
    old, new = changed(_plain(current), _plain(draft))
    if current is not None and not new:
        return current if is_automatic else _confirm_carried(current, assessment, by=by)
    if current is not None and current.revision != revision:
        is_same_page = bool(edit_token) and current.edit_token == edit_token and current.saved_by_id == by.pk
        if is_automatic or not is_same_page:
            raise StaleAnswer(current)
    if current is None:
        current = Answer(assessment=assessment, question=question, revision=0)
    _put(current, draft, by=by, edit_token=edit_token)
    record(EventKind.ANSWERED, by=by, assessment=assessment, question=question, old=old, new=new)
    _reopen(assessment, question, by=by)
    return current


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
        values = kept(file, media_type)
        return _attach(assessment, question, by=by, kind=EvidenceKind.FILE, title=title, **values)
    except OSError as error:
        LOGGER.exception("evidence could not be stored")
        raise ActionError(_("The file could not be stored. Try again later, or attach a link.")) from error


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Remove evidence from its answer. The row and the file stay. What was removed meanwhile stays so, without an event."""
    assessment = lock(evidence.assessment)
    check_editable(assessment)
    act_as(_capacity(assessment, by), user=by, partnership=assessment.partnership, by=by)
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
    _reopen(assessment, evidence.question, by=by)


def _attach(assessment: Assessment, question: Question, *, by: User, kind: EvidenceKind, **values: Any) -> Evidence:
    assessment = lock(assessment)
    check_editable(assessment)
    act_as(_capacity(assessment, by), user=by, partnership=assessment.partnership, by=by)
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
    _reopen(assessment, question, by=by)
    return evidence


def _capacity(assessment: Assessment, by: User) -> Capacity:
    """Legal advisers answer as such where they are not authors; everyone else answers as an author."""
    person = Participant.objects.filter(partnership=assessment.partnership, user=by).first()
    if person is not None and person.capacity in (Capacity.AUTHOR, Capacity.LEGAL):
        return Capacity(person.capacity)
    service = Q(service=None) | Q(service=assessment.partnership.service)
    is_legal = by.role_grants.current().filter(service, role=Role.LEGAL).exists()
    return Capacity.LEGAL if is_legal else Capacity.AUTHOR


def _current(assessment: Assessment, question: Question) -> Answer | None:
    return (
        Answer.objects.select_related("option", "saved_by", "question")
        .filter(assessment=assessment, question=question)
        .first()
    )


def _plain(source: Answer | AnswerDraft | None) -> dict[str, Any]:
    """Return the content of an answer as JSON; blank facts count as none."""
    if source is None:
        return {"option": None, "reason": "", "finding": "", "facts": {}}
    option = source.option.key if isinstance(source.option, Option) else source.option
    facts = {key: value for key, value in source.facts.items() if value}
    return {"option": option, "reason": source.reason, "finding": source.finding, "facts": facts}


def _put(row: Answer, draft: AnswerDraft, *, by: User, edit_token: str) -> None:
    row.option = Option.objects.get(question=row.question, key=draft.option) if draft.option else None
    row.reason, row.finding = draft.reason, draft.finding
    row.facts = _plain(draft)["facts"]
    row.revision += 1
    row.edit_token = edit_token
    row.is_carried_over = False
    row.saved_at, row.saved_by = timezone.now(), by
    row.save()


def _confirm_carried(row: Answer, assessment: Assessment, *, by: User) -> Answer:
    """Make an answer of the round before one of this round, as it is; one that is so already stays untouched."""
    if row.is_carried_over:
        row.is_carried_over = False
        row.saved_at, row.saved_by = timezone.now(), by
        row.save(update_fields=["is_carried_over", "saved_at", "saved_by"])
        old, new = {"is_carried_over": True}, {"is_carried_over": False}
        record(EventKind.ANSWERED, by=by, assessment=assessment, question=row.question, old=old, new=new)
        refresh_flags(assessment, by=by)
    return row


def _reopen(assessment: Assessment, question: Question, *, by: User) -> None:
    """Lapse what was said of the answer that changed, and work out the flags anew. Other questions' treatments stand."""
    for treatment in Treatment.objects.filter(assessment=assessment, question=question, lapsed_at=None):
        _lapse(Treatment, treatment.pk, by=by)
        record(
            EventKind.TREATMENT_LAPSED,
            by=by,
            question=question,
            old={"kind": treatment.kind, "text": treatment.text},
            assessment=assessment,
        )
    confirmations = Confirmation.objects.filter(assessment=assessment, lapsed_at=None)
    for confirmation in confirmations.filter(Q(question=question) | Q(question=None)).select_related("confirmed_by"):
        _lapse(Confirmation, confirmation.pk, by=by)
        old = {"role": confirmation.role, "confirmed_by": confirmation.confirmed_by.full_name}
        record(EventKind.CONFIRMATION_LAPSED, by=by, question=confirmation.question, old=old, assessment=assessment)
    refresh_flags(assessment, by=by)


def _lapse(model: type[Treatment] | type[Confirmation], pk: int, *, by: User) -> None:
    model._default_manager.filter(pk=pk).update(lapsed_at=timezone.now(), lapsed_by=by)
