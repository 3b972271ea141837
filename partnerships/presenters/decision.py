"""A decision as it was typed, in lines, to be checked before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.spec import DecisionSought
from partnerships.domain.board import enters_register, review_on
from partnerships.domain.readiness import Outcome
from partnerships.forms.board import EXEMPT_TEXT, DecideForm
from partnerships.forms.meetings import date_in_doubt


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One question of the form with what was typed, and the name of the field that changes it.

    `doubt` says why the answer is unusual, "" when nothing speaks against it: it can be recorded all the same.
    """

    name: str
    question: str
    text: str
    doubt: str = ""


def checked_lines(form: DecideForm) -> list[CheckedLine]:
    """Return the lines of a valid form, in the order of its page; of what may be left empty, too."""
    draft = form.draft
    words = {
        "result": draft.result.label,
        "decided_on": date_format(draft.decided_on, "j F Y"),
        "meeting": draft.meeting,
        "minute_reference": draft.minute_reference,
        "reasons": draft.reasons,
        "alternatives_rejected": draft.alternatives_rejected,
        "has_interests": draft.interests_declared,
        "dispensations": draft.dispensations or _("None"),
    }
    if "has_exempt_text" in form.fields:
        words["has_exempt_text"] = dict(EXEMPT_TEXT)[form.cleaned_data["has_exempt_text"]]
    if "review" in form.fields:
        words["review"] = _review(form)
    labels = {"dispensations": _("Which dispensations were granted?")}
    doubts = {"decided_on": _day_in_doubt(form)}
    return [
        CheckedLine(name, str(labels.get(name, form.fields[name].label)), str(text), doubts.get(name, ""))
        for name, text in words.items()
    ]


def _day_in_doubt(form: DecideForm) -> str:
    """Say why the decision was hardly made on that day: it is not that of the meeting or, without one, no working day."""
    decided_on, meeting = form.draft.decided_on, form.issue.assessment.meeting
    if meeting is None or meeting.is_cancelled:
        return date_in_doubt(decided_on)
    if decided_on == meeting.held_on:
        return ""
    words = {"meeting": meeting.name, "day": date_format(meeting.held_on, "j F Y")}
    return _("Check the date: the case goes to %(meeting)s on %(day)s, and this is another day.") % words


def _review(form: DecideForm) -> str:
    """Say on which day the partnership is reviewed by what was typed, chosen or as usual."""
    draft, case = form.draft, form.issue.assessment
    if not enters_register(draft.result, DecisionSought(case.decision_sought)):
        return _("No day is set: it is not approved")
    usual = review_on(draft.decided_on, draft.result, Outcome(case.outcome), ends_on=case.partnership.planned_end_on)
    return date_format(draft.review_on or usual, "j F Y")
