"""Moving a case under way to a later version of its checklist, and undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Option, Question, Version, VersionAlteredError, VersionState
from checklists.spec import number_order
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.carrying import keep_beside, mark_followers, start_answers
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.domain.exemption import QUESTION
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.upgrading import Plan, Start
from partnerships.models import (
    Answer,
    Assessment,
    Assignment,
    Confirmation,
    Evidence,
    Flag,
    Treatment,
    Upgrade,
)
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.upgrading import last_upgrade, plan_for, undo_refusal

Questions = Mapping[str, Question]


@transaction.atomic
def upgrade(*, assessment: Assessment, to: Version, by: User) -> Upgrade:
    """Move the case to that version, as its plan says, and return the upgrade. All of it or nothing.

    What stands is moved to the question of the same key; a changed answer is carried over to be confirmed, and what is not
    asked any more stays with the question that it answers. ActionError as by `check_upgrade`.
    """
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_upgrade(assessment, to)
    case = read_case(assessment)
    found = plan_for(case, to)
    made = Upgrade.objects.create(assessment=assessment, old_version=assessment.version, new_version=to, upgraded_by=by)
    old, new = _questions(assessment.version), _questions(to)
    Assessment.objects.filter(pk=assessment.pk).update(version=to)
    assessment.version = to
    _move_all(assessment, found, old, new)
    left = _rows(Answer, assessment, old).select_related("option", "question")
    start_answers(found, {row.question.key: row for row in left}, assessment, new)
    keep_beside(found, {row.question.key: row for row in left}, assessment, upgrade=made)
    marked = mark_followers(found, assessment, by=by)
    record(
        EventKind.UPGRADED,
        by=by,
        assessment=assessment,
        old={"checklist": str(made.old_version)},
        new={"checklist": str(to), **_said(case, found), **_marked(marked, to)},
    )
    refresh_flags(assessment, by=by)
    return made


@transaction.atomic
def undo_upgrade(*, assessment: Assessment, by: User) -> Upgrade:
    """Bring the case back to the version before its last upgrade, as it was; return the upgrade.

    ActionError when there is none, or something was done since that is about a question.
    """
    assessment = lock(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_state(Permission.UPGRADE, assessment)
    made = last_upgrade(assessment)
    if made is None or (refusal := undo_refusal(made)):
        raise ActionError(_("There is no upgrade to undo.") if made is None else refusal)
    new, old = _questions(made.new_version), _questions(made.old_version)
    # What the upgrade itself began was left behind under the same key: the answer there is the one that counts again.
    left = set(_rows(Answer, assessment, old).values_list("question__key", flat=True))
    Assessment.objects.filter(pk=assessment.pk).update(version=made.old_version)
    for model in (Answer, Evidence, Treatment, Confirmation, Assignment, Flag):
        rows = _rows(model, assessment, new).filter(question__key__in=old)
        _move(rows.exclude(question__key__in=left) if model is Answer else rows, old)
    added = [f"{QUESTION}:{key}" for key in new if key not in old]
    marks = assessment.exemptions.filter(replaced_at=None, part__in=added)
    marks.update(replaced_at=timezone.now(), replaced_by=by)
    Upgrade.objects.filter(pk=made.pk).update(undone_at=timezone.now(), undone_by=by)
    assessment.version = made.old_version
    was, now = {"checklist": str(made.new_version)}, {"checklist": str(made.old_version)}
    record(EventKind.UPGRADE_UNDONE, by=by, assessment=assessment, old=was, new=now)
    refresh_flags(assessment, by=by)
    return made


def check_upgrade(assessment: Assessment, to: Version) -> None:
    """Raise ActionError unless the case can go on to that version now.

    It is with its authors; the version is published, of the same checklist, later, and can be read; no change of an answer
    waits to be saved.
    """
    check_state(Permission.UPGRADE, assessment)
    is_later = number_order(to.number) > number_order(assessment.version.number)
    if to.checklist_id != assessment.version.checklist_id or not is_later or to.state != VersionState.PUBLISHED:
        raise ActionError(_("A case goes on to a later published version of its own checklist."))
    try:
        to.spec()
    except VersionAlteredError as altered:
        raise ActionError(str(altered)) from altered
    waiting = Answer.objects.filter(assessment=assessment, in_effect__isnull=False).select_related("question")
    if codes := ", ".join(row.question.code for row in waiting):
        raise ActionError(_("A change waits to be saved: %(codes)s. Save it first.") % {"codes": codes})


def _move_all(assessment: Assessment, found: Plan, old: Questions, new: Questions) -> None:
    """Move what stands to the questions of the same key: what was said of an answer only where the answer is kept."""
    kept = {each.key for each in found.of(Start.KEPT)}
    said = {each.key for each in found.questions if each.key in kept and not each.lapses}
    asked = {each.key for each in found.questions if each.diff.old is not None}
    wanted: dict[Any, set[str]] = {
        Answer: kept,
        Evidence: asked,
        Treatment: said,
        Confirmation: said,
        Assignment: asked,
        Flag: {each.key for each in found.questions},
    }
    for model, keys in wanted.items():
        _move(_rows(model, assessment, old).filter(question__key__in=keys), new)


def _rows(model: Any, assessment: Assessment, questions: Questions) -> QuerySet[Any]:
    """Return the rows of the case about these questions; of what can end, those that have not."""
    standing = {Treatment: Q(lapsed_at=None), Confirmation: Q(lapsed_at=None), Assignment: Q(ended_at=None)}
    rows: QuerySet[Any] = model.objects.filter(standing.get(model, Q()), assessment=assessment)
    return rows.filter(question__in=questions.values()).order_by()


def _move(rows: QuerySet[Any], questions: Questions) -> None:
    """Point the rows at the questions of the same key, and answers at the options of the same key."""
    is_answer = rows.model is Answer
    options = _options(questions) if is_answer else {}
    for row in rows.select_related("question", *(["option"] if is_answer else [])):
        row.question = questions[row.question.key]
        if is_answer and row.option:
            row.option = options[row.question.key, row.option.key]
        row.save(update_fields=["question", *(["option", "words"] if is_answer else [])])


def _options(questions: Questions) -> dict[tuple[str, str], Option]:
    rows = Option.objects.filter(question__in=questions.values()).select_related("question")
    return {(row.question.key, row.key): row for row in rows}


def _questions(version: Version) -> Questions:
    return {row.key: row for row in Question.objects.filter(version=version)}


def _marked(parts: list[str], to: Version) -> dict[str, Any]:
    """Return what the event says of what was marked as exempt, by the codes of the questions; nothing where nothing was."""
    keys = {part.removeprefix(f"{QUESTION}:") for part in parts}
    return {"parts_marked": [each.code for each in to.spec().questions if each.key in keys]} if parts else {}


def _said(case: Case, found: Plan) -> dict[str, Any]:
    """Return what the event says of the upgrade: how many answers were kept, and the codes of the others."""
    codes = {start: [each.diff.new.code for each in found.of(start)] for start in (Start.TO_CONFIRM, Start.ANEW)}
    said = {*case.confirmations, *case.objections, *case.treatments}
    standing = {each.key for each in found.of(Start.KEPT) if not each.lapses}
    followed = {old.key for each in found.questions for old in each.diff.olds}
    left = (said - standing) | (case.raised.keys() - followed)
    lapsed = [question.code for question in case.spec.questions if question.key in left]
    return {
        "answers_kept": found.counts()[Start.KEPT],
        "answers_to_confirm": codes[Start.TO_CONFIRM],
        "answers_anew": codes[Start.ANEW],
        "answers_unasked": [case.spec.by_key[key].code for key in found.removed],
        "reviews_lapsed": lapsed,
    }
