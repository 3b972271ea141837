"""Reading a table as spreadsheets save it: encodings, separators, empty rows, and what is no table."""

import pytest

from partnerships.files import tables
from partnerships.files.tables import NoTableError, read_table
from partnerships.selectors.csv import csv_lines

TEXT = 'Name;Purpose\nCaffè Ŵyth;"Lunch; and ""tea"""\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert read_table(TEXT.encode(encoding)).rows == [(2, ["Caffè Ŵyth", 'Lunch; and "tea"'])]


def test_windows_1252() -> None:
    assert read_table("Name,Cost\r\nO’Brien’s café,£5\r\n".encode("cp1252")).rows == [(2, ["O’Brien’s café", "£5"])]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    content = f'"Name, and title"{separator}Purpose{separator}Cost\nA{separator}B{separator}"1,2;3"\n'.encode()
    assert read_table(content).headings == ["Name, and title", "Purpose", "Cost"]
    assert read_table(content).rows == [(2, ["A", "B", "1,2;3"])]


def test_the_line_by_which_excel_knows_the_separator_is_no_row() -> None:
    assert read_table(b"sep=;\r\nName;Cost\r\nA;1,5\r\n") == read_table(b"Name;Cost\r\nA;1,5\r\n")


def test_empty_rows_count_and_short_ones_are_filled() -> None:
    table = read_table(b"Name,Purpose,Cost,,\nA\n\n , ,\n,,3,\n")
    assert table.headings == ["Name", "Purpose", "Cost"]
    assert table.rows == [(2, ["A", "", ""]), (5, ["", "", "3"])]


def test_lines_in_a_cell_are_one_row() -> None:
    assert read_table(b'Name,Partners\n"A","One\nTwo"\nB,\n').rows == [(2, ["A", "One\nTwo"]), (3, ["B", ""])]


def test_what_our_own_export_guards_against_formulas_comes_back_as_it_was() -> None:
    cells = ["=HYPERLINK(1)", "@x", "-5", "+44", "|a|b", "O'Brien", "'quoted'", "%5"]
    content = "".join(csv_lines(["Name"] * len(cells), [cells])).encode()
    assert b"'=HYPERLINK" in content
    assert read_table(content).rows == [(2, cells)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "first row must hold the headings"),
        (b"\n\nName\nA\n", "first row must hold the headings"),
        (b"Name,Purpose\n", "no row below"),
        (b"Name\n\n\n", "no row below"),
        (b"PK\x03\x04\x00\x00", "not a CSV file"),
        (b"Name\n\x81\x8d\x00\n", "not a CSV file"),
        (b'Name,Purpose\nA,"B\n', "quotation mark"),
        (b'Name,Purpose\nA,"B"C\n', "Row 2"),
        (b"Name\nA,B\n", "Row 2 has more cells"),
        (b"a," * 101 + b"a\nb\n", "more than 100 columns"),
        (b"Name\n" + b"x" * 30_001 + b"\n", "too long"),
        (b"Name\n" + b"x\n" * 5_001, "more than 5,000 rows"),
        (b"x" * (tables.MOST_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_table_is_said(content: bytes, says: str) -> None:
    with pytest.raises(NoTableError, match=says):
        read_table(content)
