"""Which version a case can go on to, what it would start with there, and the answers to what it asked before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DateField, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows, key
from checklists.models import Checklist, Question, Requirement, Version
from checklists.selectors.compared import difference_between
from checklists.spec import Change, QuestionSpec, number_order
from partnerships.domain.upgrading import Plan, plan
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Answer, Assessment, EarlierAnswer, Event, Evidence, Upgrade
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case

# Asked by every task list and every question.
_OF_CASE: dict[str, Any] = {"assessment": key("assessment", Assessment)}
_CHECKLIST: Any = key("checklist", Checklist)
_PUBLISHED = PreparedRows(
    lambda: (
        Version.objects.published(Parameter("today", DateField()))
        .filter(checklist=_CHECKLIST)
        .select_related("checklist")
    )
)
_REQUIRED = PreparedRows(
    lambda: (
        Requirement.objects.standing()
        .filter(version__checklist=_CHECKLIST)
        .select_related("version")
        .order_by("required_from", "pk")
    )
)
_ALL_REQUIRED = PreparedRows(
    lambda: Requirement.objects.standing().select_related("version").order_by("required_from", "pk")
)
_LAST_UPGRADE = PreparedRows(
    lambda: (
        Upgrade.objects.filter(**_OF_CASE, undone_at=None)
        .select_related("old_version__checklist", "new_version__checklist", "upgraded_by")
        .order_by("-pk")[:1]
    )
)
_EARLIER = PreparedRows(
    lambda: (
        EarlierAnswer.objects.standing()
        .filter(**_OF_CASE)
        .select_related("answer__question__version__checklist", "answer__option", "answer__saved_by")
        .order_by("pk")
    )
)


def version_to_upgrade_to(assessment: Assessment) -> Version | None:
    """Return the newest published version of its checklist that is later than the case's; None when there is none."""
    versions = _PUBLISHED.rows(checklist=assessment.version.checklist_id, today=timezone.localdate())
    later = [
        version
        for version in versions
        if number_order(version.number) > number_order(assessment.version.number) and version.readable_spec()
    ]
    return max(later, key=lambda version: number_order(version.number), default=None)


def required_version(assessment: Assessment) -> Requirement | None:
    """Return which later version the case is to go on to, and from when: the one that is required first. None for none. One query."""
    return _required_first(assessment, _REQUIRED.rows(checklist=assessment.version.checklist_id))


def _required_first(assessment: Assessment, requirements: Iterable[Requirement]) -> Requirement | None:
    """Return the first of the requirements that is about a later version of the checklist of the case."""
    own = assessment.version
    later = (row for row in requirements if row.version.checklist_id == own.checklist_id and row.version.is_in_force())
    return next((row for row in later if row.version.order() > own.order()), None)


def cases_to_upgrade(led_by: User | None = None) -> list[tuple[Assessment, Requirement]]:
    """Return the cases that are to go on to a version that is required, the first due first; of one person, those they lead.

    One query, and one for the cases where any version is required.
    """
    required = _ALL_REQUIRED.rows()
    if not required:
        return []
    rows = Assessment.objects.current().filter(state__in=EDITABLE)
    rows = rows.filter(version__checklist__in={row.version.checklist_id for row in required}).with_partnership()
    if led_by is not None:
        rows = rows.filter(partnership__lead=led_by)
    found = [(case, row) for case in rows.order_by("pk") if (row := _required_first(case, required))]
    return sorted(found, key=lambda pair: pair[1].required_from)


def told_that_required(cases: Iterable[Assessment]) -> dict[tuple[int, str], date]:
    """Return, by the case and the number of the version, on which day its lead officer was told last that it is required. One query."""
    events = Event.objects.filter(kind=EventKind.VERSION_REQUIRED, assessment__in=list(cases)).order_by("pk")
    rows = events.values_list("assessment", "new", "recorded_at")
    return {(case, new["version"]): timezone.localdate(at) for case, new, at in rows}


def on_earlier_versions(version: Version) -> AssessmentQuerySet:
    """Return the current rounds that answer an earlier version of its checklist. One query beside their own."""
    versions = Version.objects.filter(checklist=version.checklist_id)
    earlier = [other.pk for other in versions if other.order() < version.order()]
    return Assessment.objects.current().filter(version__in=earlier)


def plan_for(case: Case, to: Version) -> Plan:
    """Return what each question of that version starts with, from the answers of the case."""
    return plan(difference_between(case.assessment.version, to), case.state.answers)


def last_upgrade(assessment: Assessment) -> Upgrade | None:
    """Return the last upgrade of the case that was not undone; None without one."""
    return _LAST_UPGRADE.first(assessment=assessment)


def undo_refusal(made: Upgrade) -> str:
    """Return why an upgrade cannot be undone any more, "" while it can: until something is done about a question."""
    if made.assessment.state not in EDITABLE:
        return _("The case was submitted since, so the upgrade cannot be undone.")
    events = Event.objects.filter(assessment=made.assessment_id)
    # That of this upgrade, not of one after it that was undone: answers stand between the two.
    own = events.filter(kind=EventKind.UPGRADED, recorded_at__gte=made.upgraded_at)
    upgraded = own.order_by("position").values_list("position", flat=True).first()
    followed = Q(question__isnull=False) | Q(kind=EventKind.SUBMITTED)
    told = (EventKind.OFFICER_TOLD,)
    if events.filter(followed, position__gt=upgraded or 0).exclude(kind__in=told).exists():
        return _("Something was done about a question since, so the upgrade cannot be undone.")
    return ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer to an earlier version: in the words of the question that it answers. `evidence` was left with it."""

    answer: Answer
    spec: QuestionSpec
    version: str
    change: Change
    key: str
    evidence: tuple[Evidence, ...]


def earlier_answers(assessment: Assessment) -> list[Earlier]:
    """Return the answers to what the case asked before, or the round before it, in the order in which they were asked.

    One query, and one for the evidence that was left with them, where there are any.
    """
    found = _EARLIER.rows(assessment=assessment)
    left: dict[tuple[int, int], list[Evidence]] = {}
    for item in left_evidence(assessment) if found else []:
        left.setdefault((item.assessment_id, item.question_id), []).append(item)
    return [
        Earlier(
            answer=row.answer,
            spec=row.answer.question.version.spec().by_key[row.answer.question.key],
            version=row.answer.question.version.number,
            change=Change(row.change),
            key=row.key,
            evidence=tuple(left.get((row.answer.assessment_id, row.answer.question_id), ())),
        )
        for row in found
    ]


def left_evidence(assessment: Assessment) -> list[Evidence]:
    """Return what was attached to questions that the case does not ask any more, by number. One query.

    After an upgrade it is its own; in a new round it stays with the round before, whose numbers go on.
    """
    keys = list(assessment.version.spec().by_key)
    own = Q(assessment=assessment)
    before = Q(
        assessment__partnership=assessment.partnership_id,
        assessment__round=assessment.round - 1,
        question__version=F("assessment__version"),
    )
    rows = Evidence.objects.attached().filter(own | before).exclude(question__key__in=keys)
    return list(rows.select_related("question", "added_by").order_by("number", "pk"))


def question_asked_before(assessment: Assessment, key: str) -> Question | None:
    """Return the question of that key that the case, or a round before it, asked in an earlier version; None without one."""
    rounds = Assessment.objects.filter(partnership=assessment.partnership_id, round__lte=assessment.round)
    upgrades = Upgrade.objects.filter(assessment__in=rounds)
    versions = (rounds.values("version"), upgrades.values("old_version"), upgrades.values("new_version"))
    asked = reduce(or_, (Q(version__in=each) for each in versions))
    rows = Question.objects.filter(asked, key=key).select_related("version__checklist")
    return max(rows, key=lambda row: number_order(row.version.number), default=None)


def unasked(case: Case, found: Collection[Earlier]) -> list[Earlier]:
    """Return those that stand beside no question of the case, each once: nothing asks for them any more."""
    left = {each.answer.pk: each for each in found if each.key not in case.spec.by_key}
    beside = {each.answer.pk for each in found if each.key in case.spec.by_key}
    return [each for key, each in left.items() if key not in beside]
