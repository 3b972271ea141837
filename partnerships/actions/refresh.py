"""Deriving the flags and the outcome of a case, and storing them as rows for the lists."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from checklists.models import Question
from partnerships import emails
from partnerships.actions.trail import record
from partnerships.domain import flags as domain
from partnerships.domain.explanation import reasons_of
from partnerships.domain.flag_age import cause_dates, flagged_since
from partnerships.domain.flags import Cause
from partnerships.domain.readiness import count_flags
from partnerships.domain.rules import notifying
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Assessment, Event, Flag
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Derived, is_to_be_confirmed, read_derived, told_of


@transaction.atomic
def refresh_flags(
    assessment: Assessment, *, by: User | None = None, is_submitted: bool = False, saved: Question | None = None
) -> Derived:
    """Derive the case's flags from its rows and write what has changed: flag rows, outcome and counts.

    Idempotent. With `by`, the monitoring officers are told when a rule asks for it, once for each question: of
    complete answers whose changes are in effect and, when the case `is_submitted`, of incomplete ones too. Those who
    confirm the answer to the question that was `saved` are asked to, once, when all that their role confirms are
    complete and the case is with its authors.
    """
    case = read_derived(assessment)
    counts = count_flags(case.flags.values())
    assessment.outcome = case.outcome
    assessment.answered = case.progress.answered
    assessment.blockers = counts.blockers
    assessment.open_concerns = counts.open_concerns
    assessment.save(update_fields=["outcome", "answered", "blockers", "open_concerns"])
    _write_rows(case)
    if by is not None:
        _tell_monitoring_officers(case, by=by, is_submitted=is_submitted)
        if saved is not None and (confirm := case.spec.by_key[saved.key].confirm):
            _ask_to_confirm(case, Role(confirm.role), by=by)
    return case


def _write_rows(case: Derived) -> None:
    assessment = case.assessment
    rows = {row.question_key: row for row in Flag.objects.filter(assessment=assessment).order_by()}
    gone = [row.pk for key, row in rows.items() if key not in case.flags]
    if gone:
        Flag.objects.filter(pk__in=gone).delete()
    added: dict[str, dict[str, Any]] = {}
    altered: list[Flag] = []
    fields: set[str] = set()
    for key, flag in case.flags.items():
        row = rows.get(key)
        values = _values(case, flag) | _age(case, flag, row)
        if row is None:
            added[key] = values
            continue
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            for name, value in changed.items():
                setattr(row, name, value)
            altered.append(row)
            fields |= changed.keys()
    if added:
        questions = dict(Question.objects.filter(version=assessment.version_id).values_list("key", "pk"))
        Flag.objects.bulk_create(
            Flag(assessment=assessment, question_id=questions[key], **values) for key, values in added.items()
        )
    if altered:
        Flag.objects.bulk_update(altered, fields=sorted(fields))


def _values(case: Derived, flag: domain.Flag) -> dict[str, Any]:
    assessment = case.assessment
    return {
        "partnership_id": assessment.partnership_id,
        "service_id": assessment.partnership.service_id,
        "question_key": flag.question_key,
        "question_position": list(case.spec.by_key).index(flag.question_key) + 1,
        "severity": flag.severity,
        "severity_rank": flag.severity.rank,
        "is_unanswered": flag.is_unanswered,
        "is_negative": Cause.NEGATIVE in flag.causes,
        "is_noted": Cause.NOTED in flag.causes,
        "is_rule": Cause.RULE in flag.causes,
        "is_unconfirmed": flag.is_unconfirmed,
        "is_raised": Cause.RAISED in flag.causes,
        "because": [*reasons_of(flag), *_raised(case, flag.question_key)],
        "state": flag.state,
        "case_state": assessment.state,
        "outcome": assessment.outcome,
    }


def _age(case: Derived, flag: domain.Flag, row: Flag | None) -> dict[str, Any]:
    """Return since when each cause of the flag stands, and since when the flag is as severe as it is."""
    option = case.state.answer(flag.question_key).option
    dates = cause_dates(flag, option=option, before=row.cause_dates if row else {}, now=timezone.now())
    return {"cause_dates": dates, "since": flagged_since(flag, dates, option=option)}


def _raised(case: Derived, key: str) -> list[str]:
    """Return who raised a flag on the question by hand, and why, as a sentence of the lists."""
    row = case.raised.get(key)
    words = {"name": row.raised_by_name(), "reason": row.reason} if row else {}
    return [_("Raised by %(name)s: %(reason)s") % words] if row else []


def _tell_monitoring_officers(case: Derived, *, by: User, is_submitted: bool) -> None:
    """Tell those who have the role and may see the case, and record whom. Nobody there: told at a later save."""
    asking = [
        key
        for key, read in notifying(case.spec, case.state).items()
        if read.isdisjoint(case.pending) and (is_submitted or not case.flags[key].is_unanswered)
    ]
    assessment = case.assessment
    missing = set(asking) - told_of(assessment, asking)
    officers = emails.monitoring_officer_told(assessment, by=by) if missing else []
    if not officers:
        return
    names = [officer.full_name for officer in officers]
    for question in Question.objects.filter(version=assessment.version, key__in=missing):
        because = list(case.flags[question.key].because)
        new = {"because": because, "told": names}
        record(EventKind.OFFICER_TOLD, by=by, assessment=assessment, question=question, new=new)


def _ask_to_confirm(case: Derived, role: Role, *, by: User) -> None:
    """Ask the holders of a role to confirm what they can now, and record whom; nobody there: asked at a later save.

    A role that sees no case before it is submitted is asked then, with the rest (`emails.awaiting_review`).
    """
    assessment = case.assessment
    if assessment.state not in EDITABLE or not is_to_be_confirmed(case, role):
        return
    asked = Event.objects.filter(assessment=assessment, kind=EventKind.CONFIRMATION_ASKED)
    if role in [event.new["asked_role"] for event in asked]:
        return
    if people := emails.awaiting_confirmation(assessment, role, by=by):
        new = {"asked_role": role, "told": [holder.full_name for holder in people]}
        record(EventKind.CONFIRMATION_ASKED, by=by, assessment=assessment, new=new)


def show_to_confirming_officers(assessment: Assessment, *, by: User) -> None:
    """Record that the monitoring officers are asked to confirm answers: they see no case of which they were not told."""
    waiting = Flag.objects.awaiting_confirmation().filter(assessment=assessment)
    flags = list(waiting.filter(question__confirm_role=Role.MONITORING).select_related("question"))
    names = [officer.full_name for officer in emails.holders(Role.MONITORING, assessment.partnership)] if flags else []
    if not names:
        return
    for flag in flags:
        new = {"because": [_("The answer waits for their confirmation")], "told": names}
        record(EventKind.OFFICER_TOLD, by=by, assessment=assessment, question=flag.question, new=new)
