"""Carrying answers, evidence and exemptions over: from one round to the next, or into another partnership."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from checklists.models import Option, Question
from partnerships.domain.exemption import COST, EXIT, QUESTION
from partnerships.models import Answer, Assessment, Evidence, Exemption


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
) -> list[str]:
    """Copy the answers, to be confirmed; return the codes of the questions whose chosen option no longer exists.

    They keep who saved them and when, unless somebody (`by`) copies them now.
    """
    before, spec = old.version.spec(), new.version.spec()
    choices = Option.objects.filter(question__version=new.version).select_related("question")
    options = {(row.question.key, row.key): row for row in choices}
    dropped, answers = set(), []
    for row in old.answers.select_related("question", "option"):
        key = row.question.key
        if key not in questions or not (row.option or row.reason or row.finding or row.facts):
            continue
        option = options.get((key, row.option.key)) if row.option else None
        if row.option and option is None:
            dropped.add(key)
        same = {(fact.key, fact.type) for fact in before.by_key[key].facts}
        kept = [fact.key for fact in spec.by_key[key].facts if (fact.key, fact.type) in same and fact.key in row.facts]
        answers.append(
            Answer(
                assessment=new,
                question=questions[key],
                option=option,
                reason=row.reason,
                finding=row.finding,
                facts={fact: row.facts[fact] for fact in kept},
                is_carried_over=True,
                saved_at=timezone.now() if by else row.saved_at,
                saved_by_id=by.pk if by else row.saved_by_id,
            )
        )
    Answer.objects.bulk_create(answers)
    return [question.code for question in spec.questions if question.key in dropped]


def carry_evidence_over(old: Assessment, new: Assessment, questions: Mapping[str, Question]) -> None:
    """Copy the attached evidence under the same numbers, which reasons may quote. Rows share a file; it is not copied."""
    carried = []
    for item in old.evidence.attached().select_related("question"):
        if item.question.key in questions:
            item.pk, item.assessment, item.question = None, new, questions[item.question.key]
            carried.append(item)
    Evidence.objects.bulk_create(carried)


def carry_exemptions_over(old: Assessment, new: Assessment, questions: Mapping[str, Question]) -> None:
    """Copy the exemptions, so that no text is published by mistake. Those of people who left are the lead's."""
    people = set(new.partnership.participants.current().values_list("user", flat=True))
    Exemption.objects.bulk_create(
        Exemption(
            assessment=new,
            part=item.part,
            paragraph=item.paragraph,
            reason=item.reason,
            marked_at=item.marked_at,
            marked_by_id=item.marked_by_id if item.marked_by_id in people else new.partnership.lead_id,
        )
        for item in old.exemptions.filter(replaced_at=None)
        if not item.part.startswith(f"{QUESTION}:") or item.part.removeprefix(f"{QUESTION}:") in questions
    )
