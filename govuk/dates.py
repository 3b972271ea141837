"""A date as day, month and year in three text boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")


class DateInput(forms.MultiWidget):
    """Three text boxes named `name-day`, `name-month` and `name-year`; its value is a list of three strings."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(PARTS, forms.TextInput), attrs)
        self.widgets_names = [f"-{part}" for part in PARTS]

    def decompress(self, value: date | None) -> list[str]:
        """Return the three parts of a date as text, three empty ones for None."""
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class DateField(forms.Field):
    """A date from a `DateInput`. The month may be a number or a name. An error says which part is missing or wrong.

    The `parts` in the params of an error are the names of the boxes that are wrong.
    """

    widget = DateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter a date"),
        "no_day": _("The date must include a day"),
        "no_month": _("The date must include a month"),
        "no_year": _("The date must include a year"),
        "short_year": _("The year must have 4 numbers"),
        "unreal": _("Enter a real date, like 27 3 2027"),
    }

    def to_python(self, value: Sequence[str | None] | None) -> date | None:
        """Return the date, None when all boxes are empty; ValidationError when it is not a date."""
        typed = dict(zip(PARTS, [(part or "").strip() for part in value or ()], strict=False))
        if not any(typed.values()):
            return None
        for part in PARTS:
            if not typed.get(part):
                raise self._error(f"no_{part}", (part,))
        if not (len(typed["year"]) == 4 and typed["year"].isdecimal()):
            raise self._error("short_year", ("year",))
        try:
            return date(int(typed["year"]), _month(typed["month"]), int(typed["day"]))
        except (ValueError, OverflowError) as error:
            raise self._error("unreal", PARTS) from error

    def _error(self, code: str, parts: Sequence[str]) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts})


def _month(text: str) -> int:
    """Return the month's number from a number, a name or a short name; 0, which no date has, from anything else."""
    if text.isdecimal():
        return int(text)
    tables: tuple[Mapping[int, Any], ...] = (MONTHS, MONTHS_3)
    return next((number for names in tables for number, name in names.items() if str(name).lower() == text.lower()), 0)
