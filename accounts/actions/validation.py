"""Checks of the values that actions are given. Forms call the same checks, so that each rule is written once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.actions.acting import ActionError
from accounts.text import is_visible, text_fault

# How far from today a date is likely to be meant. A plan may end later: a lease runs for 99 or 125 years.
YEARS_BACK, YEARS_AHEAD, YEARS_PLANNED = 50, 20, 130


class InvalidError(ActionError):
    """An action was given values that it does not accept. `errors` maps the names of its arguments to sentences."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


def refuse(errors: Mapping[str, str]) -> None:
    """Raise InvalidError for the errors that are not empty, if there are any."""
    found = {name: error for name, error in errors.items() if error}
    if found:
        raise InvalidError(found)


def check_text(name: str, text: str) -> None:
    """Raise InvalidError for a text that is blank, too long or not as it is kept. `name` is the argument that holds it."""
    refuse({name: text_error(text, label=name)})


def check_texts(row: models.Model, *names: str) -> None:
    """Raise InvalidError for each of these text fields of a row that its column cannot hold or that is not as it is kept.

    The model says which may be blank, how long each may be, and, by CharField or TextField, whether it is one line.
    """
    errors = {}
    for name in names:
        field = cast("models.CharField[str, str] | models.TextField[str, str]", row._meta.get_field(name))
        errors[name] = text_error(
            getattr(row, name),
            label=field.verbose_name,
            most=field.max_length or settings.TEXT_LIMIT,
            is_line=not isinstance(field, models.TextField),
            is_optional=field.blank,
        )
    refuse(errors)


def text_error(
    text: str,
    *,
    label: object,
    most: int = settings.TEXT_LIMIT,
    is_line: bool = False,
    is_optional: bool = False,
) -> str:
    """Say why a text cannot be kept; "" when it can: it is normal (`accounts.text`). `label` is what it is called."""
    words = {"label": label, "most": number_format(most, force_grouping=True)}
    if not is_visible(text) and not is_optional:
        return _("“%(label)s” must not be empty.") % words
    if len(text) > most:
        words["typed"] = number_format(len(text), force_grouping=True)
        return _("“%(label)s” must be %(most)s characters or fewer. It has %(typed)s.") % words
    fault = text_fault(text, is_line=is_line)
    return fault.sentence(label) if fault else ""


def check_not_future(**days: date | None) -> None:
    """Raise InvalidError for each date after today."""
    refuse(future_errors(**days))


def future_errors(**days: date | None) -> dict[str, str]:
    """Return the errors, by name, of the dates after today, or out of reason (`far_errors`). None is no error."""
    today = timezone.localdate()
    late = {name: _("The date must be today or in the past") for name, day in days.items() if day and day > today}
    return far_errors(days) | late


def past_errors(**days: date | None) -> dict[str, str]:
    """Return the errors, by name, of the dates before today, or out of reason (`far_errors`). None is no error."""
    today = timezone.localdate()
    early = {name: _("The date must be today or later") for name, day in days.items() if day and day < today}
    return far_errors(days) | early


def far_errors(days: Mapping[str, date | None], *, back: int = YEARS_BACK, ahead: int = YEARS_AHEAD) -> dict[str, str]:
    """Return the errors, by name, of the dates whose year is more than so many years away: a mistyped year.

    None is no error.
    """
    year = timezone.localdate().year
    words = {"first": year - back, "last": year + ahead}
    sentence = _("The year must be between %(first)s and %(last)s") % words
    return {name: sentence for name, day in days.items() if day and not -back <= day.year - year <= ahead}
