"""A table that somebody uploads: comma-separated values as spreadsheets write them, whatever their encoding and separator."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from io import StringIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _

SEPARATORS = ",;\t"
MOST_BYTES, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5 * 1024 * 1024, 5_000, 100, 30_000
# What the exports write before a text that a spreadsheet would take for a formula.
AGAINST_FORMULAS = re.compile(r"^'(?=[@+\-=%]|\\\|)")


class NoTableError(Exception):
    """The file is no table that can be read. The message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Table:
    """The headings, and the rows that are not empty with their numbers, as a spreadsheet counts them: the headings are row 1.

    Every row has as many cells as there are headings.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(content: bytes) -> Table:
    """Read UTF-8, UTF-16 with a mark, or Windows-1252, separated by commas, semicolons or tabs. NoTableError when it cannot."""
    if len(content) > MOST_BYTES:
        raise NoTableError(_("The file is larger than %(size)s MB") % {"size": MOST_BYTES // 1024 // 1024})
    text = _decoded(content)
    first, _end, rest = text.partition("\n")
    separator = ""
    if said := re.fullmatch(r"sep=(.)\r?", first):
        # Excel reads the separator from such a first line, which is no row.
        separator, text = said[1], rest
    separator = separator or max(SEPARATORS, key=_outside_quotes(text.partition("\n")[0]).count)
    return _table(_records(text, separator))


def _decoded(content: bytes) -> str:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_utf_16 else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NoTableError(_("This is not a CSV file. Save the spreadsheet as “CSV UTF-8”, then choose that file"))


def _outside_quotes(line: str) -> str:
    return re.sub('"[^"]*"', "", line)


def _records(text: str, separator: str) -> list[list[str]]:
    records = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            records.append([_cell(cell) for cell in record])
            if len(records) > MOST_ROWS + 1:
                most = number_format(MOST_ROWS, force_grouping=True)
                raise NoTableError(_("The file has more than %(most)s rows. Split it into several") % {"most": most})
    except csv.Error as error:
        words = {"row": len(records) + 1}
        raise NoTableError(_("Row %(row)s cannot be read: a quotation mark is missing or too many") % words) from error
    return records


def _cell(cell: str) -> str:
    if AGAINST_FORMULAS.match(cell):
        cell = cell[1:].replace("\\|", "|")
    return cell.strip()


def _table(records: list[list[str]]) -> Table:
    headings = records[0] if records else []
    if not any(headings):
        raise NoTableError(_("The first row must hold the headings of the columns"))
    while not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        raise NoTableError(_("The file has more than %(most)s columns") % {"most": MOST_COLUMNS})
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if len(record) > len(headings) and any(record[len(headings) :]):
            raise NoTableError(_("Row %(row)s has more cells than there are headings") % {"row": number})
        if any(len(cell) > LONGEST_CELL for cell in record):
            raise NoTableError(_("Row %(row)s has a cell that is too long") % {"row": number})
        if any(record):
            rows.append((number, [*record, *[""] * len(headings)][: len(headings)]))
    if not rows:
        raise NoTableError(_("The file has headings and no row below them"))
    return Table(headings, rows)
