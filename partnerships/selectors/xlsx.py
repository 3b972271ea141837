"""Tables as workbooks (XLSX), row by row to a file: the longest needs no more memory than the shortest.

A text is written as a text, whatever it begins with: no cell is ever a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from partnerships.selectors.csv import in_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a cell of Excel holds, and what is said in place of the rest.
MOST_CHARACTERS = 32_767
WIDTH = 22
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "d mmm yyyy",
}


def write_xlsx(out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook of one sheet: its headings stay in sight, and dates and numbers are such."""
    with Workbook(out, OPTIONS) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        minutes = book.add_format({"num_format": "d mmm yyyy hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, WIDTH)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, timezone.make_naive(value), minutes)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value)
                elif isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                elif value is not None:
                    sheet.write_string(number, column, _text(value))


def _text(value: object) -> str:
    text = in_words(value)
    if len(text) <= MOST_CHARACTERS:
        return text
    rest = _(" … (too long for a cell: the rest stands in the case)")
    return text[: MOST_CHARACTERS - len(rest)] + rest
