"""The filters of the lists across cases. They are in the address, so that a list can be bookmarked and sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Service
from checklists.models import Version
from checklists.models.version import VersionState
from checklists.spec import Severity
from govuk import Look
from partnerships.domain.flags import Cause, FlagState
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import State
from partnerships.forms.fields import LineField
from partnerships.selectors.lists import WITH_DRAFTS, FlagFilter, PartnershipFilter

Choices = Sequence[tuple[str, Any]]
LAST_PAGE = 10_000
ALL = ("", _("All"))


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use: its label, its value in words, and the address of the list without it."""

    label: str
    value: str
    address: str


def select(label: Any, choices: Choices, error: Any) -> forms.ChoiceField:
    """Return the field of a filter by one of the choices. The first has a blank value and is the default."""
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages={"invalid_choice": error})


class FilterForm(forms.Form):
    """Filters of a list. They are in its address, and each that is used is shown as a chip that removes it."""

    def lay_out(self, *filters: str, sort: str = "") -> None:
        """Show these fields as the filters, then the order if the list has one."""
        self.filters = filters
        self.looks = {name: Look(size="s") for name in self.fields}
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "app-filters"
        self.helper.attrs = {"role": "search"}
        self.helper.layout = Layout(*filters, *([sort] if sort else []), Submit("", _("Apply filters")))

    def address(self, **changes: object) -> str:
        """Return the query string of the list with these filters changed."""
        kept: dict[str, object] = {name: self.data.get(name, "") for name in self.filters}
        return f"?{urlencode({name: str(value) for name, value in {**kept, **changes}.items() if value})}"

    def chips(self) -> list[Chip]:
        """Return the filters in use, each with the address that removes it."""
        texts = {name: self.chip_text(name) for name in self.filters if self.cleaned_data.get(name) not in ("", None)}
        return [Chip(str(self.fields[name].label), value, self.address(**{name: ""})) for name, value in texts.items()]

    def chip_text(self, name: str) -> str:
        """Return what the chip of a filter says: the label of the choice, or the value."""
        value, widget = str(self.cleaned_data[name]), self.fields[name].widget
        labels = {str(key): text for key, text in widget.choices} if isinstance(widget, forms.Select) else {}
        return str(labels.get(value, value))


class ListForm(FilterForm):
    """Filters, an order and a page number. The first order is the default."""

    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LAST_PAGE,
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("The page must be a number"),
            "min_value": _("The first page is page 1"),
            "max_value": _("There is no such page"),
        },
    )

    def __init__(self, data: QueryDict, *, filters: Mapping[str, forms.Field], orders: Choices) -> None:
        super().__init__(data)
        self.usual_order: str = orders[0][0]
        sort = select(_("Sort by"), orders, _("Select one of the orders of this list"))
        self.fields = {**filters, "sort": sort, **self.fields}
        self.lay_out(*filters, sort="sort")
        if not data.get("sort"):
            self.data = data.copy()
            self.data["sort"] = self.usual_order

    @property
    def order(self) -> str:
        """The order of the list."""
        return str(self.cleaned_data["sort"])

    @property
    def number(self) -> int:
        """The number of the page."""
        return self.cleaned_data["page"] or 1

    def address(self, **changes: object) -> str:
        """Return the query string of the list with these filters, order or page changed; its first page unless given."""
        sort = changes.pop("sort", self.data.get("sort", ""))
        page = changes.pop("page", "")
        return super().address(**changes, sort="" if sort == self.usual_order else sort, page=page)


class FlagListForm(ListForm):
    """The filters of the list of flagged items."""

    def __init__(self, data: QueryDict) -> None:
        severities = [(item.value, item.label) for item in reversed(Severity) if item is not Severity.NONE]
        cases = [("", _("Current and decided")), (WITH_DRAFTS, _("All")), *State.choices]
        filters = {
            "text": search(),
            "severity": select(_("Severity"), [ALL, *severities], _("Select a severity from the list")),
            "cause": select(_("Why it is flagged"), [ALL, *Cause.choices], _("Select a cause from the list")),
            "question": select(_("Question"), [ALL, *questions()], _("Select a question from the list")),
            "state": select(_("State of the flag"), [ALL, *FlagState.choices], _("Select a state from the list")),
            "outcome": select(_("Outcome of the case"), [ALL, *Outcome.choices], _("Select an outcome from the list")),
            "case": select(_("State of the case"), cases, _("Select a state from the list")),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
        }
        orders = [
            ("severity", _("Severity: gravest first")),
            ("-severity", _("Severity: lightest first")),
            ("since", _("Flagged longest ago first")),
            ("-since", _("Flagged last first")),
            ("question", _("Question: first to last")),
            ("-question", _("Question: last to first")),
            ("partnership", _("Partnership: oldest first")),
            ("-partnership", _("Partnership: newest first")),
        ]
        super().__init__(data, filters=filters, orders=orders)

    @property
    def wanted(self) -> FlagFilter:
        """The filters, for the list."""
        return FlagFilter(**{name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]})

    @property
    def with_drafts(self) -> str:
        """The address of the list with drafts and withdrawn cases in it."""
        return self.address(case=WITH_DRAFTS)

    @property
    def leaves_out_some(self) -> bool:
        """Whether drafts and withdrawn cases are left out by default, not by a filter."""
        return not self.cleaned_data["case"]


class PartnershipListForm(ListForm):
    """The filters of the list of partnerships."""

    def __init__(self, data: QueryDict) -> None:
        filters = {
            "text": search(),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "state": select(_("State"), [ALL, *State.choices], _("Select a state from the list")),
            "outcome": select(_("Outcome"), [ALL, *Outcome.choices], _("Select an outcome from the list")),
        }
        orders = [
            ("-reference", _("Reference: newest first")),
            ("reference", _("Reference: oldest first")),
            ("blockers", _("Most blockers first")),
            ("-blockers", _("Fewest blockers first")),
            ("since", _("Longest in its state first")),
            ("-since", _("Shortest in its state first")),
        ]
        super().__init__(data, filters=filters, orders=orders)

    @property
    def wanted(self) -> PartnershipFilter:
        """The filters, for the list."""
        return PartnershipFilter(**{name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]})


def search() -> LineField:
    """Return the field of a filter by partnership."""
    return LineField(label=_("Name, partner or reference"), most=100, required=False)


def services() -> Choices:
    """Return the choices of all services, including those that are closed."""
    return [(str(key), name) for key, name in Service.objects.values_list("pk", "name")]


def questions() -> Choices:
    """Return the choices of all questions that were ever published, with their code and title in the newest version."""
    versions = Version.objects.exclude(state=VersionState.DRAFT).select_related("checklist").order_by("published_at")
    specs = [version.readable_spec() for version in versions]
    newest = {question.key: question for spec in specs if spec for question in spec.questions}
    return [(key, f"{question.code} {question.title}") for key, question in newest.items()]
