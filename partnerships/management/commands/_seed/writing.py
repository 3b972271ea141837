"""Writes made-up cases in bulk, stage by stage, so that every trigger finds what it asks for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from accounts.folded_field import DerivedField
from partnerships.domain.answers import progress_of
from partnerships.domain.board import Edition
from partnerships.domain.chain import START, Link, link_of
from partnerships.domain.flag_age import cause_dates
from partnerships.domain.flags import Cause, flags_of
from partnerships.domain.readiness import outcome_of
from partnerships.management.commands._seed.case import Entry, MadeCase, Round, Stage
from partnerships.models import (
    Answer,
    Assessment,
    Condition,
    Confirmation,
    Decision,
    Event,
    Evidence,
    ExitRecord,
    Flag,
    Implication,
    Interest,
    IssueEdition,
    Participant,
    Partner,
    Partnership,
    PartnershipWord,
    Referral,
    RegisterEntry,
    ReportIssue,
    ReturnReason,
    Treatment,
)
from partnerships.snapshot import IssuePart, Snapshot, canonical, public_of, snapshot_of
from partnerships.snapshot.shape import moment

# The order in which the rows of one stage are written: what others refer to comes first.
ORDER: tuple[type[models.Model], ...] = (
    Partnership,
    Participant,
    Assessment,
    Partner,
    PartnershipWord,
    Evidence,
    Answer,
    Confirmation,
    Treatment,
    ReturnReason,
    Referral,
    Implication,
    Interest,
    Decision,
    Condition,
    RegisterEntry,
    ExitRecord,
)
AT_ONCE = 100
Render = Callable[[Snapshot], bytes]


class Writer:
    """Writes cases. `render` makes the PDFs of issues; without it, issues are written without their editions."""

    def __init__(self, render: Render | None) -> None:
        self._render = render
        self._heads: dict[int, tuple[int, str]] = {}

    def write(self, cases: Sequence[MadeCase]) -> None:
        """Write the cases whole. The caller's transaction makes it all or nothing."""
        self._heads = {}
        for case in cases:
            for made in case.rounds:
                _derive(case, made)
        for stage in Stage:
            steps = [(case, case.steps[stage]) for case in cases if stage in case.steps]
            _insert(row for _case, step in steps for row in step.rows)
            for case, step in steps:
                if step.issue:
                    self._issue(case, step.issue, step.entries[0])
            events = [self._linked(case, entry) for case, step in steps for entry in step.entries]
            Event.objects.bulk_create(events)
            _change(change for _case, step in steps for change in step.changes)
        Flag.objects.bulk_create(row for case in cases for made in case.rounds for row in _flags(case, made))

    def _linked(self, case: MadeCase, entry: Entry) -> Event:
        """Return the event as the next link of its partnership's chain."""
        partnership, question = case.partnership, entry.question
        position, previous = self._heads.get(partnership.number, (0, START))
        link = Link(
            partnership=partnership.number,
            position=position + 1,
            round=entry.assessment.round,
            question=f"{question.version_id}#{question.key}" if question else "",
            kind=entry.kind.value,
            old=entry.old,
            new=entry.new,
            at=entry.at,
            by=entry.by.pk,
            name=entry.by.full_name,
        )
        self._heads[partnership.number] = link.position, link_of(previous, link)
        return Event(
            kind=entry.kind,
            partnership=partnership,
            assessment=entry.assessment,
            question=question,
            position=link.position,
            old=link.old,
            new=link.new,
            recorded_at=link.at,
            recorded_by=entry.by,
            recorded_by_name=link.name,
            previous=previous,
            link=self._heads[partnership.number][1],
        )

    def _issue(self, case: MadeCase, made: ReportIssue, entry: Entry) -> None:
        """Write the issue with its editions of what is on record, and name them in its event."""
        made.trail_position, made.trail_link = self._heads[case.partnership.number]
        # Nobody has read what was made up.
        made.public_digest_shown = "0" * 64
        made.save(force_insert=True)
        rows = [] if self._render is None else list(_editions(made, self._render))
        IssueEdition.objects.bulk_create(rows)
        entry.new["editions"] = {row.edition: {"digest": row.digest, "pdf_sha256": row.pdf_sha256} for row in rows}


def _editions(made: ReportIssue, render: Render) -> Iterator[IssueEdition]:
    part = IssuePart(
        number=made.number,
        issued_at=moment(made.issued_at),
        issued_by=made.issued_by.full_name,
        trail_position=made.trail_position,
        trail_link=made.trail_link,
        missing_reason=made.missing_reason,
    )
    assessment = Assessment.objects.with_partnership().get(pk=made.assessment.pk)
    full = snapshot_of(assessment, made_on=timezone.localdate(made.issued_at), issue=part)
    for edition, snapshot in ((Edition.FULL, full), (Edition.PUBLIC, public_of(full))):
        pdf = render(snapshot)
        yield IssueEdition(
            issue=made,
            edition=edition,
            snapshot=canonical(snapshot),
            digest=snapshot.digest,
            pdf=pdf,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            is_signed=False,
        )


def stand_in(snapshot: Snapshot) -> bytes:
    """Return a PDF of one page that says that the report was not rendered. No two editions have the same bytes."""
    content = snapshot.content
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    text = f"{content.partnership.reference}, {content.edition} edition: made up, and its report was not rendered."
    page.contents_add(f"BT /F1 10 Tf 60 780 Td ({text}) Tj ET".encode())
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def refresh_statistics() -> None:
    """Let the database count its rows anew.

    PostgreSQL plans the queries of a trigger once a connection, and reads a table from end to end where it was empty
    then; it plans them anew after this. SQLite takes a sample, so that it does not take longer each time.
    """
    tables = [model._meta.db_table for model in apps.get_app_config("partnerships").get_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def _insert(rows: Iterable[models.Model]) -> None:
    by_model: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model in sorted(by_model, key=ORDER.index):
        manager: models.Manager[Any] = model._default_manager
        manager.bulk_create(by_model[model])


def _change(changes: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Change the rows that change alike together."""
    alike: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = defaultdict(list)
    for row, values in changes:
        for name, value in values.items():
            setattr(row, name, value)
        alike[type(row), tuple(values)].append(row)
    for (model, names), rows in alike.items():
        manager: models.Manager[Any] = model._default_manager
        derived = [field.name for field in model._meta.fields if isinstance(field, DerivedField)]
        manager.bulk_update(rows, [*names, *derived], batch_size=AT_ONCE)


def _derive(case: MadeCase, made: Round) -> None:
    """Keep the outcome and the counts with the round, as they are once all is written."""
    flags = flags_of(case.checklist.spec, made.state)
    assessment = made.assessment
    assessment.outcome = outcome_of(flags)
    assessment.answered = progress_of(case.checklist.spec, made.state).answered
    assessment.blockers = sum(flag.is_blocker for flag in flags)
    assessment.open_concerns = sum(flag.is_open_concern for flag in flags)


def _flags(case: MadeCase, made: Round) -> Iterable[Flag]:
    """Yield the rows of the round's flags, as `actions.refresh_flags` would write them."""
    for flag in flags_of(case.checklist.spec, made.state):
        answer = made.answers.get(flag.question_key)
        since = answer.saved_at if answer else made.assessment.created_at
        option = made.state.answer(flag.question_key).option
        yield Flag(
            assessment=made.assessment,
            partnership=case.partnership,
            service=case.staff.service,
            question=case.checklist.questions[flag.question_key],
            question_key=flag.question_key,
            question_position=case.checklist.positions[flag.question_key],
            severity=flag.severity,
            severity_rank=flag.severity.rank,
            is_unanswered=flag.is_unanswered,
            is_negative=Cause.NEGATIVE in flag.causes,
            is_noted=Cause.NOTED in flag.causes,
            is_rule=Cause.RULE in flag.causes,
            is_unconfirmed=flag.is_unconfirmed,
            because=list(flag.because),
            state=flag.state,
            case_state=made.assessment.state,
            outcome=made.assessment.outcome,
            since=since,
            cause_dates=cause_dates(flag, option=option, before={}, now=since),
        )
