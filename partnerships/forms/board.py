"""The way to the board: reopening, and recording a decision with its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from checklists.spec import DecisionSought
from govuk import DateField, Look
from partnerships.actions import ConditionDraft, DecisionDraft
from partnerships.actions.board import check_condition, check_correction, check_decided_on, check_review_on
from partnerships.actions.issues import check_missing
from partnerships.domain.board import APPROVALS, Result, enters_register, months_later, next_round, review_months
from partnerships.domain.readiness import Outcome
from partnerships.forms.fields import OWNER_HINT, LineField, TextField, errors_shown, text_look
from partnerships.forms.review import ConfirmForm
from partnerships.models import Assessment, Decision, Partnership, ReportIssue
from partnerships.selectors.comments import has_exempt_parts
from partnerships.selectors.meetings import last_decision_of
from partnerships.snapshot.missing import Missing

MOST_CONDITIONS = 20
NONE_DECLARED, DECLARED = "none", "some"
NO, YES = "no", "yes"
EXEMPT_TEXT = [
    (NO, _("No, they can be published")),
    (YES, _("Yes: the public edition of the notice leaves them out, and says so")),
]
EARLIER, MONTHS = "earlier", {"6": 6, "12": 12}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """The three fields of one condition. Conditions are numbered from 1."""

    number: int
    fields: tuple[BoundField, ...]


class DecisionForm(ConfirmForm):
    """The questions about a decision. `shares_minute` stands on the page on which what was typed is checked."""

    result = forms.ChoiceField(
        label=_("What was decided?"),
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what was decided"), "invalid_choice": _("Select one of these")},
    )
    decided_on = DateField(
        label=_("When was it decided?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the date of the decision")},
    )
    meeting = LineField(
        label=_("Which meeting or decision-maker decided?"),
        help_text=_("For example: Cabinet, or Director of Highways."),
        error_messages={"required": _("Enter the meeting or decision-maker")},
    )
    minute_reference = LineField(
        most=100,
        label=_("What is the minute reference?"),
        help_text=_("The number of the minute or of the record of the decision."),
        error_messages={"required": _("Enter the minute reference")},
    )
    reasons = TextField(
        label=_("What were the reasons?"), error_messages={"required": _("Enter the reasons for the decision")}
    )
    alternatives_rejected = TextField(
        label=_("Which alternatives were considered and rejected?"),
        help_text=_("If there were none, say so."),
        error_messages={"required": _("Enter the alternatives considered and rejected, or say that there were none")},
    )
    has_exempt_text = forms.ChoiceField(
        label=_("Do the reasons, the alternatives or the conditions that you add repeat anything that is exempt?"),
        help_text=_(
            "Parts of this report are exempt from publication. The notice of the decision has a public edition."
        ),
        choices=EXEMPT_TEXT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether anything exempt is repeated")},
    )
    has_interests = forms.ChoiceField(
        label=_("Did anybody who decided declare an interest?"),
        choices=[(NONE_DECLARED, _("None declared")), (DECLARED, _("Interests were declared"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether interests were declared")},
    )
    interests_declared = TextField(
        label=_("Who declared which interest?"),
        help_text=_("The notice of the decision prints it, its public edition too."),
        required=False,
    )
    review = forms.ChoiceField(
        label=_("When is the partnership reviewed, if this approves it?"),
        choices=[
            ("", _("As usual: after 12 months if it is ready without conditions, otherwise after 6")),
            ("6", _("After 6 months")),
            ("12", _("After 12 months")),
            (EARLIER, _("On an earlier date")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Never after the planned end of the partnership."),
    )
    review_earlier_on = DateField(label=_("On which date?"), help_text=_("For example, 27 3 2027."), required=False)
    dispensations = TextField(
        label=_("Dispensations granted (optional)"),
        help_text=_(
            "Who was allowed to take part in spite of an interest, and by whom. The notice of the decision prints it, its "
            "public edition too."
        ),
        required=False,
    )
    shares_minute = forms.BooleanField(label=_("One minute covers both decisions"), required=False)


class DecideForm(DecisionForm):
    """What was decided about one issue. Conditions have the fields `condition-1`, `owner-1`, `due_on-1` and so on.

    With `add` in the data the form has one condition more and is not bound: it is shown again as it was typed. So it is
    with `change`, which leads back from the page on which what was typed is checked.
    """

    taken = ""
    """Why the minute is to be looked at again: it is recorded for another case."""

    def __init__(self, data: QueryDict | None = None, *, version_token: str, issue: ReportIssue) -> None:
        self.is_asking_for_more = data is not None and "add" in data
        self.is_shown_again = self.is_asking_for_more or (data is not None and "change" in data)
        super().__init__(None if self.is_shown_again else data, version_token=version_token)
        if data is not None and self.is_shown_again:
            self.version_token = data.get("version_token", "")
        self.issue = issue
        self.rows = min(_rows_in(data) + self.is_asking_for_more, MOST_CONDITIONS)
        if not enters_register(Result.APPROVED, DecisionSought(issue.assessment.decision_sought)):
            del self.fields["review"], self.fields["review_earlier_on"]
        if not has_exempt_parts(issue.assessment):
            del self.fields["has_exempt_text"]
        for number in range(1, self.rows + 1):
            self.fields |= _condition_fields(number)
        self.initial.update(_meeting_of(issue))
        if data is not None and self.is_shown_again:
            self.initial = {
                name: field.widget.value_from_datadict(data, self.files, name) for name, field in self.fields.items()
            }
        self.looks = {
            "result": Look(
                size="m", option_hints={result.value: _consequence(result, issue.assessment) for result in Result}
            ),
            "meeting": Look(size="s", width="two-thirds"),
            "minute_reference": Look(size="s", width="one-half"),
            "has_exempt_text": Look(size="s"),
            "has_interests": Look(size="s", reveals={DECLARED: ("interests_declared",)}),
            "decided_on": Look(size="s"),
            "review": Look(size="s", reveals={EARLIER: ("review_earlier_on",)}),
            **dict.fromkeys(("reasons", "alternatives_rejected", "interests_declared", "dispensations"), text_look()),
            **{name: text_look(size="", rows=2) for name in self.fields if name.startswith("condition-")},
        }

    def clean(self) -> dict[str, Any]:
        """Check the dates, that declared interests are described, and that each condition is complete."""
        cleaned = super().clean() or {}
        if decided_on := cleaned.get("decided_on"):
            with errors_shown(self):
                check_decided_on(decided_on, self.issue)
            with errors_shown(self, review_on="review_earlier_on"):
                check_review_on(_review_on(cleaned, self.issue), decided_on, self.issue.partnership)
        if cleaned.get("review") == EARLIER and not cleaned.get("review_earlier_on"):
            self.add_error("review_earlier_on", _("Enter the date of the next review"))
        is_missing = not cleaned.get("interests_declared") and "interests_declared" not in self.errors
        if cleaned.get("has_interests") == DECLARED and is_missing:
            self.add_error("interests_declared", _("Enter who declared which interest"))
        for number in range(1, self.rows + 1):
            names = _names(number)
            typed = {part: cleaned.get(name) for part, name in names.items()}
            if any(typed.values()) or self.errors.keys() & set(names.values()):
                with errors_shown(self, **names):
                    check_condition(
                        text=typed["text"] or "",
                        owner=typed["owner"] or "",
                        due_on=typed["due_on"],
                        decided_on=cleaned.get("decided_on"),
                    )
        return cleaned

    def condition_rows(self) -> Iterator[ConditionRow]:
        """Yield the fields of the conditions, for the template."""
        for number in range(1, self.rows + 1):
            yield ConditionRow(number, tuple(self[name] for name in _names(number).values()))

    @property
    def draft(self) -> DecisionDraft:
        """The argument of `actions.decide`."""
        typed = self.cleaned_data
        has_interests = typed["has_interests"] == DECLARED
        plain = ("decided_on", "meeting", "minute_reference", "reasons", "alternatives_rejected", "dispensations")
        return DecisionDraft(
            result=Result(typed["result"]),
            interests_declared=typed["interests_declared"] if has_interests else _now("None declared"),
            conditions=tuple(self._conditions()),
            review_on=_review_on(typed, self.issue),
            shares_minute=typed["shares_minute"],
            has_exempt_text=typed["has_exempt_text"] == YES if "has_exempt_text" in typed else None,
            **{name: typed[name] for name in plain},
        )

    def _conditions(self) -> Iterator[ConditionDraft]:
        for number in range(1, self.rows + 1):
            typed = {part: self.cleaned_data[name] for part, name in _names(number).items()}
            if typed["text"]:
                yield ConditionDraft(**typed)


def _meeting_of(issue: ReportIssue) -> dict[str, Any]:
    """Return the meeting that was to decide, and its date if it has been held since the issue: what was decided may differ.

    Once a decision of it is recorded, they are as in that one, and so is the minute reference.
    """
    meeting = issue.assessment.meeting
    if meeting is None or meeting.is_cancelled:
        return {}
    issued_on = timezone.localdate(issue.issued_at)
    if before := last_decision_of(meeting, since=issued_on):
        return {
            "meeting": before.meeting,
            "decided_on": before.decided_on,
            "minute_reference": before.current_minute,
        }
    was_held = issued_on <= meeting.held_on <= timezone.localdate()
    return {"meeting": meeting.name} | ({"decided_on": meeting.held_on} if was_held else {})


def _review_on(typed: Mapping[str, Any], issue: ReportIssue) -> date | None:
    """Return the date that was chosen for the next review, None for the usual one or when nothing is reviewed."""
    decided_on, chosen = typed.get("decided_on"), typed.get("review", "")
    result = Result(typed["result"]) if typed.get("result") else Result.NOT_APPROVED
    if not decided_on or not enters_register(result, DecisionSought(issue.assessment.decision_sought)):
        return None
    if chosen == EARLIER:
        day: date | None = typed.get("review_earlier_on")
        return day
    if chosen not in MONTHS:
        return None
    due, end = months_later(decided_on, MONTHS[chosen]), issue.partnership.planned_end_on
    return min(due, end) if end and end > decided_on else due


def _names(number: int) -> dict[str, str]:
    """Return the names of the fields of one condition, by the part of `ConditionDraft` that each holds."""
    return {"text": f"condition-{number}", "owner": f"owner-{number}", "due_on": f"due_on-{number}"}


def _condition_fields(number: int) -> dict[str, forms.Field]:
    names = _names(number)
    return {
        names["text"]: TextField(label=_("What must be done?"), required=False),
        names["owner"]: LineField(
            label=_("Who does it?"),
            help_text=OWNER_HINT,
            required=False,
        ),
        names["due_on"]: DateField(label=_("By when?"), help_text=_("For example, 27 3 2027."), required=False),
    }


def _rows_in(data: QueryDict | None) -> int:
    """Return the number of conditions on the page that was sent, 1 by default."""
    typed = data.get("rows", "") if data is not None else ""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_CONDITIONS))
    return max(int(typed), 1) if is_number else 1


def _consequence(result: Result, assessment: Assessment) -> str:
    """Return sentences about what the result causes when it is recorded."""
    sought, outcome = DecisionSought(assessment.decision_sought), Outcome(assessment.outcome)
    asked = result is Result.APPROVED_WITH_CONDITIONS
    sentences = [_now("The conditions below are asked of their owners.")] if asked else []
    following = next_round(result, sought)
    if enters_register(result, sought):
        months = {"months": review_months(result, outcome)}
        sentences.append(
            _now("The partnership is on the register, with its next review in %(months)s months.") % months
        )
    elif result in APPROVALS and sought is DecisionSought.END:
        sentences.append(_now("The partnership is to end. Its end is then recorded on its page."))
    elif following is not None:
        words = {"decision": following[1].label.lower()}
        sentences.append(_now("Another round opens, to decide: %(decision)s. Answers are carried over.") % words)
    else:
        sentences.append(_now("The case ends here. It can be proposed again. What is on the register stays, marked."))
    return " ".join(sentences)


class IssueForm(ConfirmForm):
    """That the secretary has read the public edition, and why the report is issued though something is missing.

    The page sends the digest of the edition that it showed. While nothing is missing there is no `missing_reason`.
    """

    has_read_public = forms.BooleanField(
        label=_("I have read the public edition. Everything that is marked in it may be published."),
        error_messages={"required": _("Confirm that you have read the public edition")},
    )
    missing_reason = TextField(
        label=_("Why is the report issued though something is missing?"),
        help_text=_("Both editions of the report print it in their record, so the public can read it."),
        required=False,
    )

    looks = {"missing_reason": text_look(rows=3)}

    def __init__(self, data: QueryDict | None = None, *, version_token: str, missing: Missing) -> None:
        super().__init__(data, version_token=version_token)
        self.missing = missing
        if not missing:
            del self.fields["missing_reason"]

    def clean(self) -> dict[str, Any]:
        """Check that there is a reason where something is missing."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_missing(self.missing, cleaned.get("missing_reason", ""))
        return cleaned


class CorrectMinuteForm(ConfirmForm):
    """The right minute reference of a decision, and why it was wrong."""

    minute_reference = LineField(
        most=100,
        label=_("What is the right minute reference?"),
        error_messages={"required": _("Enter the minute reference")},
    )
    reason = TextField(
        label=_("Why was it wrong?"),
        help_text=_("For example: two digits were swapped. People who can read the case see it."),
        error_messages={"required": _("Say why the minute reference was wrong")},
    )

    looks = {"minute_reference": Look(size="s", width="one-half"), "reason": text_look(rows=3)}

    def __init__(self, data: QueryDict | None = None, *, decision: Decision, partnership: Partnership) -> None:
        super().__init__(data, version_token=decision.current_minute)
        self.decision, self.partnership = decision, partnership

    def clean(self) -> dict[str, Any]:
        """Check that it is a correction."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_correction(self.decision, self.partnership, cleaned.get("minute_reference", ""))
        return cleaned


class WithdrawEditionForm(ConfirmForm):
    """Why a public edition should not have been issued."""

    reason = TextField(
        label=_("Why should it not have been issued?"),
        help_text=_("People who can read the case see it. Do not repeat what should not be known."),
        error_messages={"required": _("Say why it should not have been issued")},
    )

    looks = {"reason": text_look(rows=5)}


class ReopenForm(ConfirmForm):
    """Why the case goes back to its authors."""

    reason = TextField(
        label=_("Why is the case reopened?"),
        help_text=_("The authors see it as what to put right. It is kept in the record of the case."),
        error_messages={"required": _("Say why the case is reopened")},
    )

    looks = {"reason": text_look(rows=5)}
