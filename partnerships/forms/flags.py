"""The filters of the list of flagged items."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from checklists.spec import DecisionSought, Severity, Significance
from partnerships.domain.flags import Cause, FlagState
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import Phase, State
from partnerships.forms.fields import DayField, LineField
from partnerships.forms.lists import ALL, Choices, ListForm, search, select, services
from partnerships.forms.questions import choices_of
from partnerships.selectors.flags import AGES, FlagFilter
from partnerships.selectors.flags import ALL as EVERY
from partnerships.selectors.published import questions_published

ORDERS: Choices = (
    ("severity", _("Severity: gravest first")),
    ("-severity", _("Severity: lightest first")),
    ("since", _("Flagged longest ago first")),
    ("-since", _("Flagged last first")),
    ("question", _("Question: first to last")),
    ("-question", _("Question: last to first")),
    ("partnership", _("Partnership: oldest first")),
    ("-partnership", _("Partnership: newest first")),
)


class FlagListForm(ListForm):
    """The filters of the list of flagged items."""

    def __init__(self, data: QueryDict) -> None:
        severities = [(item.value, item.label) for item in reversed(Severity) if item is not Severity.NONE]
        treat = ("", _("Blockers and concerns"))
        cases = [("", Phase.IN_PLAY.label), *State.choices, (EVERY, _("All"))]
        long_ago = ngettext_lazy("%(days)s day ago or more", "%(days)s days ago or more", "days")
        ages = [(age, long_ago % {"days": int(age)}) for age in AGES]
        unknown = _("Select one of the list")
        filters = {
            "text": search(),
            "severity": select(
                _("Severity"), [treat, *severities, (EVERY, _("All"))], _("Select a severity from the list")
            ),
            "cause": select(_("Why it is flagged"), [ALL, *Cause.choices], _("Select a cause from the list")),
            "question": select(
                _("Question"), [ALL, *choices_of(questions_published())], _("Select a question from the list")
            ),
            "state": select(_("State of the flag"), [ALL, *FlagState.choices], _("Select a state from the list")),
            "age": select(_("Flagged"), [("", _("At any time")), *ages], unknown),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "lead": LineField(label=_("Lead officer"), most=100, required=False),
            "case": select(_("State of the case"), cases, _("Select a state from the list")),
            "outcome": select(_("Outcome of the case"), [ALL, *Outcome.choices], _("Select an outcome from the list")),
            "decision": select(_("Decision sought"), [ALL, *DecisionSought.choices], unknown),
            "significance": select(_("Significance"), [ALL, *Significance.choices], unknown),
            "meeting": DayField(label=_("Date of the meeting"), most=40, required=False),
        }
        super().__init__(data, filters=filters, orders=ORDERS)

    @property
    def wanted(self) -> FlagFilter:
        """The filters, for the list."""
        return FlagFilter(**{name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]})

    @property
    def with_every_case(self) -> str:
        """The address of the list with the drafts, the withdrawn and the decided cases in it."""
        return self.address(case=EVERY)

    @property
    def leaves_out_some(self) -> bool:
        """Whether only the cases in play are listed, by default, not by a filter."""
        return not self.cleaned_data["case"]

    @property
    def asked(self) -> str:
        """The key of the question by which the list is filtered, "" for none."""
        return str(self.data.get("question", ""))

    @property
    def is_apart(self) -> bool:
        """Whether notes are left out, by default."""
        return not self.cleaned_data["severity"]

    @property
    def notes(self) -> str:
        """The address of the notes, which the list leaves out unless they are asked for."""
        return self.address(severity=Severity.NOTE.value)
