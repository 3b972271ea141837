"""A date as day, month and year in three text boxes, or as people write it in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
# In English and in Welsh, whatever the language of the page. The first three letters are different in all of them.
MONTH_NAMES = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)
FEWEST_LETTERS = 3
# The digits 0 to 9 alone: `int` also takes those of other scripts, and underscores.
DAY_OR_MONTH, YEAR = re.compile("[0-9]{1,2}"), re.compile("[0-9]{4}")
IN_ONE = re.compile(r"([0-9]{1,2})[\s/.-]+(\w+)[\s/.,-]+([0-9]{4}|[0-9]{2})")
IN_ONE_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


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
        "not_digits": _("Use the digits 0 to 9 in a date, like 27 3 2027"),
    }

    def to_python(self, value: Sequence[str | None] | None) -> date | None:
        """Return the date, None when all boxes are empty; ValidationError when it is not a date."""
        typed = dict(zip(PARTS, map(_seen, value or ()), strict=False))
        if not any(typed.values()):
            return None
        for part in PARTS:
            if not typed.get(part):
                raise self._error(f"no_{part}", (part,))
        foreign = [part for part in PARTS if any(char.isdecimal() and not char.isascii() for char in typed[part])]
        if foreign:
            raise self._error("not_digits", foreign)
        if not YEAR.fullmatch(typed["year"]):
            raise self._error("short_year", ("year",))
        if (found := day_of(*(typed[part] for part in PARTS))) is None:
            raise self._error("unreal", PARTS)
        return found

    def _error(self, code: str, parts: Sequence[str]) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts})


def read_date(text: str) -> date | None:
    """Return the date in a text such as 27/3/2027, 27 Sept 2027 or 2027-03-27; None when it is none.

    A year of two digits is one of this century.
    """
    if found := IN_ONE_ISO.fullmatch(text.strip()):
        return day_of(found[3], found[2], found[1])
    if found := IN_ONE.fullmatch(text.strip()):
        return day_of(found[1], found[2], found[3] if len(found[3]) == 4 else f"20{found[3]}")
    return None


def day_of(day: str, month: str, year: str) -> date | None:
    """Return the date of these three texts; None when there is no such date. The month is a number or a name."""
    if not DAY_OR_MONTH.fullmatch(day):
        return None
    try:
        return date(int(year), _month(month), int(day))
    except ValueError:
        return None


def _month(text: str) -> int:
    """Return the month's number from a number, or from three or more letters of its name; 0 from anything else."""
    if DAY_OR_MONTH.fullmatch(text):
        return int(text)
    letters = text.lower().removesuffix(".")
    if len(letters) < FEWEST_LETTERS:
        return 0
    return next(
        (
            number
            for number, names in enumerate(MONTH_NAMES, start=1)
            if any(name.startswith(letters) for name in names)
        ),
        0,
    )


def _seen(part: str | None) -> str:
    """Return what is seen of a part: without white space around it, and without marks that come along when it is pasted."""
    return "".join(char for char in part or "" if unicodedata.category(char) not in ("Cc", "Cf")).strip()
