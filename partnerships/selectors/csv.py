"""Tables as comma-separated values, one line at a time, for spreadsheets: no cell in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO

from defusedcsv import csv
from django.utils import timezone
from django.utils.translation import gettext as _

MARK = "\ufeff"
"""The byte order mark, by which Excel knows that the text is UTF-8."""


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of the table, its headings first.

    A text that a spreadsheet would take for a formula gets an apostrophe; blanks before it, which hide that, go.
    """
    yield MARK + _line(headings)
    for row in rows:
        yield _line(row)


def in_words(value: object) -> str:
    """Return what a cell says of a value: yes or no, a time of the council to the minute, anything else as it is."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _line(row: Sequence[object]) -> str:
    out = StringIO()
    csv.writer(out).writerow([value.lstrip() if isinstance(value, str) else value for value in row])
    return out.getvalue()
