"""Saving an answer, and letting a change of it take effect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.prepared import PreparedQuery, PreparedRows, key
from checklists.models import Option, Question
from checklists.spec import FactSpec, FactType, QuestionSpec, fact_value
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.partnership import check_editable
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.review import lapse_review
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import check_texts, far_errors, refuse, text_error
from partnerships.domain.answers import is_complete
from partnerships.domain.relation import Capacity
from partnerships.models import Answer, Assessment, Event, Evidence
from partnerships.models.trail import EventKind
from partnerships.selectors.case import state_of

OTHER_QUESTION = gettext_lazy(
    "The case answers another version of its checklist since you opened this page. Read the question again, and choose "
    "your answer."
)


_OF_ANSWER: dict[str, Any] = {"assessment": key("assessment", Assessment), "question": key("question", Question)}
_STANDING = PreparedRows(lambda: Answer.objects.filter(**_OF_ANSWER).select_related("option", "saved_by").order_by())
_ATTACHED = PreparedQuery(lambda: Evidence.objects.attached().filter(**_OF_ANSWER).order_by().values_list("pk")[:1])


class StaleAnswerError(ActionError):
    """Somebody else has saved the answer since the page was loaded. `current` is the answer as it is now."""

    def __init__(self, current: Answer) -> None:
        super().__init__(_("This answer was saved elsewhere while you were working on it."))
        self.current = current


@dataclass(frozen=True, kw_only=True)
class AnswerDraft:
    """An answer to save. `option` is the key of an option or None; `facts` maps the keys of facts to text values."""

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
    follows: Collection[str] = (),
    is_automatic: bool = False,
) -> Answer:
    """Save the answer to one question. `revision` is the one that the page showed, 0 for no answer.

    StaleAnswerError when something else has been saved since; InvalidError as by `check_answer_draft`; ActionError when
    the round is not with its authors. `edit_token` names this save; `follows` names saves that the same page sent
    before and that were not answered, which do not make this one stale. Only a save that is not automatic confirms what
    was carried over, and only if it leaves the answer complete does it undo what others did and tell anybody.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    if question.version_id != assessment.version_id:
        raise ActionError(str(OTHER_QUESTION))
    act_to_answer(assessment, by=by)
    check_answer_draft(draft, assessment.version.spec().by_key[question.key])
    current = _standing(assessment, question)
    old, new = diff(_as_json(current), _as_json(draft))
    if current is not None and not new:
        return current if is_automatic else _save_unchanged(current, assessment, by=by)
    if current is None:
        current = Answer(assessment=assessment, question=question, revision=0)
    elif current.revision != revision and not (current.edit_token in follows and current.saved_by_id == by.pk):
        raise StaleAnswerError(current)
    before = _as_json(current) if current.in_effect is None else current.in_effect
    _apply(current, draft, by=by, edit_token=edit_token)
    record(EventKind.ANSWERED, by=by, assessment=assessment, question=question, old=old, new=new)
    if is_automatic or not _is_complete(current, assessment):
        _keep_pending(current, assessment, before, by=None if is_automatic else by)
    else:
        _take_effect(current, assessment, by=by)
    return current


def _standing(assessment: Assessment, question: Question) -> Answer | None:
    """Return the answer as it was saved last."""
    return _STANDING.first(assessment=assessment, question=question)


def take_effects(assessment: Assessment, *, by: User) -> None:
    """Let every change take effect that waits for somebody to save it: the case is submitted."""
    for row in Answer.objects.filter(assessment=assessment, in_effect__isnull=False).select_related("question"):
        _take_effect(row, assessment, by=by)
    refresh_flags(assessment, by=by, is_submitted=True)


def was_saved(current: Answer, draft: AnswerDraft, *, by: User, since: int) -> bool:
    """Whether the person saved just this after the revision `since`, and something else has been saved after it.

    A page that heard no answer sends again what the server may have taken.
    """
    saves = Event.objects.filter(assessment=current.assessment_id, question=current.question_id)
    saves = saves.filter(kind=EventKind.ANSWERED).order_by("-position")
    content, wanted = _as_json(current), _as_json(draft)
    for event in saves[: max(0, current.revision - since)]:
        if event.recorded_by_id == by.pk and content == wanted:
            return True
        content = {name: event.old.get(name, value) for name, value in content.items()}
    return False


def check_answer_draft(draft: AnswerDraft, question: QuestionSpec) -> None:
    """Raise InvalidError when the question has no such option or fact, or a fact has no such value.

    Its errors are named `option`, `fact_` and the key of the fact, or `facts`.
    """
    errors = {}
    if draft.option is not None and draft.option not in [option.key for option in question.options]:
        errors["option"] = _("Select one of the answers on this page")
    facts = {fact.key: fact for fact in question.facts}
    for name, value in draft.facts.items():
        if name not in facts:
            errors["facts"] = _("This question has no fact “%(key)s”.") % {"key": name}
        elif error := _fact_error(facts[name], value):
            errors[f"fact_{name}"] = error
    refuse(errors)


def _fact_error(fact: FactSpec, value: str) -> str:
    """Say why the fact cannot have that value; "" when it can, or has none."""
    if not value:
        return ""
    if fact.type is FactType.TEXT:
        return text_error(value, label=fact.label)
    try:
        read = fact_value(fact.type, value)
    except ValueError:
        return _("“%(label)s” cannot be “%(value)s”.") % {"label": fact.label, "value": value}
    return far_errors({"day": read}).get("day", "") if isinstance(read, date) else ""


def act_to_answer(assessment: Assessment, *, by: User) -> None:
    """Act as author or legal adviser. Somebody new to the case acts as legal adviser if they have that role."""
    act_as(Capacity.LEGAL, Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)


def _as_json(source: Answer | AnswerDraft | None) -> dict[str, Any]:
    """Return the content of an answer as JSON, without blank facts; no answer is a blank one."""
    if source is None:
        return {"option": None, "reason": "", "finding": "", "facts": {}}
    option = source.option.key if isinstance(source.option, Option) else source.option
    facts = {key: value for key, value in source.facts.items() if value}
    return {"option": option, "reason": source.reason, "finding": source.finding, "facts": facts}


def _apply(row: Answer, draft: AnswerDraft, *, by: User, edit_token: str) -> None:
    if draft.option != (row.option.key if row.option else None):
        row.option = Option.objects.get(question=row.question, key=draft.option) if draft.option else None
    row.reason, row.finding = draft.reason, draft.finding
    row.facts = _as_json(draft)["facts"]
    row.revision += 1
    row.edit_token = edit_token
    row.is_carried_over = False
    row.saved_at, row.saved_by = timezone.now(), by
    check_texts(row, "reason", "finding", "edit_token")
    row.save()


def _is_complete(row: Answer, assessment: Assessment) -> bool:
    """Whether the saved answer is complete; whether it has evidence is only asked for where it matters."""
    question = assessment.version.spec().by_key[row.question.key]
    if not is_complete(question, state_of(row, evidence_count=1)):
        return False
    if is_complete(question, state_of(row, evidence_count=0)):
        return True
    return bool(_ATTACHED.rows(assessment=assessment.pk, question=row.question.pk))


def _keep_pending(row: Answer, assessment: Assessment, before: dict[str, Any], *, by: User | None) -> None:
    """Refresh the flags, and keep the change from undoing or telling anything before somebody saves it."""
    row.in_effect = None if before == _as_json(row) else before
    row.save(update_fields=["in_effect"])
    case = refresh_flags(assessment, by=by)
    if row.in_effect is not None and row.question.key not in case.pending:
        row.in_effect = None
        row.save(update_fields=["in_effect"])


def _take_effect(row: Answer, assessment: Assessment, *, by: User) -> None:
    """End what was said of the answer before its change, and tell whom its rules name."""
    if row.in_effect is not None:
        row.in_effect = None
        row.save(update_fields=["in_effect"])
    lapse_review(assessment, row.question, by=by)


def _save_unchanged(row: Answer, assessment: Assessment, *, by: User) -> Answer:
    """Let a change take effect that an automatic save had kept, and confirm what was carried over, with events.

    Somebody is told of what was complete before, when only automatic saves had made it so.
    """
    if row.is_carried_over:
        row.is_carried_over = False
        row.saved_at, row.saved_by = timezone.now(), by
        row.save(update_fields=["is_carried_over", "saved_at", "saved_by"])
        old, new = {"is_carried_over": True}, {"is_carried_over": False}
        record(EventKind.ANSWERED, by=by, assessment=assessment, question=row.question, old=old, new=new)
    if row.in_effect is not None and _is_complete(row, assessment):
        _take_effect(row, assessment, by=by)
    refresh_flags(assessment, by=by, saved=row.question)
    return row
