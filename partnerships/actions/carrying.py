"""Carrying answers, evidence and exemptions over: from one round to the next, or into another partnership."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from checklists.models import Option, Question
from checklists.selectors.compared import difference_between
from checklists.spec import Change
from partnerships.domain.exemption import COST, EXIT, QUESTION
from partnerships.domain.upgrading import Plan, plan
from partnerships.models import Answer, Assessment, EarlierAnswer, Evidence, Exemption, Upgrade
from partnerships.selectors.case import read_case


def copy_answers(earlier: Assessment, new: Assessment, *, by: User) -> int:
    """Copy the answers of a case as drafts of `by`, to be confirmed; return how many there are.

    Of a case of another version none is copied. What was not to be published stays so, of the details too, which come
    along from any version. Evidence is of the other case, and is not copied.
    """
    if earlier.version_id == new.version_id:
        questions = {row.key: row for row in Question.objects.filter(version=new.version)}
        carry_answers_over(earlier, new, questions, by=by)
    copied = new.answers.count()
    parts = {COST, EXIT, *(f"{QUESTION}:{key}" for key in new.answers.values_list("question__key", flat=True))}
    Exemption.objects.bulk_create(
        Exemption(assessment=new, part=item.part, paragraph=item.paragraph, reason=item.reason, marked_by=by)
        for item in earlier.exemptions.filter(replaced_at=None, part__in=parts)
    )
    return copied


def carry_answers_over(
    old: Assessment, new: Assessment, questions: Mapping[str, Question], *, by: User | None = None
) -> Plan:
    """Carry the answers over as the plan of a new round says, to be confirmed, and return the plan.

    They keep who saved them and when, unless somebody (`by`) copies them now.
    """
    case = read_case(old)
    found = plan(difference_between(old.version, new.version), case.state.answers, is_new_round=True)
    start_answers(found, case.answers, new, questions, by=by)
    if by is None:
        keep_beside(found, case.answers, new)
    return found


def start_answers(
    found: Plan,
    before: Mapping[str, Answer],
    case: Assessment,
    questions: Mapping[str, Question],
    *,
    by: User | None = None,
) -> None:
    """Write the answers that are carried over to be confirmed; `before` are those of the version before, by key."""
    rows = Option.objects.filter(question__in=questions.values()).select_related("question")
    options = {(row.question.key, row.key): row for row in rows}
    # What an upgrade began that was undone is still there.
    known = {
        row.question.key: row for row in case.answers.filter(question__in=questions.values()).select_related("question")
    }
    for each in found.questions:
        source = before.get(each.diff.olds[0].key) if each.diff.old else None
        if not each.answer.is_carried_over or source is None:
            continue
        row = known.get(each.key) or Answer(assessment=case, question=questions[each.key], revision=0)
        row.option = options[each.key, each.answer.option] if each.answer.option else None
        row.reason, row.finding, row.facts = each.answer.reason, each.answer.finding, dict(each.answer.facts)
        row.revision, row.is_carried_over, row.in_effect = row.revision + 1, True, None
        row.saved_at = timezone.now() if by else source.saved_at
        row.saved_by_id = by.pk if by else source.saved_by_id
        row.save()


def keep_beside(found: Plan, before: Mapping[str, Answer], case: Assessment, *, upgrade: Upgrade | None = None) -> None:
    """Keep the answers that are shown beside other questions, and those that nothing asks for any more."""
    beside = [(key, each.key, each.diff.change) for each in found.questions for key in each.beside]
    left = beside + [(key, "", Change.REMOVED) for key in found.removed]
    EarlierAnswer.objects.bulk_create(
        EarlierAnswer(assessment=case, answer=before[old], key=key, change=change, upgrade=upgrade)
        for old, key, change in left
        if old in before
    )


def carry_evidence_over(old: Assessment, new: Assessment, questions: Mapping[str, Question]) -> None:
    """Copy the attached evidence under the same numbers, which reasons may quote. Rows share a file; it is not copied."""
    carried = []
    for item in old.evidence.attached().select_related("question"):
        if item.question.key in questions:
            item.pk, item.assessment, item.question = None, new, questions[item.question.key]
            carried.append(item)
    Evidence.objects.bulk_create(carried)


def carry_exemptions_over(old: Assessment, new: Assessment, found: Plan) -> None:
    """Copy the exemptions, so that no text is published by mistake. Those of people who left are the lead's."""
    people = set(new.partnership.participants.current().values_list("user", flat=True))
    marks = {
        part: item for item in old.exemptions.filter(replaced_at=None) for part in parts_following(item.part, found)
    }
    Exemption.objects.bulk_create(
        Exemption(
            assessment=new,
            part=part,
            paragraph=item.paragraph,
            reason=item.reason,
            marked_at=item.marked_at,
            marked_by_id=item.marked_by_id if item.marked_by_id in people else new.partnership.lead_id,
        )
        for part, item in marks.items()
    )


def mark_followers(found: Plan, case: Assessment, *, by: User) -> list[str]:
    """Mark as exempt what took the place of a question that is; return the names of these parts.

    Its officers write there, of the same matter, what nobody thinks to mark again. What they do not mean to keep back they
    unmark.
    """
    standing = {item.part: item for item in case.exemptions.filter(replaced_at=None)}
    marks = {part: item for item in standing.values() for part in parts_following(item.part, found)}
    new = {part: item for part, item in marks.items() if part not in standing}
    Exemption.objects.bulk_create(
        Exemption(assessment=case, part=part, paragraph=item.paragraph, reason=item.reason, marked_by=by)
        for part, item in new.items()
    )
    return list(new)


def parts_following(part: str, found: Plan) -> list[str]:
    """Return the parts of a report on another version that say what this one says: itself, unless it is a question."""
    if not part.startswith(f"{QUESTION}:"):
        return [part]
    key = part.removeprefix(f"{QUESTION}:")
    return [f"{QUESTION}:{each.key}" for each in found.questions if key in {old.key for old in each.diff.olds}]
