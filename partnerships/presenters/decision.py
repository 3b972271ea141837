"""A decision as it was typed, in lines, to be checked before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.spec import DecisionSought
from partnerships.domain.board import enters_register, review_on
from partnerships.domain.readiness import Outcome
from partnerships.forms.board import EXEMPT_TEXT, DecideForm


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One question of the form with what was typed, and the name of the field that changes it."""

    name: str
    question: str
    text: str


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
    return [
        CheckedLine(name, str(labels.get(name, form.fields[name].label)), str(text)) for name, text in words.items()
    ]


def _review(form: DecideForm) -> str:
    """Say on which day the partnership is reviewed by what was typed, chosen or as usual."""
    draft, case = form.draft, form.issue.assessment
    if not enters_register(draft.result, DecisionSought(case.decision_sought)):
        return _("No day is set: it is not approved")
    usual = review_on(draft.decided_on, draft.result, Outcome(case.outcome), ends_on=case.partnership.planned_end_on)
    return date_format(draft.review_on or usual, "j F Y")
