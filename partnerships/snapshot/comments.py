"""What a snapshot says of those who accompany a case: implications, interests, people, and what is exempt."""

from __future__ import annotations

from django.utils.translation import gettext as _

from partnerships.domain.access import DECLARING
from partnerships.domain.exemption import Paragraph, part_labels
from partnerships.domain.relation import Capacity
from partnerships.models import Exemption, Implication, Interest, Participant, Partnership
from partnerships.snapshot.record import Record
from partnerships.snapshot.shape import (
    AreaPart,
    Choice,
    ExemptMark,
    ExemptPart,
    ImplicationPart,
    InterestPart,
    Person,
    moment,
)


def implications_of(record: Record) -> tuple[ImplicationPart, ...]:
    """Return a part for each active area, and for each other one in which somebody was asked."""
    standing = {row.area_id: row for row in record.implications}
    return tuple(
        _implication(AreaPart(area.slug, area.name), standing.get(area.pk))
        for area in record.areas
        if area.is_active or area.pk in standing
    )


def _implication(area: AreaPart, row: Implication | None) -> ImplicationPart:
    if row is None:
        return ImplicationPart(area=area)
    return ImplicationPart(
        area=area,
        asked_of=row.asked_of,
        asked_on=row.asked_on,
        author=row.author,
        commented_on=row.commented_on,
        text=row.text,
        recorded_by=row.recorded_by.full_name,
        recorded_at=moment(row.recorded_at),
    )


def interests_of(record: Record) -> tuple[InterestPart, ...]:
    """Return what each person who acts on the case declared; of those who left it, only who declared something."""
    declared = {row.declared_by_id: row for row in record.interests}
    partnership = record.case.assessment.partnership
    return tuple(
        _interest(person, partnership, declared.get(person.user_id))
        for person in record.people
        if person.user_id in declared or (person.left_at is None and person.capacity in DECLARING)
    )


def _interest(person: Participant, partnership: Partnership, row: Interest | None) -> InterestPart:
    name, capacity = person.user.full_name, _role(person, partnership)
    if row is None:
        return InterestPart(person=name, capacity=capacity)
    return InterestPart(
        person=name,
        capacity=capacity,
        has_interest=row.has_interest,
        text=row.text,
        declared_at=moment(row.declared_at),
    )


def people_of(record: Record) -> tuple[Person, ...]:
    """Return who works on the case now, and as what."""
    partnership = record.case.assessment.partnership
    return tuple(
        Person(person.user.full_name, _role(person, partnership)) for person in record.people if person.left_at is None
    )


def _role(person: Participant, partnership: Partnership) -> str:
    """Say as what somebody acts on the case."""
    if person.user_id == partnership.lead_id:
        return _("Lead officer")
    capacity = Capacity(person.capacity)
    return _("Contributor") if capacity is Capacity.AUTHOR else str(capacity.label)


def exempt_of(record: Record) -> tuple[ExemptPart, ...]:
    """Return what the public edition of this round leaves out, in the order of the report."""
    labels = part_labels(record.case.spec.questions, {area.slug: area.name for area in record.areas})
    marked = {row.part: row for row in record.exemptions if row.assessment_id == record.case.assessment.pk}
    return tuple(
        ExemptPart(part=part, label=label, paragraph=_paragraph(marked[part]), reason=marked[part].reason)
        for part, label in labels.items()
        if part in marked
    )


def exempt_marks(record: Record) -> dict[tuple[int, str], ExemptMark]:
    """Return why parts are exempt, by the assessment and the name of the part, in every round."""
    return {(row.assessment_id, row.part): ExemptMark(_paragraph(row), row.reason) for row in record.exemptions}


def _paragraph(row: Exemption) -> Choice:
    return Choice.of(Paragraph(row.paragraph))
