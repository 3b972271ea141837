"""A meeting as secretaries keep it, and the choice of one for a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.version_tokens import token_of
from govuk import DateField, Look
from partnerships.actions.meetings import MeetingDraft, check_coming, check_meeting
from partnerships.domain.working_days import is_weekend, is_working_day
from partnerships.forms.fields import LineField, TextField, errors_shown, text_look
from partnerships.forms.review import ConfirmForm
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Assessment, Meeting
from partnerships.selectors.bank_holidays import bank_holidays
from partnerships.selectors.meetings import days_left_until, draft_values

NONE_YET = "none"


class MeetingForm(VersionedForm):
    """Name, date and paper deadline of a meeting, a new one or one to change."""

    name = LineField(
        most=150,
        label=_("What is it called?"),
        help_text=_("For example: Cabinet."),
        error_messages={"required": _("Enter the name of the meeting")},
    )
    held_on = DateField(
        label=_("When does it meet?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the date of the meeting")},
    )
    papers_due_on = DateField(label=_("By when must its papers be sent?"), required=False)

    looks = {
        "name": Look(size="s", width="two-thirds"),
        "held_on": Look(size="s"),
        "papers_due_on": Look(size="s"),
    }

    def __init__(self, data: QueryDict | None, *, meeting: Meeting | None = None) -> None:
        shown = draft_values(meeting) if meeting else {}
        super().__init__(data, version_token=token_of(shown) if meeting else "", initial=shown)
        self.meeting = meeting
        clear = settings.PAPER_CLEAR_DAYS
        self.fields["papers_due_on"].help_text = ngettext(
            "Leave it empty for the usual deadline: %(clear)s clear working day lies between the two, without weekends "
            "and bank holidays.",
            "Leave it empty for the usual deadline: %(clear)s clear working days lie between the two, without weekends "
            "and bank holidays.",
            clear,
        ) % {"clear": clear}

    def clean(self) -> dict[str, Any]:
        """Check what was typed, once name and date are there."""
        cleaned = super().clean() or {}
        if cleaned.get("name") and cleaned.get("held_on"):
            with errors_shown(self):
                check_meeting(self.draft, self.meeting)
        return cleaned

    @property
    def draft(self) -> MeetingDraft:
        """The argument of the actions."""
        typed = self.cleaned_data
        return MeetingDraft(
            name=typed["name"], held_on=typed["held_on"], papers_due_on=typed.get("papers_due_on") or None
        )


class CancelMeetingForm(ConfirmForm):
    """Why a meeting is cancelled."""

    reason = TextField(
        label=_("Why is it cancelled?"),
        help_text=_("Whoever may see the meeting can read it. The emails do not repeat it."),
        error_messages={"required": _("Say why the meeting is cancelled")},
    )

    looks = {"reason": text_look(rows=3)}


class MoveToMeetingForm(ConfirmForm):
    """The meeting to which an issued case is moved, among those to come but its own; and why."""

    meeting = forms.ChoiceField(
        label=_("To which meeting does it go?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a meeting"), "invalid_choice": _("Select one of these meetings")},
    )
    reason = TextField(
        label=_("Why does it go to another meeting?"),
        help_text=_("Whoever may see the case can read it. The emails do not repeat it."),
        error_messages={"required": _("Say why the case goes to another meeting")},
    )

    def __init__(self, data: QueryDict | None, *, version_token: str, meetings: Iterable[Meeting]) -> None:
        super().__init__(data, version_token=version_token)
        self.meetings = _offered(self, meetings)
        hints = {key: hint for key, row in self.meetings.items() if (hint := date_in_doubt(row.held_on))}
        self.looks = {"meeting": Look(size="m", option_hints=hints), "reason": text_look(rows=3)}

    @property
    def chosen(self) -> Meeting:
        """The argument of the action."""
        return self.meetings[self.cleaned_data["meeting"]]


class ChooseMeetingForm(VersionedForm):
    """The meeting that is to decide on a case, among those to come; or none yet."""

    meeting = forms.ChoiceField(
        label=_("Which meeting is to decide?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select a meeting, or that none is chosen yet"),
            "invalid_choice": _("Select one of these meetings"),
        },
    )

    def __init__(self, data: QueryDict | None, *, assessment: Assessment, meetings: Iterable[Meeting]) -> None:
        current = {"meeting": assessment.meeting_id}
        super().__init__(data, version_token=token_of(current), initial=self.shown_values(current))
        self.meetings = _offered(self, meetings, (NONE_YET, _now("None yet")))
        hints = {
            key: f"{deadline_in_words(meeting)} {date_in_doubt(meeting.held_on)}".strip()
            for key, meeting in self.meetings.items()
        }
        self.looks = {"meeting": Look(size="m", option_hints=hints, dividers={NONE_YET: _now("or")})}

    def shown_values(self, current: Any) -> Mapping[str, Any]:
        """Return the choice that stands."""
        return {"meeting": str(current["meeting"] or NONE_YET)}

    def clean_meeting(self) -> str:
        """Check that a case can still go to the meeting."""
        key = str(self.cleaned_data["meeting"])
        if key in self.meetings:
            with errors_shown(self):
                check_coming(self.meetings[key])
        return key

    @property
    def chosen(self) -> Meeting | None:
        """The argument of the action."""
        return self.meetings.get(self.cleaned_data["meeting"])


def _offered(form: forms.Form, meetings: Iterable[Meeting], *more: tuple[str, str]) -> dict[str, Meeting]:
    """Make the meetings the choices of the form, before `more`, and return them by what is sent for each."""
    offered = {str(meeting.pk): meeting for meeting in meetings}
    field = cast("forms.ChoiceField", form.fields["meeting"])
    field.choices = [*((sent, str(meeting)) for sent, meeting in offered.items()), *more]
    return offered


def date_in_doubt(day: date) -> str:
    """Say why a council hardly met on that day, "" when nothing speaks against it. It may have done so all the same."""
    if is_working_day(day, bank_holidays()):
        return ""
    words = {"day": date_format(day, "l j F Y")}
    if is_weekend(day):
        return _now("Check the date: %(day)s is at a weekend.") % words
    return _now("Check the date: %(day)s is a bank holiday.") % words


def deadline_in_words(meeting: Meeting, *, is_for_case: bool = True) -> str:
    """Say by when the papers of a meeting are due, and how long that is; for a case, whom to ask once that has passed."""
    left = days_left_until(meeting.papers_due_on)
    words = {"day": date_format(meeting.papers_due_on, "l j F Y"), "left": left}
    if left is None and not is_for_case:
        return _now("The papers were due on %(day)s.") % words
    if left is None:
        return _now("The papers were due on %(day)s: ask the board secretary first.") % words
    if left == 0:
        return _now("Papers by today, %(day)s.") % words
    return (
        ngettext(
            "Papers by %(day)s, in %(left)s working day.",
            "Papers by %(day)s, in %(left)s working days.",
            left,
        )
        % words
    )
