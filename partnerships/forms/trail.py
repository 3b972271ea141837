"""The auditor's filters of the trail, and the form that draws a sample. Both are in the address and can be repeated."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import NumberField
from accounts.models import User
from checklists.spec import Significance
from govuk import Look
from partnerships.domain.reference import partnership_number
from partnerships.forms.fields import DayField, LineField
from partnerships.forms.lists import ALL, FilterForm, select
from partnerships.models.trail import EventKind
from partnerships.selectors.trail import TrailFilter


def day(label: Any) -> DayField:
    """Return the field of a filter by date, typed as 27/3/2026."""
    return DayField(label=label, required=False, help_text=gettext_lazy("For example, 27/3/2026"))


class PeriodForm(FilterForm):
    """Filters of a trail, among them the first and the last day."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("“To” must not be before “From”"))
        return cleaned

    def chip_text(self, name: str) -> str:
        """Return the text of a filter's chip: a date like 27/3/2026, a person by name."""
        value = self.cleaned_data[name]
        if isinstance(value, date):
            return f"{value.day}/{value.month}/{value.year}"
        return str(value) if isinstance(value, User) else super().chip_text(name)


class TrailForm(PeriodForm):
    """The filters of the trail."""

    reference = LineField(
        label=gettext_lazy("Partnership"), required=False, most=12, help_text=gettext_lazy("For example, PR-0001")
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.all(),
        required=False,
        empty_label=gettext_lazy("All"),
        error_messages={"invalid_choice": gettext_lazy("Select a person from the list")},
    )
    kind = select(gettext_lazy("What was done"), [ALL, *EventKind.choices], gettext_lazy("Select one from the list"))
    first_on = day(gettext_lazy("From"))
    last_on = day(gettext_lazy("To"))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.lay_out("reference", "person", "kind", "first_on", "last_on")

    def clean_reference(self) -> int | None:
        """Return the number of the partnership; None when none is named."""
        typed = self.cleaned_data["reference"]
        number = partnership_number(typed)
        if typed and number is None:
            raise ValidationError(_("Write the reference like PR-0001"))
        return number

    @property
    def wanted(self) -> TrailFilter:
        """The filters, for the list."""
        cleaned = self.cleaned_data
        return TrailFilter(
            partnership=cleaned["reference"],
            person=cleaned["person"].pk if cleaned["person"] else None,
            kind=cleaned["kind"],
            first_on=cleaned["first_on"],
            last_on=cleaned["last_on"],
        )

    def chip_text(self, name: str) -> str:
        """Return the text of a filter's chip: the reference as it was typed."""
        return str(self.data[name]) if name == "reference" else super().chip_text(name)


class SampleForm(forms.Form):
    """How many partnerships to draw, their significance, and the seed that repeats a draw."""

    size = NumberField(
        label=gettext_lazy("How many partnerships"),
        min_value=1,
        max_value=200,
        error_messages={
            "required": gettext_lazy("Enter how many partnerships to draw"),
            "invalid": gettext_lazy("How many must be a number, such as 10"),
            "min_value": gettext_lazy("Draw at least 1 partnership"),
            "max_value": gettext_lazy("Draw at most 200 partnerships"),
        },
    )
    significance = select(
        gettext_lazy("Significance"), [ALL, *Significance.choices], gettext_lazy("Select one from the list")
    )
    seed = LineField(
        label=gettext_lazy("Seed"),
        required=False,
        most=40,
        help_text=gettext_lazy("The same seed draws the same partnerships. Leave it empty for a new one."),
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, initial={"size": 10})
        self.looks = {
            "size": Look(size="s", width="3"),
            "significance": Look(size="s"),
            "seed": Look(size="s", width="20"),
        }
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.layout = Layout("size", "significance", "seed", Submit("", _("Draw the sample")))
