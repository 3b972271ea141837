"""Making the snapshot of an assessment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language

from accounts.roles import Role
from checklists.spec import DecisionSought, Feed, digest
from partnerships.domain.board import Edition
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Event
from partnerships.models.trail import EventKind
from partnerships.selectors.decider import decider_name
from partnerships.snapshot.answers import confirmed, evidence_of, left_evidence_of, sections_of, unasked_of
from partnerships.snapshot.board import conditions_of, earlier_of, meeting_of, referral_of, significance_of
from partnerships.snapshot.comments import exempt_of, implications_of, interests_of, people_of
from partnerships.snapshot.findings import (
    counts_of,
    flag_parts,
    outcome_part,
    proposed_conditions_of,
    risks_of,
    tips_of,
)
from partnerships.snapshot.record import Record, read_record
from partnerships.snapshot.shape import (
    AssessmentPart,
    ChecklistPart,
    Choice,
    Content,
    EventPart,
    IssuePart,
    Listed,
    PartnershipPart,
    ProgressPart,
    Screened,
    Snapshot,
    moment,
)
from partnerships.snapshot.since import since
from partnerships.snapshot.stored import snapshot_with


def snapshot_of(assessment: Assessment, *, made_on: date, issue: IssuePart | None = None) -> Snapshot:
    """Return the full snapshot of the assessment as it stands: of a draft, or of the issue that is being made.

    `made_on` is the date printed; it is not part of the content.
    """
    record = read_record(assessment, before=issue.number if issue else None)
    return snapshot_from(record, made_on=made_on, issue=issue)


def snapshot_from(record: Record, *, made_on: date, issue: IssuePart | None = None) -> Snapshot:
    """Return the snapshot of rows that were read; pure but for the council's settings and the language."""
    content = content_of(record, issue=issue)
    if record.last:
        content = replace(content, since=since(record.last.content, content, on=made_on, has_ended=record.has_ended))
    return snapshot_with(content, made_on=made_on)


def content_of(record: Record, *, issue: IssuePart | None = None) -> Content:
    """Return all that the report says, in the active language, but for what changed since the last issue."""
    case = record.case
    return Content(
        language=get_language() or settings.LANGUAGE_CODE,
        time_zone=settings.TIME_ZONE,
        council=settings.COUNCIL_NAME,
        prepared_for=capfirst(decider_name(case.assessment.partnership)),
        decider=decider_name(case.assessment.partnership),
        verify_url=f"{settings.SITE_URL}/verify/",
        edition=Edition.FULL.value,
        issue=issue,
        partnership=_partnership(record),
        checklist=_checklist(record),
        assessment=_assessment(case.assessment),
        progress=ProgressPart(answered=case.progress.answered, of=case.progress.of),
        outcome=outcome_part(case),
        referral=referral_of(record.referral),
        significance=significance_of(case.assessment.partnership),
        counts=counts_of(case),
        flags=flag_parts(case),
        sections=sections_of(case),
        no_longer_asked=unasked_of(case, record.earlier),
        risks=risks_of(case),
        tips=tips_of(case),
        proposed_conditions=proposed_conditions_of(case),
        evidence=evidence_of(case),
        left_evidence=left_evidence_of(record.left),
        implications=implications_of(record),
        interests=interests_of(record),
        exempt=exempt_of(record),
        earlier=earlier_of(record),
        conditions=conditions_of(record),
        people=people_of(record),
        endorsement=confirmed(Role.MANAGER, case.endorsement),
        events=tuple(map(_event, record.events)),
    )


def _event(row: Event) -> EventPart:
    return EventPart(what=str(EventKind(row.kind).label), done_by=row.recorded_by_name, done_at=moment(row.recorded_at))


def _checklist(record: Record) -> ChecklistPart:
    spec = record.case.spec
    return ChecklistPart(
        slug=spec.slug, version=spec.version, title=spec.title, source=spec.source, digest=digest(spec)
    )


def _assessment(row: Assessment) -> AssessmentPart:
    return AssessmentPart(
        round=row.round,
        decision=Choice.of(DecisionSought(row.decision_sought)),
        state=Choice.of(State(row.state)),
        meeting=meeting_of(row.meeting),
    )


def _partnership(record: Record) -> PartnershipPart:
    case, row = record.case, record.case.assessment.partnership
    needs = [
        case.answers[question.key].reason
        for question in case.spec.questions
        if Feed.NEED in question.feeds and question.key in case.answers
    ]
    return PartnershipPart(
        reference=row.reference,
        name=row.name,
        purpose=row.purpose,
        need="\n\n".join(filter(None, needs)),
        council_role=row.council_role,
        service=row.service.name,
        lead=row.lead.full_name,
        partners=tuple(record.partners),
        planned_start_on=row.planned_start_on,
        planned_end_on=row.planned_end_on,
        annual_cost=row.annual_cost,
        funding_source=row.funding_source,
        is_restricted=row.is_restricted,
        wards=row.wards,
        key_decision_reference=row.key_decision_reference,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        contact_phone=row.contact_phone,
        exit_arrangements=row.exit_arrangements,
        benefits=tuple(
            Listed(benefit.code, benefit.text)
            for benefit in case.spec.benefits
            if benefit.code in case.assessment.benefits
        ),
        screening=tuple(
            Screened(mark.code, mark.text, case.assessment.screening.get(mark.code, ""))
            for mark in case.spec.characteristics
        ),
    )
