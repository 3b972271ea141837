"""The filters of the trail of accounts. They are in the address."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from accounts.models import AccountEventKind, User
from partnerships.forms.lists import ALL, select
from partnerships.forms.trail import PeriodForm, day
from partnerships.selectors.account_trail import AccountTrailFilter


class AccountTrailForm(PeriodForm):
    """The filters of the trail of accounts."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.all(),
        required=False,
        empty_label=gettext_lazy("All"),
        help_text=gettext_lazy("Who did it, or whom it is about"),
        error_messages={"invalid_choice": gettext_lazy("Select a person from the list")},
    )
    kind = select(
        gettext_lazy("What was done"), [ALL, *AccountEventKind.choices], gettext_lazy("Select one from the list")
    )
    first_on = day(gettext_lazy("From"))
    last_on = day(gettext_lazy("To"))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.lay_out("person", "kind", "first_on", "last_on")

    @property
    def wanted(self) -> AccountTrailFilter:
        """The filters, for the list."""
        cleaned = self.cleaned_data
        return AccountTrailFilter(
            person=cleaned["person"].pk if cleaned["person"] else None,
            kind=cleaned["kind"],
            first_on=cleaned["first_on"],
            last_on=cleaned["last_on"],
        )
