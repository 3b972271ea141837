"""Saving an answer, and what that undoes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Option, Question
from checklists.spec import FactType, QuestionSpec, fact_value
from partnerships.actions.acting import ActionError, act_as, capacity_for, lock
from partnerships.actions.partnership import check_editable
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import check_texts, refuse, text_error
from partnerships.domain.access import Capacity
from partnerships.models import Answer, Assessment, Confirmation, Treatment
from partnerships.models.trail import EventKind

LOGGER = logging.getLogger(__name__)


class StaleAnswerError(ActionError):
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

    Raises StaleAnswerError when another page saved something else meanwhile, InvalidError when the draft does not fit
    the question (`check_draft`), ActionError when the round is with its reviewers. A page that saved automatically
    before names itself by `edit_token`, and its own button then never conflicts with it. The same content again
    changes nothing and writes no event, but confirms an answer that was carried over from the round before, unless
    the save is automatic.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    act_to_answer(assessment, by=by)
    check_draft(draft, assessment.version.spec().by_key[question.key])
    current = _current(assessment, question)
    old, new = diff(_as_json(current), _as_json(draft))
    if current is not None and not new:
        return current if is_automatic else _confirm_carried(current, assessment, by=by)
    if current is not None and current.revision != revision:
        is_same_page = bool(edit_token) and current.edit_token == edit_token and current.saved_by_id == by.pk
        if is_automatic or not is_same_page:
            raise StaleAnswerError(current)
    if current is None:
        current = Answer(assessment=assessment, question=question, revision=0)
    _apply(current, draft, by=by, edit_token=edit_token)
    record(EventKind.ANSWERED, by=by, assessment=assessment, question=question, old=old, new=new)
    reopen_question(assessment, question, by=by)
    return current


def check_draft(draft: AnswerDraft, question: QuestionSpec) -> None:
    """Raise InvalidError when the question has no such option or fact, or a fact has no such value."""
    errors = {}
    if draft.option is not None and draft.option not in [option.key for option in question.options]:
        errors["option"] = _("Select one of the answers on this page")
    facts = {fact.key: fact for fact in question.facts}
    for key, value in draft.facts.items():
        if key not in facts:
            errors["facts"] = _("This question has no fact “%(key)s”.") % {"key": key}
        elif value and facts[key].type is FactType.TEXT:
            errors["facts"] = text_error(value, label=facts[key].label)
        elif value:
            try:
                fact_value(facts[key].type, value)
            except ValueError:
                errors["facts"] = _("“%(label)s” cannot be “%(value)s”.") % {"label": facts[key].label, "value": value}
    refuse(errors)


def act_to_answer(assessment: Assessment, *, by: User) -> None:
    """Let the person act as who answers: a legal adviser who is not an author as legal adviser, else as author."""
    capacity = capacity_for(by, assessment.partnership, among=(Capacity.LEGAL, Capacity.AUTHOR))
    act_as(capacity, user=by, partnership=assessment.partnership, by=by)


def _current(assessment: Assessment, question: Question) -> Answer | None:
    return (
        Answer.objects.select_related("option", "saved_by", "question")
        .filter(assessment=assessment, question=question)
        .first()
    )


def _as_json(source: Answer | AnswerDraft | None) -> dict[str, Any]:
    """Return the content of an answer as JSON; blank facts count as none."""
    if source is None:
        return {"option": None, "reason": "", "finding": "", "facts": {}}
    option = source.option.key if isinstance(source.option, Option) else source.option
    facts = {key: value for key, value in source.facts.items() if value}
    return {"option": option, "reason": source.reason, "finding": source.finding, "facts": facts}


def _apply(row: Answer, draft: AnswerDraft, *, by: User, edit_token: str) -> None:
    row.option = Option.objects.get(question=row.question, key=draft.option) if draft.option else None
    row.reason, row.finding = draft.reason, draft.finding
    row.facts = _as_json(draft)["facts"]
    row.revision += 1
    row.edit_token = edit_token
    row.is_carried_over = False
    row.saved_at, row.saved_by = timezone.now(), by
    check_texts(row, "reason", "finding", "edit_token")
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


def reopen_question(assessment: Assessment, question: Question, *, by: User) -> None:
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
