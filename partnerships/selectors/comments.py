"""The current comments on a case: implications by area, interests by person, and the parts that are exempt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import PreparedRows, key
from partnerships.domain.access import DECLARING
from partnerships.domain.exemption import COST, EXIT, IMPLICATION, QUESTION, part_labels
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import BEFORE_ISSUED
from partnerships.models import Assessment, Exemption, Implication, ImplicationArea, Interest, Participant
from partnerships.selectors.people import everybody_of

# What stands. Each query is written once, as every task list and every review asks it.
_STANDING: dict[str, Any] = {"assessment": key("assessment", Assessment), "replaced_at": None}
_IMPLICATIONS = PreparedRows(lambda: Implication.objects.filter(**_STANDING).select_related("recorded_by").order_by())
AREAS = PreparedRows(ImplicationArea.objects.all)
_INTERESTS = PreparedRows(lambda: Interest.objects.filter(**_STANDING).order_by())
_EXEMPTIONS_OF_ANSWERS = PreparedRows(
    lambda: Exemption.objects.filter(**_STANDING, part__startswith=f"{QUESTION}:").order_by()
)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area with its current row, None when nobody has been asked yet."""

    area: ImplicationArea
    standing: Implication | None

    @property
    def has_comment(self) -> bool:
        """Whether somebody has commented."""
        return self.standing is not None and bool(self.standing.text)

    @property
    def silence(self) -> str:
        """The text that pages and reports show instead of a comment; "" when there is one."""
        if self.standing is None:
            return _("Not asked yet. No comment received.")
        return "" if self.has_comment else _("No comment received.")


@dataclass(frozen=True, slots=True)
class InterestLine:
    """A person on the case with their current declaration, None while they have declared nothing."""

    person: User
    capacity: Capacity
    standing: Interest | None
    has_left: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report, named as in `partnerships.domain.exemption`, with its exemption if it has one."""

    name: str
    label: str
    exemption: Exemption | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """The number of areas, of areas without a comment, and of people who have not declared their interests."""

    areas: int
    without_comment: int
    undeclared: int


def implications_of(assessment: Assessment) -> list[AreaLine]:
    """Return the active areas, and others that have a row, in the council's order. Two queries."""
    rows = {row.area_id: row for row in _IMPLICATIONS.rows(assessment=assessment)}
    return [AreaLine(area, rows.get(area.pk)) for area in AREAS.rows() if area.is_active or area.pk in rows]


def interests_of(assessment: Assessment) -> list[InterestLine]:
    """Return the people on the case, and those who left after a declaration, in the order of joining. Two queries."""
    rows = {row.declared_by_id: row for row in _INTERESTS.rows(assessment=assessment)}
    return [
        InterestLine(person.user, Capacity(person.capacity), rows.get(person.user_id), person.left_at is not None)
        for person in everybody_of(assessment.partnership_id)
        if (person.left_at is None and person.capacity in DECLARING) or person.user_id in rows
    ]


def silent_areas_of(assessments: Iterable[Assessment]) -> dict[int, list[str]]:
    """Return the names of the areas in which nobody has commented, by the primary key of the case. Two queries for all."""
    keys = [row.pk for row in assessments]
    areas = dict(ImplicationArea.objects.filter(is_active=True).values_list("pk", "name"))
    rows = Implication.objects.filter(assessment__in=keys, replaced_at=None).exclude(text="")
    commented = set(rows.order_by().values_list("assessment_id", "area_id"))
    return {key: [name for area, name in areas.items() if (key, area) not in commented] for key in keys}


def undeclared_in(assessments: Iterable[Assessment]) -> dict[int, set[int]]:
    """Return the keys of the people on each case who have not declared their interests, by its own. Two queries for all.

    Once a report is issued, those whom it names: who was on the case when it was issued.
    """
    cases = {row.pk: row for row in assessments}
    declared = Interest.objects.filter(assessment__in=cases, replaced_at=None)
    done = set(declared.order_by().values_list("assessment_id", "declared_by_id"))
    people: dict[int, list[Participant]] = defaultdict(list)
    of_cases = {row.partnership_id for row in cases.values()}
    for person in Participant.objects.filter(capacity__in=DECLARING, partnership__in=of_cases).order_by():
        people[person.partnership_id].append(person)
    return {
        key: {
            person.user_id
            for person in people[row.partnership_id]
            if (key, person.user_id) not in done and _was_on_case(person, row)
        }
        for key, row in cases.items()
    }


def _was_on_case(person: Participant, row: Assessment) -> bool:
    """Whether they are on the case now or, once its report is issued, were before that: a secretary comes with the issue."""
    if row.state in BEFORE_ISSUED:
        return person.left_at is None
    issued_at, is_secretary = row.state_changed_at, person.capacity == Capacity.SECRETARY
    return not is_secretary and person.added_at < issued_at and (person.left_at is None or person.left_at > issued_at)


def parts_of(assessment: Assessment) -> list[Part]:
    """Return the parts that can be or are marked as exempt, in the order of the report. Four queries.

    They are the cost, exit arrangements that are given, answered questions, and areas in which somebody was asked.
    """
    answered = assessment.answers.values_list("question__key", flat=True)
    asked = assessment.implications.filter(replaced_at=None).values_list("area__slug", flat=True)
    exemptions = assessment.exemptions.filter(replaced_at=None).select_related("marked_by")
    marked = {row.part: row for row in exemptions}
    own = {COST, EXIT} if assessment.partnership.exit_arrangements else {COST}
    names = {*own, *(f"{QUESTION}:{key}" for key in answered), *(f"{IMPLICATION}:{slug}" for slug in asked), *marked}
    areas = {area.slug: area.name for area in ImplicationArea.objects.all()}
    labels = part_labels(assessment.version.spec().questions, areas)
    return [Part(name, label, marked.get(name)) for name, label in labels.items() if name in names]


def exempt_questions(assessment: Assessment) -> dict[str, Exemption]:
    """Return the exemptions of answers, by the key of the question. One query."""
    rows = _EXEMPTIONS_OF_ANSWERS.rows(assessment=assessment)
    return {row.part.removeprefix(f"{QUESTION}:"): row for row in rows}


def has_exempt_parts(assessment: Assessment) -> bool:
    """Whether the public edition of the round leaves something out. One query."""
    return assessment.exemptions.filter(replaced_at=None).exists()


def gaps_of(assessment: Assessment) -> Gaps:
    """Count the gaps. Four queries."""
    areas, people = implications_of(assessment), interests_of(assessment)
    return Gaps(
        areas=len(areas),
        without_comment=sum(not line.has_comment for line in areas),
        undeclared=sum(line.standing is None for line in people),
    )
