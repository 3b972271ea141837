"""Fields for typed text: those of the accounts app, by the name that the forms here know."""

from accounts.forms.fields import (
    LETTERS_A_ROW,
    MOST_ROWS,
    OWNER_HINT,
    DayField,
    LineField,
    TextField,
    errors_shown,
    rows_for,
    text_look,
)

__all__ = [
    "LETTERS_A_ROW",
    "MOST_ROWS",
    "OWNER_HINT",
    "DayField",
    "LineField",
    "TextField",
    "errors_shown",
    "rows_for",
    "text_look",
]
