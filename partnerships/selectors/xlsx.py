"""Tables as workbooks (XLSX), row by row to a file: the longest needs no more memory than the shortest.

A text is written as a text, whatever it begins with: no cell is ever a formula or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import chain, islice
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from partnerships.selectors.csv import in_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a cell of Excel holds, and what is said in place of the rest.
MOST_CHARACTERS = 32_767
# How many rows are looked at for the widths of the columns, and these in characters: a date at least, and no wider than a
# text is read. The heading has the button of its filter beside it.
MEASURED, NARROWEST, WIDEST, FOR_FILTER = 100, 11, 30, 3
# The height of a line in points, and the most lines of a row that are shown: its cells hold the rest.
LINE, MOST_LINES = 15, 10
A3, A4 = 8, 9
# What the name of a sheet may not have, and how long it may be.
NOT_IN_NAMES, MOST_OF_NAME = re.compile(r"[\[\]:*?/\\]"), 31
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(
    out: IO[bytes],
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    about: Iterable[tuple[object, object]] = (),
) -> None:
    """Write a workbook: its headings stay in sight, and dates and numbers are such.

    Columns are as wide as what the first rows hold. On paper it is one page wide, with the headings on each page. `title`
    names its sheet; a second one says what of the list is in it: the label and the value of each line of `about`.
    """
    rows = iter(rows)
    first = list(islice(rows, MEASURED))
    with Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet, formats = book.add_worksheet(_sheet_name(title)), _formats(book)
        _prepare(sheet)
        widths = [_width(heading, _column(first, column)) for column, heading in enumerate(headings)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, _height(headings, widths))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        number = 0
        for number, row in enumerate(chain(first, rows), 1):
            sheet.set_row(number, _height(row, widths))
            for column, value in enumerate(row):
                _write(sheet, number, column, value, formats)
        sheet.autofilter(0, 0, number, len(headings) - 1)
        lines = [*about, (_("Rows"), number)] if about else []
        _write_about(book, lines, bold, formats)


def _write_about(
    book: Workbook, lines: Sequence[tuple[object, object]], bold: Format, formats: Mapping[type, Format]
) -> None:
    """Write on a sheet of its own what the other one holds, if there is something to say."""
    if not lines:
        return
    sheet = book.add_worksheet(_sheet_name(_("Filters")))
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    beside = {**formats, int: book.add_format({"num_format": "#,##0", "valign": "top", "align": "left"})}
    sheet.set_column(0, 0, WIDEST)
    sheet.set_column(1, 1, WIDEST * 2)
    for number, (label, value) in enumerate(lines):
        sheet.write_string(number, 0, _text(label), bold)
        _write(sheet, number, 1, value, beside)


def _sheet_name(title: str) -> str:
    """Return the title as Excel allows it for a sheet; "" leaves it to the library."""
    return NOT_IN_NAMES.sub(" ", title)[:MOST_OF_NAME].strip(" '")


def _formats(book: Workbook) -> dict[type, Format]:
    return {
        str: book.add_format({"text_wrap": True, "valign": "top"}),
        datetime: book.add_format({"num_format": "d mmm yyyy hh:mm", "valign": "top", "align": "left"}),
        date: book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"}),
        int: book.add_format({"num_format": "#,##0", "valign": "top"}),
    }


def _write(sheet: Worksheet, number: int, column: int, value: object, formats: Mapping[type, Format]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(number, column, timezone.make_naive(value), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(number, column, datetime.combine(value, time.min), formats[date])
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(number, column, value, formats[int])
    elif value is not None:
        sheet.write_string(number, column, _text(value), formats[str])


def _prepare(sheet: Worksheet) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(heading: str, values: Iterable[object]) -> int:
    """Return the width of a column in characters: that of a date at least, and no wider than a text is read."""
    longest = max((len(line) for value in values for line in _shown(value).splitlines()), default=0)
    word = max(map(len, heading.split()), default=0) + FOR_FILTER
    return min(max(longest + 2, word, NARROWEST), WIDEST)


def _column(rows: Iterable[Sequence[object]], column: int) -> Iterator[object]:
    return (row[column] for row in rows if column < len(row))


def _height(row: Iterable[object], widths: Iterable[int]) -> int:
    """Return the height of a row in points: LibreOffice does not find that of wrapped texts by itself."""
    texts = ((_shown(value), width) for value, width in zip(row, widths, strict=False))
    lines = max((sum(len(line) // width + 1 for line in text.splitlines()) for text, width in texts), default=1)
    return LINE * max(1, min(lines, MOST_LINES))


def _shown(value: object) -> str:
    """Return about as much as a cell shows of the value."""
    if isinstance(value, datetime):
        return "30 Sep 2026 23:59"
    return "" if value is None else _text(value)


def _text(value: object) -> str:
    text = in_words(value)
    if len(text) <= MOST_CHARACTERS:
        return text
    rest = _(" … (too long for a cell: the rest stands in the case)")
    return text[: MOST_CHARACTERS - len(rest)] + rest
