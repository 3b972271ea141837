"""An assessment to its snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.roles import Role
from checklists.spec import DecisionSought, Feed, digest
from partnerships.domain.board import Edition
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Event
from partnerships.models.trail import EventKind
from partnerships.snapshot.answers import chosen, confirmed, evidence_of, moment, sections_of
from partnerships.snapshot.comments import (
    earlier_of,
    exempt_of,
    implications_of,
    imposed_conditions_of,
    interests_of,
    people_of,
    referral_of,
    significance_of,
)
from partnerships.snapshot.findings import (
    counts_of,
    flags_part,
    outcome_part,
    proposed_conditions_of,
    risks_of,
    tips_of,
)
from partnerships.snapshot.record import Record, read_record
from partnerships.snapshot.shape import (
    FORMAT,
    AssessmentPart,
    ChecklistPart,
    Content,
    EventPart,
    IssuePart,
    PartnershipPart,
    Snapshot,
)
from partnerships.snapshot.since import since


def snapshot_of(assessment: Assessment, *, made_on: date, issue: IssuePart | None = None) -> Snapshot:
    """Return the full snapshot of the assessment as it stands: of a draft, or of the issue that is being made.

    `made_on` is the date printed; it is not part of the content.
    """
    record = read_record(assessment, before=issue["number"] if issue else None)
    return snapshot_from(record, made_on=made_on, issue=issue)


def snapshot_from(record: Record, *, made_on: date, issue: IssuePart | None = None) -> Snapshot:
    """Return the snapshot of rows that were read; pure but for the council's settings and the language."""
    content = content_of(record, issue=issue)
    if record.last:
        content["since"] = since(record.last["content"], content, on=made_on)
    return {"format": FORMAT, "made_on": made_on.isoformat(), "content": content}


def content_of(record: Record, *, issue: IssuePart | None = None) -> Content:
    """Return all that the report says, in the active language, but for what changed since the last issue."""
    case = record.case
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "time_zone": settings.TIME_ZONE,
        "council": settings.COUNCIL_NAME,
        "prepared_for": _("The approval board"),
        "verify_url": f"{settings.SITE_URL}/verify/",
        "edition": Edition.FULL.value,
        "issue": issue,
        "partnership": _partnership(record),
        "checklist": _checklist(record),
        "assessment": _assessment(case.assessment),
        "progress": {"answered": case.progress.answered, "of": case.progress.of},
        "outcome": outcome_part(case),
        "referral": referral_of(record.referral),
        "significance": significance_of(case.assessment.partnership),
        "counts": counts_of(case),
        "flags": flags_part(case),
        "sections": sections_of(case),
        "risks": risks_of(case),
        "tips": tips_of(case),
        "conditions": proposed_conditions_of(case),
        "evidence": evidence_of(case),
        "implications": implications_of(record),
        "interests": interests_of(record),
        "exempt": exempt_of(record),
        "earlier": earlier_of(record),
        "obligations": imposed_conditions_of(record),
        "since": None,
        "people": people_of(record),
        "endorsement": confirmed(Role.MANAGER, case.endorsement),
        "events": _steps(record.events),
    }


def _checklist(record: Record) -> ChecklistPart:
    spec = record.case.spec
    return {
        "slug": spec.slug,
        "version": spec.version,
        "title": spec.title,
        "source": spec.source,
        "digest": digest(spec),
    }


def _assessment(row: Assessment) -> AssessmentPart:
    return {
        "round": row.round,
        "decision": chosen(DecisionSought(row.decision_sought)),
        "state": chosen(State(row.state)),
    }


def _partnership(record: Record) -> PartnershipPart:
    case, row = record.case, record.case.assessment.partnership
    reasons = [
        case.answers[question.key].reason
        for question in case.spec.questions
        if Feed.NEED in question.feeds and question.key in case.answers
    ]
    return {
        "reference": row.reference,
        "name": row.name,
        "purpose": row.purpose,
        "need": "\n\n".join(filter(None, reasons)),
        "need_exempt": None,
        "council_role": row.council_role,
        "service": row.service.name,
        "lead": row.lead.full_name,
        "partners": [partner.name for partner in record.partners],
        "planned_start_on": row.planned_start_on.isoformat() if row.planned_start_on else None,
        "planned_end_on": row.planned_end_on.isoformat() if row.planned_end_on else None,
        "annual_cost": row.annual_cost,
        "funding_source": row.funding_source,
        "cost_exempt": None,
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


def _steps(rows: Iterable[Event]) -> list[EventPart]:
    return [
        {
            "what": str(EventKind(row.kind).label),
            "done_by": row.recorded_by_name,
            "done_at": moment(row.recorded_at),
        }
        for row in rows
    ]
