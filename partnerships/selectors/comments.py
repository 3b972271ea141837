"""What accompanies a case, as it stands: implications by area, interests by person, and the parts that are not published."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.domain.access import Capacity
from partnerships.domain.exemption import COST, IMPLICATION, QUESTION, part_labels
from partnerships.models import Assessment, Exemption, Implication, ImplicationArea, Interest, Participant


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area with the row that stands in it; without one, nobody has been asked yet."""

    area: ImplicationArea
    standing: Implication | None

    @property
    def has_comment(self) -> bool:
        """Whether somebody has commented."""
        return self.standing is not None and bool(self.standing.text)

    @property
    def silence(self) -> str:
        """What is said in the place of a comment, on pages and in reports; "" when there is one."""
        if self.standing is None:
            return _("Not asked yet. No comment received.")
        return "" if self.has_comment else _("No comment received.")


@dataclass(frozen=True, slots=True)
class InterestLine:
    """A person of the case with what they declared; None while they have declared nothing."""

    person: User
    capacity: Capacity
    standing: Interest | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report, named as in `partnerships.domain.exempt`, with its marking when it is not published."""

    name: str
    label: str
    exemption: Exemption | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is still to come: areas without a comment among all of them, and people who have not declared."""

    areas: int
    without_comment: int
    undeclared: int


def implications_of(assessment: Assessment) -> list[AreaLine]:
    """Return every active area, and each other one that has a row, in the council's order. Two queries."""
    rows = {row.area_id: row for row in assessment.implications.filter(replaced_at=None).select_related("recorded_by")}
    areas = ImplicationArea.objects.filter(Q(is_active=True) | Q(pk__in=list(rows)))
    return [AreaLine(area, rows.get(area.pk)) for area in areas]


def interests_of(assessment: Assessment) -> list[InterestLine]:
    """Return the people of the case, and who declared something and has left it, as they came to it. Two queries."""
    rows = {row.declared_by_id: row for row in assessment.interests.filter(replaced_at=None)}
    people = Participant.objects.filter(Q(left_at=None) | Q(user__in=list(rows)), partnership=assessment.partnership_id)
    return [
        InterestLine(person.user, Capacity(person.capacity), rows.get(person.user_id))
        for person in people.select_related("user").order_by("pk")
    ]


def exemptions_of(assessment: Assessment) -> list[Part]:
    """Return the parts that are marked as exempt, in the order of the report. Two queries."""
    return _parts(assessment, _exemptions(assessment), wanted=None)


def parts_of(assessment: Assessment) -> list[Part]:
    """Return every part that can be marked: the cost, answered questions, areas asked about; and what is marked already."""
    answered = assessment.answers.values_list("question__key", flat=True)
    asked = assessment.implications.filter(replaced_at=None).values_list("area__slug", flat=True)
    wanted = {COST, *(f"{QUESTION}:{key}" for key in answered), *(f"{IMPLICATION}:{slug}" for slug in asked)}
    return _parts(assessment, _exemptions(assessment), wanted=wanted)


def gaps_of(assessment: Assessment) -> Gaps:
    """Count what is still to come. Four queries."""
    areas, people = implications_of(assessment), interests_of(assessment)
    return Gaps(
        areas=len(areas),
        without_comment=sum(not line.has_comment for line in areas),
        undeclared=sum(line.standing is None for line in people),
    )


def _exemptions(assessment: Assessment) -> dict[str, Exemption]:
    return {row.part: row for row in assessment.exemptions.filter(replaced_at=None).select_related("marked_by")}


def _parts(assessment: Assessment, marked: dict[str, Exemption], *, wanted: set[str] | None) -> list[Part]:
    """Return the wanted parts and the marked ones, in the order of the report."""
    areas = {area.slug: area.name for area in ImplicationArea.objects.all()}
    labels = part_labels(assessment.version.spec().questions, areas)
    shown = (wanted or set()) | marked.keys()
    return [Part(name, label, marked.get(name)) for name, label in labels.items() if name in shown]
