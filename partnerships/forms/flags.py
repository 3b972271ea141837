"""The filters of the list of flagged items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from checklists.spec import DecisionSought, Severity, Significance
from govuk import Look
from partnerships.domain.flags import Cause, FlagState
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import Phase, State
from partnerships.forms.fields import DayField, LineField
from partnerships.forms.lists import ALL, Choices, ListForm, search, select, services, several
from partnerships.forms.questions import choices_of
from partnerships.selectors.flags import AGES, VERSION, FlagFilter
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
SEVERITIES: Choices = [(item.value, item.label) for item in reversed(Severity) if item is not Severity.NONE]


class FlagListForm(ListForm):
    """The filters of the list of flagged items."""

    folds = {
        ("question",): _("Questions"),
        ("decision", "significance", "meeting", "outcome", "lead"): _("More filters"),
    }

    def __init__(self, data: QueryDict) -> None:
        self.published = questions_published()
        if data.get("severity") == EVERY:
            # Addresses that were kept from when there was one choice.
            data = data.copy()
            data.setlist("severity", [value for value, _label in SEVERITIES])
        cases = [("", Phase.IN_PLAY.label), *State.choices, (EVERY, _("All"))]
        long_ago = ngettext_lazy("%(days)s day ago or more", "%(days)s days ago or more", "days")
        ages = [(age, long_ago % {"days": int(age)}) for age in AGES]
        unknown = _("Select one of the list")
        filters = {
            "severity": several(
                _("Severity"), SEVERITIES, _("Select a severity from the list"), of_none=_("Blockers and concerns")
            ),
            "text": search(),
            "cause": select(_("Why it is flagged"), [ALL, *Cause.choices], _("Select a cause from the list")),
            "question": several(_("Question"), choices_of(self.published), _("Select a question from the list")),
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
        self.fields["severity"].help_text = _("With none ticked: blockers and concerns")
        self.looks |= {"question": Look(hidden_label=True, small=True), "severity": Look(size="s", small=True)}

    @property
    def wanted(self) -> FlagFilter:
        """The filters, for the list."""
        chosen = {name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]}
        lists = {name: tuple(value) for name, value in chosen.items() if isinstance(value, list)}
        return FlagFilter(**{**chosen, **lists})

    def show_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Say beside each choice how many flags it would leave, and of a question that no case in view was asked just that."""
        super().show_counts({name: of for name, of in counts.items() if name in self.fields})
        if VERSION not in counts:
            return
        field = cast(forms.CheckboxSelectMultiple, self.fields["question"].widget)
        not_asked = {name for name, one in self.published.items() if one.versions.isdisjoint(counts[VERSION])}
        field.choices = [
            (name, _("%(question)s: not asked in these cases") % {"question": self.published[name].label})
            if name in not_asked
            else (name, label)
            for name, label in cast(Choices, field.choices)
        ]

    @property
    def intro(self) -> str:
        """What the list holds, by the filters in use, in words."""
        severities, what = self.cleaned_data["severity"], gettext("Answers that somebody must treat")
        if severities == [Severity.NOTE.value]:
            what = gettext("Notes, which need no treatment")
        elif Severity.NOTE.value in severities:
            what = gettext("Answers that somebody must treat, and notes, which need no treatment")
        state = self.cleaned_data["case"]
        if state == EVERY:
            where = gettext("in all cases, drafts and those that are withdrawn or decided among them")
        elif state:
            where = gettext("in the cases whose state is “%(state)s”") % {"state": State(state).label}
        else:
            where = gettext("in the cases that are submitted and not decided yet")
        return gettext("%(what)s, %(where)s.") % {"what": what, "where": where}

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
        """The name of the first question by which the list is filtered, "" for none."""
        return str(self.data.get("question", ""))

    @property
    def is_apart(self) -> bool:
        """Whether notes are left out, by default."""
        return not self.cleaned_data["severity"]

    @property
    def notes(self) -> str:
        """The address of the notes, which the list leaves out unless they are asked for."""
        return self.address(severity=[Severity.NOTE.value])
