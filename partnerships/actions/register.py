"""What follows a decision: conditions are completed, reopened or changed, and partnerships end."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.spec import DecisionSought
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.evidence import check_link, store_file
from partnerships.actions.moves import move
from partnerships.actions.owners import owner_from
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import check_not_future, check_text, check_texts, past_errors, refuse
from partnerships.actions.version_tokens import check_unchanged, merged
from partnerships.domain.board import APPROVALS
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import Move, State
from partnerships.models import Assessment, Condition, Decision, ExitRecord, Partnership, RegisterEntry
from partnerships.models.trail import EventKind
from partnerships.selectors.version_tokens import condition_version_token, owner_values

NO_EVIDENCE: dict[str, Any] = {
    "url": "",
    "file": "",
    "file_name": "",
    "media_type": "",
    "mail": {},
    "size": None,
    "sha256": "",
}


@dataclass(frozen=True, kw_only=True)
class ExitDraft:
    """How a partnership ended. No text may be blank: people enter "none" where there is nothing to say."""

    ended_on: date
    reason: str
    people: str
    property: str
    data: str
    lessons: str


def complete_condition(
    *,
    condition: Condition,
    by: User,
    note: str,
    url: str = "",
    file: File[bytes] | None = None,
    version_token: str | None = None,
) -> Condition:
    """Record that a condition was met: what was done, and the evidence as an address or a file.

    `by` is an author of the case. StaleError when the page of the token showed another condition; InvalidError when the
    note is blank, the address is not one, or the file is refused; ActionError when the condition is completed already,
    the partnership has ended, or the file cannot be stored.
    """
    check_text("note", note)
    if url:
        check_link(url)
    with store_file(file) if file else nullcontext({"url": url}) as evidence, transaction.atomic():
        return _complete(condition, by=by, note=note, version_token=version_token, **evidence)


@transaction.atomic
def reopen_condition(*, condition: Condition, by: User, reason: str, version_token: str | None = None) -> Condition:
    """Ask again for a condition whose evidence does not show that it is met. The evidence stays in its row.

    `by` reviews the case, and `version_token` is that of the condition as the page showed it: StaleError when it has
    changed since. InvalidError when the reason is blank; ActionError when the condition is not completed or
    the partnership has ended.
    """
    assessment, condition = _lock(condition)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    check_completed(condition)
    check_unchanged(version_token, condition_version_token(condition))
    check_text("reason", reason)
    condition.completed_at, condition.completed_by = None, None
    condition.save(update_fields=["completed_at", "completed_by"])
    record(
        EventKind.CONDITION_REOPENED,
        by=by,
        assessment=assessment,
        question=condition.question,
        old={"note": condition.completion_note},
        new={"condition": condition.number, "reason": reason},
    )
    emails.condition_reopened(condition)
    return condition


@transaction.atomic
def amend_condition(
    *, condition: Condition, by: User, owner: str, due_on: date, reason: str, version_token: str | None = None
) -> Condition:
    """Change the owner or the due date of a condition, with a reason. Its text, which was decided, stays.

    `version_token` is that of the page: what was not changed there stays, StaleError as by `merged`. `owner` is as
    `owner_from` takes it: a person who is named is told. `by` reviews the case. InvalidError when a text is blank or a
    new due date is in the past; ActionError when the condition is completed, the partnership has ended, or nothing
    changes.
    """
    assessment, condition = _lock(condition)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    check_open(condition)
    check_text("reason", reason)
    typed, kinds = {"owner": owner, "due_on": due_on}, (EventKind.CONDITION_AMENDED,)
    current = owner_values(condition)
    values = merged(version_token, typed=typed, current=current, assessment=assessment, kinds=kinds)
    owner, due_on = values["owner"], values["due_on"]
    check_due_date(condition, due_on)
    name, person = owner_from(owner)
    before = {"owner": condition.owner, "due_on": condition.due_on.isoformat()}
    old, new = diff(before, {"owner": name, "due_on": due_on.isoformat()})
    is_told = person is not None and person != condition.owner_user
    if not new and not is_told:
        raise ActionError(_("Neither the owner nor the due date is another one, so there is nothing to change."))
    condition.owner, condition.owner_user, condition.due_on = name, person, due_on
    check_texts(condition, "owner")
    condition.save(update_fields=["owner", "owner_user", "due_on", "words"])
    if is_told and person is not None:
        emails.owner_named(condition.partnership, person, by=by)
    record(
        EventKind.CONDITION_AMENDED,
        by=by,
        assessment=assessment,
        question=condition.question,
        old=old,
        new={"condition": condition.number, **new, "reason": reason},
    )
    emails.condition_amended(condition)
    return condition


@transaction.atomic
def chase_condition(*, condition: Condition, by: User) -> Condition:
    """Ask its owner, if they sign in here, and the authors of the case how far a condition is. They get an email.

    `by` reviews the case. ActionError when the condition is completed, the partnership has ended, or somebody chased it
    today already.
    """
    assessment, condition = _lock(condition)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    check_chasable(condition)
    condition.chased_at, condition.chased_by = timezone.now(), by
    condition.save(update_fields=["chased_at", "chased_by"])
    told = emails.condition_chased(condition, by=by)
    new = {"condition": condition.number, "told": [person.full_name for person in told]}
    record(EventKind.CONDITION_CHASED, by=by, assessment=assessment, question=condition.question, new=new)
    return condition


@transaction.atomic
def end_partnership(
    *, assessment: Assessment, by: User, draft: ExitDraft, version_token: str | None = None
) -> ExitRecord:
    """End a partnership of the register, with an exit record. Its entry is kept as ended; its conditions no longer apply.

    `version_token` is the time of the state that the page showed: StaleError when it has changed since.
    `by` is an author or a reviewer of the case. A round in progress is withdrawn. InvalidError when a text is blank or
    the date is in the future; ActionError when the date is before the approval, the partnership is not on the register
    or has ended already, or a report waits for its decision.
    """
    assessment = lock(assessment)
    partnership = assessment.partnership
    act_as(Capacity.REVIEWER, Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    entry = check_endable(partnership)
    check_unchanged(version_token, assessment.state_changed_at.isoformat())
    check_not_future(ended_on=draft.ended_on)
    _check_after_approval(draft.ended_on, entry)
    current = lock(Assessment.objects.get(partnership=partnership, is_current=True))
    if current.is_under_way:
        reason = _("The partnership has ended.")
        move(Move.WITHDRAW, current, by=by, kind=EventKind.WITHDRAWN, reason=reason)
    ending = ExitRecord(partnership=partnership, recorded_by=by, **asdict(draft))
    check_texts(ending, "reason", "people", "property", "data", "lessons")
    ending.save(force_insert=True)
    entry.ended_on = draft.ended_on
    entry.save(update_fields=["ended_on"])
    new = {**asdict(draft), "ended_on": draft.ended_on.isoformat()}
    record(EventKind.ENDED, by=by, assessment=current, new=new)
    emails.ended(current, by=by)
    return ending


def check_open(condition: Condition) -> None:
    """Raise ActionError when the condition is completed, or its partnership has ended."""
    _check_not_ended(condition.partnership)
    if condition.completed_at is not None:
        raise ActionError(_("This condition is completed already."))


def check_chasable(condition: Condition) -> None:
    """Raise ActionError when the condition asks for nothing any more, or somebody chased it today already."""
    check_open(condition)
    if condition.chased_at is not None and timezone.localdate(condition.chased_at) == timezone.localdate():
        raise ActionError(_("This condition was chased today already. The people have an email about it."))


def check_completed(condition: Condition) -> None:
    """Raise ActionError when the condition is not completed, or its partnership has ended."""
    _check_not_ended(condition.partnership)
    if condition.completed_at is None:
        raise ActionError(_("This condition is not completed, so it is asked for already."))


def check_due_date(condition: Condition, due_on: date) -> None:
    """Raise InvalidError when the due date would change to one in the past. A date that has passed may stay."""
    if due_on != condition.due_on:
        refuse(past_errors(due_on=due_on))


def check_endable(partnership: Partnership) -> RegisterEntry:
    """Return the register's entry; ActionError when the partnership cannot be ended now."""
    entry = RegisterEntry.objects.filter(partnership=partnership).first()
    if entry is None:
        raise ActionError(_("This partnership was never entered into. Withdraw its assessment instead."))
    if entry.ended_on is not None:
        raise ActionError(_("This partnership has ended already."))
    if Assessment.objects.filter(partnership=partnership, is_current=True, state=State.ISSUED).exists():
        raise ActionError(
            _("A report of this partnership waits for its decision. That is recorded first, or the case reopened.")
        )
    return entry


def _complete(condition: Condition, *, by: User, note: str, version_token: str | None, **evidence: Any) -> Condition:
    assessment, condition = _lock(condition)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_open(condition)
    check_unchanged(version_token, condition_version_token(condition))
    for name, value in {**NO_EVIDENCE, **evidence, "completion_note": note}.items():
        setattr(condition, name, value)
    condition.completed_at, condition.completed_by = timezone.now(), by
    condition.save()
    new = {"condition": condition.number, "note": note, "url": condition.url, "evidence": condition.file_name}
    record(
        EventKind.CONDITION_COMPLETED,
        by=by,
        assessment=assessment,
        question=condition.question,
        new={**new, "sha256": condition.sha256, "stored": condition.file.name or ""},
    )
    emails.condition_completed(condition)
    return condition


def _lock(condition: Condition) -> tuple[Assessment, Condition]:
    """Return the assessment that was decided, locked with its partnership, and the condition, read again."""
    assessment = lock(condition.decision.assessment)
    return assessment, Condition.objects.select_related("partnership", "question", "decision").get(pk=condition.pk)


def _check_not_ended(partnership: Partnership) -> None:
    if RegisterEntry.objects.filter(partnership=partnership, ended_on__isnull=False).exists():
        raise ActionError(_("This partnership has ended, so its conditions are not asked for any more."))


def _check_after_approval(ended_on: date, entry: RegisterEntry) -> None:
    """Raise ActionError for an end before the approval; of a partnership that existed before, that may be unknown."""
    approved = Decision.objects.filter(assessment__partnership=entry.partnership, result__in=APPROVALS)
    entered = approved.filter(assessment__decision_sought=DecisionSought.ENTER).order_by("decided_on").first()
    first = entered.decided_on if entered else entry.earlier_decided_on
    if first is not None and ended_on < first:
        words = {"day": date_format(first, "j F Y")}
        raise ActionError(_("The partnership cannot end before it was approved on %(day)s.") % words)
