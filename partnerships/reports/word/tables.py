"""Tables of a Word document: as wide as the page, each column as wide as what it holds asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.blkcntnr import BlockItemContainer
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Length, Mm
from docx.table import _Cell

from partnerships.reports.word.xml import element, in_order

# The width of a letter in a table, and of the space beside the text of a cell.
LETTER, PADDING = Mm(2.1), Mm(5)
# A word of more letters may be divided; a longer text gives a column no more weight.
LONG_WORD, LONG_TEXT = 16, 220
# A row with fewer letters stays on one page.
SHORT_ROW = 600
# What must follow a mark in the properties of a table, as the format orders them.
AFTER_LAYOUT = ("tblCellMar", "tblLook", "tblCaption", "tblDescription")
TWIPS = 635
# The space between the lines of a table and its text, in twentieths of a point.
ABOVE, BESIDE = 40, 100


def widths_of(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the width of each column; together they are the width of the table.

    A column has room for its longest word, and what is left is given to those with the longest texts.
    """
    columns = list(zip(*rows, strict=True))
    least = [min(_longest_word(column), LONG_WORD) * LETTER + PADDING for column in columns]
    if sum(least) >= width:
        return [width * each // sum(least) for each in least]
    wanted = [
        max(LETTER * min(max(map(len, column)), LONG_TEXT) + PADDING - low, 0)
        for column, low in zip(columns, least, strict=True)
    ]
    left = width - sum(least)
    if sum(wanted) <= left:
        # Everything fits on one line: the columns share what is left evenly.
        return [low + want + (left - sum(wanted)) // len(columns) for low, want in zip(least, wanted, strict=True)]
    return [low + left * want // sum(wanted) for low, want in zip(least, wanted, strict=True)]


def add_grid(
    container: BlockItemContainer, rows: Sequence[Sequence[str]], width: Length, style: Any, *, is_headed: bool = True
) -> list[list[_Cell]]:
    """Add an empty table for these texts and return its cells. With a header, its first row repeats on each page."""
    table = container.add_table(len(rows), len(rows[0]), width)
    table.style, table.autofit = style, False
    properties: Any = table._tbl.tblPr
    for each in properties.xpath("w:tblW | w:tblLook"):
        properties.remove(each)
    # Old versions of Word put the text of a table at the margin, and its lines beyond it.
    widths = [each // TWIPS * TWIPS for each in widths_of(rows, width - 2 * BESIDE * TWIPS)]
    in_order(properties, element("tblInd", w=BESIDE, type="dxa"), ("tblBorders", "shd", "tblLayout", *AFTER_LAYOUT))
    in_order(properties, _cell_margins(), ("tblLook", "tblCaption"))
    in_order(
        properties,
        element("tblW", w=sum(widths) // TWIPS, type="dxa"),
        ("jc", "tblInd", "tblBorders", "shd", "tblLayout", *AFTER_LAYOUT),
    )
    look = {"firstRow": int(is_headed), "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    in_order(properties, element("tblLook", val="0620" if is_headed else "0600", **look), ("tblCaption",))
    for column, each in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Length(each)
    cells = [list(row.cells) for row in table.rows]
    for row, in_row, texts in zip(table.rows, cells, rows, strict=True):
        for cell, each in zip(in_row, widths, strict=True):
            cell.width = Length(each)
        row_properties: Any = row._tr.get_or_add_trPr()
        if sum(map(len, texts)) < SHORT_ROW:
            row_properties.append(element("cantSplit"))
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST if not is_headed else None
    if is_headed:
        head: Any = table.rows[0]._tr.get_or_add_trPr()
        in_order(head, element("tblHeader"), ("tblCellSpacing", "jc", "hidden"))
    return cells


def _cell_margins() -> Any:
    margins = element("tblCellMar")
    for side, space in (("top", ABOVE), ("left", BESIDE), ("bottom", ABOVE), ("right", BESIDE)):
        margins.append(element(side, w=space, type="dxa"))
    return margins


def keep_together(cells: Sequence[Sequence[_Cell]]) -> None:
    """Leave no row alone: the header stays with the first row, the last row with the one before it."""
    for row in {0, len(cells) - 2} - {-1}:
        for cell in cells[row]:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _longest_word(column: Sequence[str]) -> int:
    return max((len(word) for text in column for word in text.split()), default=1)
