"""Charts: the lengths of bars, and what is left out."""

from __future__ import annotations

from govuk.charts import LEAST, Series, Value, chart

TWO = [Series("Blockers"), Series("Notes", "outlined")]


def shares(*rows: tuple[str, list[Value]], keeps: bool = False) -> dict[str, list[int]]:
    return {line.label: [bar.share for bar in line.bars] for line in chart("", "", TWO, rows, keeps=keeps).lines}


def test_all_bars_have_one_scale() -> None:
    rows = ("A", [Value(10), Value(5)]), ("B", [Value(1), Value(0)])
    assert shares(*rows) == {"A": [100, 50], "B": [10, 0]}


def test_the_least_number_is_still_seen() -> None:
    assert shares(("A", [Value(1000), Value(1)])) == {"A": [100, LEAST]}


def test_rows_without_anything_are_left_out_unless_they_are_kept() -> None:
    rows = ("A", [Value(1), Value(0)]), ("B", [Value(0), Value(0)])
    assert set(shares(*rows)) == {"A"}
    assert set(shares(*rows, keeps=True)) == {"A", "B"}


def test_without_anything_to_count_there_is_no_chart() -> None:
    assert shares(("A", [Value(0), Value(0)]), keeps=True) == {}
    assert shares() == {}


def test_a_value_may_look_otherwise_than_its_series() -> None:
    adverse = Series("", "solid", "app-bar--blocker")
    (line,) = chart("", "", [Series("Cases", "outlined")], [("A", [Value(1, "/a/", adverse)])]).lines
    (bar,) = line.bars
    assert (bar.series.label, bar.look.pattern, bar.value.address) == ("Cases", "solid", "/a/")
