"""An assessment to its snapshot: reads the case and all that surrounds it in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.roles import Role
from checklists.spec import Decision, Significance, digest
from partnerships.cases import Case, read_case
from partnerships.domain.access import Capacity
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Event, Participant, Partner, Partnership
from partnerships.models.trail import EventKind
from partnerships.snapshot.answers import chosen, confirmed, evidence_of, moment, sections_of
from partnerships.snapshot.findings import conditions_of, counts_of, flags_part, outcome_part, risks_of, tips_of
from partnerships.snapshot.shape import FORMAT, Content, EventPart, PartnershipPart, Person, Snapshot

# The question whose reason is printed as the partnership's need.
NEED = "purpose-and-need"
STEPS = (
    EventKind.CREATED,
    EventKind.SUBMITTED,
    EventKind.RETURNED,
    EventKind.ENDORSED,
    EventKind.WITHDRAWN,
    EventKind.OFFICER_TOLD,
)


@dataclass(frozen=True)
class Record:
    """A case with the rows around it that a report prints. `people` and `events` come in the order of printing."""

    case: Case
    partners: list[Partner]
    people: list[Participant]
    events: list[Event]


def snapshot_of(assessment: Assessment, *, made_on: date) -> Snapshot:
    """Return the snapshot of the assessment as it stands. `made_on` is the date printed; it is not part of the content."""
    return snapshot_from(read_record(assessment), made_on=made_on)


def read_record(assessment: Assessment) -> Record:
    """Read the rows: three queries beside those of the case."""
    partnership = assessment.partnership
    return Record(
        case=read_case(assessment),
        partners=list(partnership.partners.all()),
        people=list(partnership.participants.current().select_related("user").order_by("pk")),
        events=list(assessment.events.filter(kind__in=STEPS).select_related("recorded_by")),
    )


def snapshot_from(record: Record, *, made_on: date) -> Snapshot:
    """Return the snapshot of rows that were read; pure but for the council's name, language and time zone."""
    return {"format": FORMAT, "made_on": made_on.isoformat(), "content": content_of(record)}


def content_of(record: Record) -> Content:
    """Return all that the report says, in the active language."""
    case = record.case
    assessment, spec = case.assessment, case.spec
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "time_zone": settings.TIME_ZONE,
        "council": settings.COUNCIL_NAME,
        "prepared_for": _("The approval board"),
        "issue": None,
        "partnership": _partnership(record),
        "checklist": {
            "slug": spec.slug,
            "version": spec.version,
            "title": spec.title,
            "source": spec.source,
            "digest": digest(spec),
        },
        "assessment": {
            "round": assessment.round,
            "decision": chosen(Decision(assessment.decision_sought)),
            "state": chosen(State(assessment.state)),
        },
        "progress": {"answered": case.progress.answered, "of": case.progress.of},
        "outcome": outcome_part(case),
        "counts": counts_of(case),
        "flags": flags_part(case),
        "sections": sections_of(case),
        "risks": risks_of(case),
        "tips": tips_of(case),
        "conditions": conditions_of(case),
        "evidence": evidence_of(case),
        "people": _people(record.people, assessment.partnership),
        "endorsement": confirmed(Role.MANAGER, case.endorsement),
        "events": _steps(record.events),
    }


def _partnership(record: Record) -> PartnershipPart:
    case, row = record.case, record.case.assessment.partnership
    answer = case.answers.get(NEED)
    return {
        "reference": row.reference,
        "name": row.name,
        "purpose": row.purpose,
        "need": answer.reason if answer else "",
        "council_role": row.council_role,
        "service": row.service.name,
        "lead": row.lead.full_name,
        "partners": [partner.name for partner in record.partners],
        "planned_start_on": row.planned_start_on.isoformat() if row.planned_start_on else None,
        "planned_end_on": row.planned_end_on.isoformat() if row.planned_end_on else None,
        "annual_cost": row.annual_cost,
        "funding_source": row.funding_source,
        "significance": chosen(Significance(row.significance)) if row.significance else None,
        "is_restricted": row.is_restricted,
        "benefits": [
            {"code": benefit.code, "text": benefit.text}
            for benefit in case.spec.benefits
            if benefit.code in case.assessment.benefits
        ],
        "screening": [
            {"code": mark.code, "text": mark.text, "answer": case.assessment.screening.get(mark.code, "")}
            for mark in case.spec.characteristics
        ],
    }


def _people(rows: Iterable[Participant], partnership: Partnership) -> list[Person]:
    return [{"name": row.user.full_name, "role": _role(row, partnership)} for row in rows]


def _role(row: Participant, partnership: Partnership) -> str:
    if row.user_id == partnership.lead_id:
        return _("Lead officer")
    capacity = Capacity(row.capacity)
    return _("Contributor") if capacity is Capacity.AUTHOR else str(capacity.label)


def _steps(rows: Iterable[Event]) -> list[EventPart]:
    return [
        {
            "what": str(EventKind(row.kind).label),
            "done_by": row.recorded_by.full_name,
            "done_at": moment(row.recorded_at),
        }
        for row in rows
    ]
