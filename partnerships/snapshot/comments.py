"""What a snapshot says beside the answers: significance, referral, implications, interests, what is exempt, what was decided before."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from checklists.spec import ChecklistSpec, Significance
from checklists.spec import DecisionSought as DecisionSought
from partnerships.domain.board import Result
from partnerships.domain.exemption import COST, IMPLICATION, QUESTION, Paragraph
from partnerships.domain.relation import Capacity
from partnerships.domain.significance import ROUTES
from partnerships.models import Exemption, Implication, ImplicationArea, Interest, Participant, Partnership, Referral
from partnerships.selectors.significance import lines_of
from partnerships.snapshot.answers import chosen, moment
from partnerships.snapshot.record import Record
from partnerships.snapshot.shape import (
    EarlierPart,
    ExemptMark,
    ExemptPart,
    FactorPart,
    ImplicationPart,
    ImposedConditionPart,
    InterestPart,
    Person,
    ReferralPart,
    SignificancePart,
)


def significance_of(partnership: Partnership) -> SignificancePart:
    """Return the significance with the six answers that it came from; without them when it was never judged by answers."""
    level = Significance(partnership.significance) if partnership.significance else None
    lines: list[FactorPart] = [
        {
            "factor": chosen(line.factor),
            "level": chosen(line.level),
            "text": line.text,
            "value": line.value,
            "is_deciding": line.is_deciding,
            "exempt": None,
        }
        for line in lines_of(partnership)
    ]
    return {
        "level": chosen(level) if level else None,
        "route": str(ROUTES[level].label) if level else "",
        "lines": lines,
    }


def referral_of(row: Referral | None) -> ReferralPart | None:
    """Return the referral that stands."""
    if row is None:
        return None
    return {
        "reason": row.reason,
        "officer": row.officer,
        "referred_on": row.referred_on.isoformat(),
        "recorded_by": row.recorded_by.full_name,
        "recorded_at": moment(row.recorded_at),
    }


def implications_of(record: Record) -> list[ImplicationPart]:
    """Return one part for every active area, and for one that is not any more but in which somebody was asked."""
    standing = {row.area_id: row for row in record.implications}
    return [
        _implication(area.slug, area.name, standing.get(area.pk))
        for area in record.areas
        if area.is_active or area.pk in standing
    ]


def _implication(slug: str, name: str, row: Implication | None) -> ImplicationPart:
    return {
        "area": {"slug": slug, "name": name},
        "asked_of": row.asked_of if row else "",
        "asked_on": row.asked_on.isoformat() if row else None,
        "author": row.author if row else "",
        "commented_on": row.commented_on.isoformat() if row and row.commented_on else None,
        "text": row.text if row else "",
        "recorded_by": row.recorded_by.full_name if row else "",
        "recorded_at": moment(row.recorded_at) if row else None,
        "exempt": None,
    }


def interests_of(record: Record) -> list[InterestPart]:
    """Return what everybody who acts on the case declared; of those who left it, those who declared something."""
    declared = {row.declared_by_id: row for row in record.interests}
    partnership = record.case.assessment.partnership
    return [
        _interest(person, partnership, declared.get(person.user_id))
        for person in record.people
        if person.left_at is None or person.user_id in declared
    ]


def _interest(person: Participant, partnership: Partnership, row: Interest | None) -> InterestPart:
    return {
        "person": person.user.full_name,
        "capacity": role_of(person, partnership),
        "has_interest": row.has_interest if row else None,
        "text": row.text if row else "",
        "declared_at": moment(row.declared_at) if row else None,
    }


def people_of(record: Record) -> list[Person]:
    """Return who works on the case now, and as what."""
    partnership = record.case.assessment.partnership
    return [
        {"name": row.user.full_name, "role": role_of(row, partnership)} for row in record.people if row.left_at is None
    ]


def role_of(person: Participant, partnership: Partnership) -> str:
    """Say as what somebody acts on the case."""
    if person.user_id == partnership.lead_id:
        return _("Lead officer")
    capacity = Capacity(person.capacity)
    return _("Contributor") if capacity is Capacity.AUTHOR else str(capacity.label)


def exempt_of(record: Record) -> list[ExemptPart]:
    """Return what the public edition of this round leaves out, in the order of the report."""
    labels = labels_of(record.case.spec, record.areas)
    marked = {row.part: row for row in record.exemptions if row.assessment_id == record.case.assessment.pk}
    return [{"part": part, "label": labels[part], **mark_of(marked[part])} for part in labels if part in marked]


def labels_of(spec: ChecklistSpec, areas: list[ImplicationArea]) -> dict[str, str]:
    """Name every part that can be left out, for people, in the order of the report."""
    implications = {f"{IMPLICATION}:{area.slug}": _("Implications: %(area)s") % {"area": area.name} for area in areas}
    questions = {f"{QUESTION}:{question.key}": f"{question.code} {question.title}" for question in spec.questions}
    return {COST: _("Cost and source of funding"), **implications, **questions}


def mark_of(row: Exemption) -> ExemptMark:
    """Return why the part is exempt."""
    return {"paragraph": chosen(Paragraph(row.paragraph)), "reason": row.reason}


def earlier_of(record: Record) -> list[EarlierPart]:
    """Return what boards have decided, the first first: in the rounds before, and in this one once it is decided."""
    return [
        {
            "round": row.assessment.round,
            "decision": chosen(DecisionSought(row.assessment.decision_sought)),
            "result": chosen(Result(row.result)),
            "decided_on": row.decided_on.isoformat(),
            "meeting": row.meeting,
            "minute_reference": row.minute_reference,
            "issue": row.issue.number,
        }
        for row in record.decisions
    ]


def imposed_conditions_of(record: Record) -> list[ImposedConditionPart]:
    """Return the conditions of these decisions, completed or not, by due date."""
    exempt = {(row.assessment_id, row.part): mark_of(row) for row in record.exemptions}
    return [
        {
            "number": row.number,
            "question": row.question.key if row.question else None,
            "text": row.text,
            "owner": row.owner,
            "due_on": row.due_on.isoformat(),
            "completed_on": timezone.localdate(row.completed_at).isoformat() if row.completed_at else None,
            "exempt_before": exempt.get((row.decision.assessment_id, f"{QUESTION}:{row.question.key}"))
            if row.question
            else None,
            "exempt": None,
        }
        for row in record.conditions
    ]
