"""The filters of the list of conditions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partnerships.domain.board import months_later
from partnerships.forms.fields import LineField
from partnerships.forms.lists import ALL, Choices, ListForm, search, select, services
from partnerships.selectors.conditions import COMING, DUE_DAYS, EVERY, MET, ConditionFilter
from partnerships.selectors.register import OVERDUE, SOON

# How many months from now can be chosen; an address may hold any other.
MONTHS = 12
ORDERS: Choices = (
    ("due", _("Due: soonest first")),
    ("-due", _("Due: latest first")),
    ("reference", _("Partnership: oldest first")),
    ("-reference", _("Partnership: newest first")),
    ("owner", _("Owner: A to Z")),
    ("-owner", _("Owner: Z to A")),
)


class MonthField(forms.Field):
    """A month as 2026-11; its first day, None when empty."""

    widget = forms.Select

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, required=False)
        self.widget.choices = [ALL, *self._coming()]

    def to_python(self, value: Any) -> date | None:
        """Return the first day of the month."""
        if not value:
            return None
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError as error:
            raise ValidationError(_("Select a month from the list")) from error

    @staticmethod
    def _coming() -> Choices:
        first = timezone.localdate().replace(day=1)
        months = [months_later(first, number) for number in range(MONTHS)]
        return [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]


class ConditionListForm(ListForm):
    """The filters of the list of conditions."""

    def __init__(self, data: QueryDict) -> None:
        soon = _("Due within %(days)s days") % {"days": DUE_DAYS}
        standings = [
            ("", _("Not met yet")),
            (OVERDUE, _("Overdue")),
            (COMING, _("Due today or later")),
            (SOON, soon),
            (MET, _("Met")),
            (EVERY, _("All")),
        ]
        filters = {
            "text": search(),
            "standing": select(_("Standing"), standings, _("Select one of the list")),
            "month": MonthField(label=_("Due in")),
            "owner": LineField(label=_("Owner"), most=100, required=False),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
        }
        super().__init__(data, filters=filters, orders=ORDERS)

    def chip_text(self, name: str) -> str:
        """Return what the chip of a filter says, a month by its name."""
        return date_format(self.cleaned_data[name], "F Y") if name == "month" else super().chip_text(name)

    @property
    def wanted(self) -> ConditionFilter:
        """The filters, for the list."""
        chosen = {name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]}
        return ConditionFilter(today=timezone.localdate(), **chosen)
