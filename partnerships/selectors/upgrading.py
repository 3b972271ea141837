"""Which version a case can go on to, what it would start with there, and the answers to what it asked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from checklists.models import Version
from checklists.selectors.compared import difference_between
from checklists.spec import Change, QuestionSpec, number_order
from partnerships.domain.upgrading import Plan, plan
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Answer, Assessment, EarlierAnswer, Event, Upgrade
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case


def version_to_upgrade_to(assessment: Assessment) -> Version | None:
    """Return the newest published version of its checklist that is later than the case's; None when there is none."""
    versions = Version.objects.published().filter(checklist=assessment.version.checklist_id).select_related("checklist")
    later = [
        version
        for version in versions
        if number_order(version.number) > number_order(assessment.version.number) and version.readable_spec()
    ]
    return max(later, key=lambda version: number_order(version.number), default=None)


def plan_for(case: Case, to: Version) -> Plan:
    """Return what each question of that version starts with, from the answers of the case."""
    return plan(difference_between(case.assessment.version, to), case.state.answers)


def last_upgrade(assessment: Assessment) -> Upgrade | None:
    """Return the last upgrade of the case that was not undone; None without one."""
    made = Upgrade.objects.filter(assessment=assessment, undone_at=None).select_related(
        "old_version__checklist", "new_version__checklist", "upgraded_by"
    )
    return made.order_by("-pk").first()


def undo_refusal(made: Upgrade) -> str:
    """Return why an upgrade cannot be undone any more, "" while it can: until something is done about a question."""
    if made.assessment.state not in EDITABLE:
        return _("The case was submitted since, so the upgrade cannot be undone.")
    events = Event.objects.filter(assessment=made.assessment_id)
    upgraded = events.filter(kind=EventKind.UPGRADED).order_by("-position").values_list("position", flat=True).first()
    followed = Q(question__isnull=False) | Q(kind=EventKind.SUBMITTED)
    told = (EventKind.OFFICER_TOLD,)
    if events.filter(followed, position__gt=upgraded or 0).exclude(kind__in=told).exists():
        return _("Something was done about a question since, so the upgrade cannot be undone.")
    return ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer to an earlier version: in the words of the question that it answers. `evidence` are numbers."""

    answer: Answer
    spec: QuestionSpec
    version: str
    change: Change
    key: str
    evidence: tuple[int, ...]


def earlier_answers(assessment: Assessment) -> list[Earlier]:
    """Return the answers to what the case asked before, or the round before it, in the order in which they were asked.

    One query, and one for the evidence that was left with them, where there are any.
    """
    rows = EarlierAnswer.objects.standing().filter(assessment=assessment).order_by("pk")
    found = list(
        rows.select_related(
            "answer__question__version__checklist", "answer__option", "answer__saved_by", "answer__question"
        )
    )
    numbers: dict[int, list[int]] = {}
    if found:
        asked = {row.answer.question_id for row in found}
        left = assessment.evidence.attached().filter(question__in=asked).order_by("number")
        for question, number in left.values_list("question", "number"):
            numbers.setdefault(question, []).append(number)
    return [
        Earlier(
            answer=row.answer,
            spec=row.answer.question.version.spec().by_key[row.answer.question.key],
            version=row.answer.question.version.number,
            change=Change(row.change),
            key=row.key,
            evidence=tuple(numbers.get(row.answer.question_id, ())),
        )
        for row in found
    ]


def unasked(case: Case, found: Iterable[Earlier]) -> list[Earlier]:
    """Return those that stand beside no question of the case: nothing asks for them any more."""
    return [each for each in found if each.key not in case.spec.by_key]
