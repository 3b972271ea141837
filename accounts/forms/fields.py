"""Fields for typed text, how they look, and how a form shows what an action's check refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar, Literal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions.validation import InvalidError, far_errors, text_error
from accounts.text import normal
from govuk import Look
from govuk.dates import read_date


class LineField(forms.CharField):
    """One line of plain text, by default of at most 200 characters."""

    is_line = True

    def __init__(self, *, most: int = 200, **kwargs: Any) -> None:
        # `normal` strips more kinds of white space than Django does.
        super().__init__(strip=False, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        """Return the text in the form in which it is kept; "" when nothing of it is visible."""
        return normal(super().to_python(value) or "", is_line=self.is_line)

    def validate(self, value: str) -> None:
        """Refuse what is too long or cannot be kept; the message names the field, for the summary of errors."""
        super().validate(value)
        error = text_error(value, label=self.label, most=self.most, is_line=self.is_line, is_optional=True)
        if error:
            raise ValidationError(error)


class TextField(LineField):
    """Several lines of plain text, by default of at most `settings.TEXT_LIMIT` characters."""

    widget = forms.Textarea
    is_line = False

    def __init__(self, *, most: int = settings.TEXT_LIMIT, **kwargs: Any) -> None:
        super().__init__(most=most, **kwargs)


class DayField(LineField):
    """A date in one box: 27/3/2027, 27 Sept 2027 or 2027-03-27; None when empty."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the date as day, month and year, such as 27/3/2026")
    }

    def clean(self, value: Any) -> date | None:
        """Return the date; refuse a year that is out of reason."""
        text = super().clean(value)
        day = read_date(text)
        if text and day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        for sentence in far_errors({"day": day}).values():
            raise ValidationError(sentence, code="far")
        return day


# How many letters stand in a line of a text area, about, and how tall one gets that much was typed in.
LETTERS_A_ROW, MOST_ROWS = 65, 20
OWNER_HINT = _(
    "A name or a post, for example: Head of commissioning; nobody is told of it then. Or the work email address of "
    "somebody who signs in here: they get an email, and see it under My work."
)


def rows_for(text: str, *, most: int = settings.TEXT_LIMIT) -> int:
    """Return the lines of a text area, by how much can be typed in it and by how much is: it shows what stands there."""
    limit = most // LETTERS_A_ROW // 10
    typed = sum(1 + len(line) // LETTERS_A_ROW for line in text.split("\n"))
    return max(2, limit, min(typed + 1, MOST_ROWS))


def text_look(*, size: Literal["", "s", "m"] = "s", rows: int = 4, most: int = settings.TEXT_LIMIT) -> Look:
    """How a TextField looks: a text area whose counter appears once three quarters of its characters are used."""
    return Look(size=size, rows=rows, count=most, threshold=75)


@contextmanager
def errors_shown(form: forms.BaseForm, **names: str) -> Iterator[None]:
    """Show what a check of the actions refuses at the fields of the form, unless they have an error already.

    A field is called as the argument of the action, unless `names` maps the argument to another field. What has no
    field is shown at the top of the page.
    """
    try:
        yield
    except InvalidError as invalid:
        for argument, sentence in invalid.errors.items():
            name = names.get(argument, argument)
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, sentence)
