"""The filters of the lists across cases. They are in the address, so that a list can be bookmarked and sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.selectors import service_names
from govuk import Look
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import Phase, State
from partnerships.forms.fields import LineField
from partnerships.selectors.lists import PartnershipFilter

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


def several(label: Any, choices: Choices, error: Any, *, of_none: Any = ALL[1]) -> forms.MultipleChoiceField:
    """Return the field of a filter by any of the choices; `of_none` says what it lets through with none of them."""
    return SeveralField(of_none, label=label, choices=choices, required=False, error_messages={"invalid_choice": error})


class SeveralField(forms.MultipleChoiceField):
    """Any of the choices. A blank one, which addresses have from when there was one choice, is none."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, of_none: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.of_none = of_none

    def to_python(self, value: Any) -> list[str]:
        """Return what was chosen."""
        return [each for each in super().to_python(value) if each]


class Fold(Div):
    """Filters behind a title: closed, unless one of them is in use."""

    template = "partnerships/lists/_fold.html"

    def __init__(self, title: Any, *names: str, is_open: bool) -> None:
        super().__init__(*names)  # type: ignore[no-untyped-call]  # crispy-forms has no types
        self.title, self.is_open = title, is_open


class FilterForm(forms.Form):
    """Filters of a list. They are in its address, and each that is used is shown as a chip that removes it.

    `folds` has the titles behind which filters stand that are seldom used, or long, by the names of their fields.
    """

    folds: Mapping[tuple[str, ...], Any] = MappingProxyType({})

    def lay_out(self, *filters: str, sort: str = "") -> None:
        """Show these fields as the filters, then the order if the list has one; those that are folded come last."""
        self.filters = filters
        self.looks = {name: Look(size="s") for name in self.fields}
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "app-filters"
        self.helper.attrs = {"role": "search"}
        folded = {name for names in self.folds for name in names}
        open_ones = [*(name for name in filters if name not in folded), *([sort] if sort else [])]
        folds = [
            Fold(title, *names, is_open=any(self.data.get(name) for name in names))
            for names, title in self.folds.items()
        ]
        self.helper.layout = Layout(*open_ones, *folds, Submit("", _("Apply filters")))

    def address(self, **changes: object) -> str:
        """Return the query string of the list with these filters changed."""
        kept: dict[str, object] = {name: self._sent(name) for name in self.filters}
        used = {name: value for name, value in {**kept, **changes}.items() if value}
        lists = {name: value if isinstance(value, list) else [str(value)] for name, value in used.items()}
        return f"?{urlencode(lists, doseq=True)}"

    def _sent(self, name: str) -> str | list[str]:
        """Return what the address says of a filter: a list of one by several choices."""
        if not isinstance(self.fields[name], SeveralField):
            return str(self.data.get(name, ""))
        return [each for each in cast(QueryDict, self.data).getlist(name) if each]

    def chips(self) -> list[Chip]:
        """Return the filters in use, each with the address that removes it."""
        used = [name for name in self.filters if self.cleaned_data.get(name) not in ("", None, [])]
        return [chip for name in used for chip in self._chips_of(name)]

    def _chips_of(self, name: str) -> list[Chip]:
        label, sent = str(self.fields[name].label), self._sent(name)
        if not isinstance(sent, list):
            return [Chip(label, self.chip_text(name), self.address(**{name: ""}))]
        words = {str(key): str(text) for key, text in _choices_of(self.fields[name])}
        return [Chip(label, words[each], self.address(**{name: [one for one in sent if one != each]})) for each in sent]

    def in_words(self) -> list[tuple[str, str]]:
        """Return each filter with what it lets through, also those that are not in use: what a file says of itself."""
        used: dict[str, list[str]] = {}
        for chip in self.chips():
            used.setdefault(chip.label, []).append(chip.value)
        return [
            (label, ", ".join(used.get(label, [str(_of_none(field))])))
            for label, field in ((str(self.fields[name].label), self.fields[name]) for name in self.filters)
        ]

    def chip_text(self, name: str) -> str:
        """Return what the chip of a filter says: the label of the choice, the day, or the value."""
        value, field = self.cleaned_data[name], self.fields[name]
        if isinstance(value, date):
            return date_format(value, "j F Y")
        return str({str(key): text for key, text in _choices_of(field)}.get(value, value))

    def show_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Say beside each choice of these filters how many rows it would leave."""
        for name, of in counts.items():
            field = self.fields[name]
            counted = [(key, f"{label} ({of.get(str(key), 0)})") for key, label in _choices_of(field)]
            cast(forms.Select, field.widget).choices = counted


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


class PartnershipListForm(ListForm):
    """The filters of the list of partnerships."""

    def __init__(self, data: QueryDict) -> None:
        filters = {
            "text": search(),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "state": select(
                _("State"),
                [ALL, (Phase.IN_PLAY.value, Phase.IN_PLAY.label), *State.choices],
                _("Select a state from the list"),
            ),
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


def _choices_of(field: forms.Field) -> Choices:
    """Return the choices of a field as they were declared, whatever its widget says beside them."""
    return cast(Choices, field.choices) if isinstance(field, forms.ChoiceField) else ()


def _of_none(field: forms.Field) -> Any:
    """Return what a filter lets through that is not in use, in words."""
    return field.of_none if isinstance(field, SeveralField) else dict(_choices_of(field)).get("", ALL[1])


def search() -> LineField:
    """Return the field of a filter by partnership."""
    return LineField(label=_("Name, partner or reference"), most=100, required=False)


def services() -> Choices:
    """Return the choices of all services, including those that are closed."""
    return [(str(key), name) for key, name in service_names()]
