"""Keeping the meetings that decide on cases, and choosing one for a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.version_tokens import token_of
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.review import check_state
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import InvalidError, check_text, check_texts, far_errors, past_errors, refuse
from partnerships.actions.version_tokens import check_unchanged, merged, merged_values
from partnerships.domain.access import role_may
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.domain.working_days import is_working_day
from partnerships.emails import Ask
from partnerships.models import Assessment, Meeting, MeetingChange, MeetingMove
from partnerships.models.meeting import MeetingChangeKind
from partnerships.models.trail import EventKind
from partnerships.selectors.bank_holidays import bank_holidays
from partnerships.selectors.meetings import draft_values, not_issued_yet, usual_deadline


@dataclass(frozen=True, kw_only=True)
class MeetingDraft:
    """What a secretary says of a meeting. Without `papers_due_on`, the deadline is the usual one for its date."""

    name: str
    held_on: date
    papers_due_on: date | None = None

    @property
    def deadline(self) -> date:
        """The paper deadline that it comes to."""
        return self.papers_due_on or usual_deadline(self.held_on)


@transaction.atomic
def add_meeting(*, by: User, draft: MeetingDraft) -> Meeting:
    """Add a meeting. InvalidError as by `check_meeting`; ActionError unless `by` is a board secretary."""
    check_keeps_meetings(by)
    check_meeting(draft)
    meeting = Meeting(name=draft.name, held_on=draft.held_on, papers_due_on=draft.deadline, created_by=by)
    _save(meeting)
    _note(MeetingChangeKind.ADDED, meeting, by=by, new=_as_json(meeting))
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: User, draft: MeetingDraft, version_token: str | None = None) -> Meeting:
    """Change a meeting. The people of the cases that go to it are told, and each case records it.

    `version_token` is that of the values that the page showed: what was not changed there stays, StaleError as by
    `merged_values`. InvalidError as by `check_meeting`; ActionError when it was cancelled.
    """
    check_keeps_meetings(by)
    meeting = _lock(meeting)
    values = merged_values(
        version_token, typed=asdict(draft), current=draft_values(meeting), last=meeting.changes.order_by("pk").last
    )
    draft = MeetingDraft(**values)
    check_meeting(draft, meeting)
    before = _as_json(meeting)
    meeting.name, meeting.held_on, meeting.papers_due_on = draft.name, draft.held_on, draft.deadline
    old, new = diff(before, _as_json(meeting))
    if not new:
        return meeting
    _save(meeting)
    _note(MeetingChangeKind.CHANGED, meeting, by=by, old=old, new=new)
    for assessment in _going_to(meeting):
        record(EventKind.MEETING_CHANGED, by=by, assessment=assessment, old=before, new=_as_json(meeting))
        emails.meeting_changed(assessment, by=by)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User, reason: str, version_token: str | None = None) -> Meeting:
    """Cancel a meeting, with a reason. Its cases keep it, marked, until another is chosen; their people are told.

    `version_token` is that of the meeting that the page showed: StaleError when it has changed since. InvalidError
    without a reason; ActionError when it was cancelled before.
    """
    check_keeps_meetings(by)
    meeting = _lock(meeting)
    check_unchanged(version_token, meeting_version_token(meeting))
    check_text("reason", reason)
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancel_reason = timezone.now(), by, reason
    meeting.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    _note(MeetingChangeKind.CANCELLED, meeting, by=by, new={"reason": reason})
    for assessment in _going_to(meeting):
        record(EventKind.MEETING_CANCELLED, by=by, assessment=assessment, old=_as_json(meeting), new={"reason": reason})
        emails.meeting_cancelled(assessment, by=by)
    return meeting


@transaction.atomic
def ask_for_meeting(*, meeting: Meeting, by: User, version_token: str | None = None) -> list[Ask]:
    """Ask by email for what the cases of the meeting still need before they are issued, and return what was asked of whom.

    Whoever had such an email about the case within a day gets none. `version_token` is that of the asks that the page
    showed, of the cases that `by` may see: StaleError when others are needed by now. Of the cases that they may only
    foresee people are asked all the same. ActionError when nobody is to be asked, or the meeting is over.
    """
    check_keeps_meetings(by)
    meeting = _lock(meeting)
    check_askable(meeting)
    seen, foreseen = not_issued_yet(meeting, by, RoleGrant.objects.grants_of(by))
    shown = emails.asks_of(seen, by=by)
    check_unchanged(version_token, asks_version_token(shown))
    asks = [each for each in (*shown, *emails.asks_of(foreseen, by=by)) if not each.is_asked]
    if not asks and not foreseen:
        raise ActionError(_("There is nobody to ask now."))
    for assessment in (*seen, *foreseen):
        if told := [each.person.full_name for each in asks if each.assessment.pk == assessment.pk]:
            new = {"meeting": meeting.name, "held_on": meeting.held_on.isoformat(), "told": told}
            record(EventKind.ASKED_FOR_MEETING, by=by, assessment=lock(assessment), new=new)
    emails.ask(asks, meeting=meeting, by=by)
    return asks


@transaction.atomic
def choose_meeting(
    *, assessment: Assessment, by: User, meeting: Meeting | None, version_token: str | None = None
) -> Assessment:
    """Choose the meeting that is to decide on the case, None for none yet. `by` is an author of it.

    `version_token` is that of the choice that the page showed, StaleError as by `merged`. InvalidError for a meeting
    that was cancelled or has taken place; ActionError when the case has been issued, or is over.
    """
    if meeting is not None:
        # A meeting is locked before its cases, as when it is changed.
        meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    assessment = lock(assessment)
    check_state(Permission.CHOOSE_MEETING, assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    current = assessment.meeting
    typed = {"meeting": meeting.pk if meeting else None}
    kinds = (EventKind.MEETING_CHOSEN,)
    values = merged(
        version_token, typed=typed, current={"meeting": assessment.meeting_id}, assessment=assessment, kinds=kinds
    )
    if values["meeting"] == assessment.meeting_id:
        return assessment
    if meeting is not None:
        check_coming(meeting)
    assessment.meeting = meeting
    assessment.save(update_fields=["meeting"])
    old, new = (_as_json(one) if one else {} for one in (current, meeting))
    record(EventKind.MEETING_CHOSEN, by=by, assessment=assessment, old=old, new=new)
    return assessment


@transaction.atomic
def move_to_meeting(
    *, assessment: Assessment, by: User, meeting: Meeting, reason: str, version_token: str | None = None
) -> MeetingMove:
    """Move an issued case to another meeting, with a reason. Its issue stays as it is, and its authors are told.

    `version_token` is that of the meeting that the page showed: StaleError when it is another one since. InvalidError
    without a reason, for the meeting that it has, and for one that was cancelled or has taken place; ActionError unless
    the case is issued; SeparationError when `by` acts on the case otherwise than as board secretary.
    """
    # A meeting is locked before its cases, as when it is changed.
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    assessment = lock(assessment)
    check_state(Permission.MOVE_TO_MEETING, assessment)
    act_as(Capacity.SECRETARY, user=by, partnership=assessment.partnership, by=by)
    check_unchanged(version_token, chosen_version_token(assessment))
    check_text("reason", reason)
    check_coming(meeting)
    current = assessment.meeting
    if meeting == current:
        refuse({"meeting": _("The case goes to this meeting already. Choose another one.")})
    issue = assessment.issues.order_by("number").last()
    move = MeetingMove(issue=issue, moved_from=current, moved_to=meeting, reason=reason, moved_by=by)
    check_texts(move, "reason")
    move.save()
    assessment.meeting = meeting
    assessment.save(update_fields=["meeting"])
    old, new = (_as_json(one) if one else {} for one in (current, meeting))
    record(EventKind.MEETING_CHOSEN, by=by, assessment=assessment, old=old, new=new | {"reason": reason})
    emails.meeting_changed(assessment, by=by)
    return move


def check_keeps_meetings(by: User) -> None:
    """Raise ActionError unless the person is a board secretary, of whatever service: meetings are the whole council's."""
    if not role_may(Permission.KEEP_MEETINGS, {grant.role for grant in RoleGrant.objects.grants_of(by)}):
        raise ActionError(_("Only board secretaries keep meetings."))


def check_meeting(draft: MeetingDraft, meeting: Meeting | None = None) -> None:
    """Raise InvalidError, by field of the draft, for values that are not valid. `meeting` is the one to change.

    A date that has passed may stay, and no other may be chosen. Whoever sends papers works on the day of the deadline.
    """
    errors: dict[str, str] = {}
    if meeting is None or draft.held_on != meeting.held_on:
        errors |= past_errors(held_on=draft.held_on)
    if deadline := draft.papers_due_on:
        errors |= far_errors({"papers_due_on": deadline})
        if deadline > draft.held_on:
            errors["papers_due_on"] = _("The paper deadline must be before the meeting, or on its day")
        elif not is_working_day(deadline, bank_holidays()):
            words = {"day": date_format(deadline, "l j F Y")}
            errors["papers_due_on"] = _("%(day)s is not a working day") % words
    same = Meeting.objects.standing().filter(name__iexact=draft.name, held_on=draft.held_on)
    if any(row != meeting for row in same):
        errors["name"] = _taken()
    refuse(errors)


def check_coming(meeting: Meeting) -> None:
    """Raise InvalidError for a meeting that was cancelled or has taken place: no case can go to it any more."""
    if meeting.is_cancelled:
        refuse({"meeting": _("This meeting was cancelled. Choose another one.")})
    if meeting.held_on < timezone.localdate():
        refuse({"meeting": _("This meeting has taken place. Choose another one.")})


def check_standing(meeting: Meeting) -> None:
    """Raise ActionError for a meeting that was cancelled."""
    if meeting.is_cancelled:
        raise ActionError(_("This meeting was cancelled, so it cannot be changed any more."))


def check_askable(meeting: Meeting) -> None:
    """Raise ActionError for a meeting that was cancelled or has taken place: nothing is needed for it any more."""
    check_standing(meeting)
    if meeting.held_on < timezone.localdate():
        raise ActionError(_("This meeting has taken place, so nobody is asked for anything any more."))


def asks_version_token(asks: Iterable[Ask]) -> str:
    """Return the version token of what a page says people will be asked for."""
    return token_of({"asks": [[each.assessment.pk, each.person.pk, each.wants, each.is_asked] for each in asks]})


def meeting_version_token(meeting: Meeting) -> str:
    """Return the version token of what can change of a meeting."""
    return token_of({**draft_values(meeting), "cancelled_at": meeting.cancelled_at})


def chosen_version_token(assessment: Assessment) -> str:
    """Return the version token of the meeting that a case goes to."""
    return token_of({"meeting": assessment.meeting_id})


def _taken() -> str:
    return _("There is a meeting of this name on that day already")


def _lock(meeting: Meeting) -> Meeting:
    """Return the meeting, read again and locked until the transaction ends. ActionError when it was cancelled."""
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    check_standing(locked)
    return locked


def _save(meeting: Meeting) -> None:
    """Save it; InvalidError for a name that cannot be kept, or that somebody else has given another meeting meanwhile."""
    check_texts(meeting, "name")
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise InvalidError({"name": _taken()}) from error


def _going_to(meeting: Meeting) -> Iterator[Assessment]:
    """Yield the cases that are to be decided at the meeting, each locked. What was decided stays as it is recorded."""
    for assessment in Assessment.objects.filter(meeting=meeting, state__in=BEFORE_DECIDED).order_by("partnership_id"):
        yield lock(assessment)


def _note(kind: MeetingChangeKind, meeting: Meeting, *, by: User, **said: Mapping[str, Any]) -> None:
    MeetingChange.objects.create(kind=kind, meeting=meeting, recorded_by=by, recorded_by_name=by.full_name, **said)


def _as_json(meeting: Meeting) -> dict[str, str]:
    return {
        "meeting": meeting.name,
        "held_on": meeting.held_on.isoformat(),
        "papers_due_on": meeting.papers_due_on.isoformat(),
    }
