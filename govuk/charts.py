"""Charts as tables: each number with a bar beside it, drawn as SVG that a content security policy needs no exception for.

The text is text of the page, so that it wraps on a phone, grows with the reader's letters and is read aloud; a bar says
nothing that the number does not. Series differ by pattern, so that they can be told apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Pattern = Literal["solid", "striped", "outlined"]
# A bar of the least number can still be seen.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Series:
    """One column of bars: its heading, its pattern, and the class that colours it."""

    label: Any
    pattern: Pattern = "solid"
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One number, and the address of the list that it counts, "" for none.

    `look` draws it in another way than the others of its series.
    """

    number: int
    address: str = ""
    look: Series | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A value as it is drawn: `share` is its length in percent of the longest bar of the chart, `look` how it is drawn."""

    series: Series
    look: Series
    value: Value
    share: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a chart: what it is about, with a bar for each series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`heading` is that of the rows. `lines` is empty when there is nothing to count."""

    title: Any
    heading: Any
    series: tuple[Series, ...]
    lines: tuple[Line, ...]

    @property
    def is_compared(self) -> bool:
        """Whether each row compares several numbers; a phone then shows those alone that are not nought."""
        return len(self.series) > 1


def chart(
    title: Any,
    heading: Any,
    series: Sequence[Series],
    rows: Sequence[tuple[Any, Sequence[Value]]],
    *,
    keeps: bool = False,
) -> Chart:
    """Return the chart of rows, each a label with a value for each series; all bars have one scale.

    Rows without anything to count are left out, unless it `keeps` them.
    """
    shown = [row for row in rows if keeps or any(value.number for value in row[1])]
    longest = max((value.number for _label, values in shown for value in values), default=0)
    lines = tuple(
        Line(
            str(label),
            tuple(
                Bar(one, value.look or one, value, _share(value.number, longest))
                for one, value in zip(series, values, strict=True)
            ),
        )
        for label, values in shown
    )
    return Chart(title, heading, tuple(series), lines if longest else ())


def _share(number: int, longest: int) -> int:
    return max(round(100 * number / longest), LEAST) if number else 0
