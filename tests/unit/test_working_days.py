"""Deadlines in working days: pure rules, with the days off as an argument."""

from datetime import date, timedelta

import pytest

from partnerships.domain.working_days import (
    clear_days_before,
    is_working_day,
    working_days_before,
    working_days_until,
)

NONE: set[date] = set()
CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("meeting", "off", "papers"),
    [
        # Thursday 10: Wednesday 9, Tuesday 8, Monday 7, Friday 4 and Thursday 3 are clear.
        (date(2026, 12, 10), NONE, date(2026, 12, 2)),
        (date(2026, 12, 14), NONE, date(2026, 12, 4)),
        # Nobody works on Christmas Day, on the Monday for Boxing Day, and at New Year.
        (date(2027, 1, 6), CHRISTMAS, date(2026, 12, 24)),
        # A meeting on a Saturday, and on a bank holiday itself.
        (date(2026, 12, 12), NONE, date(2026, 12, 4)),
        (date(2026, 12, 25), CHRISTMAS, date(2026, 12, 17)),
    ],
)
def test_five_clear_days(meeting: date, off: set[date], papers: date) -> None:
    assert clear_days_before(meeting, 5, off) == papers
    between = [papers + timedelta(days=n) for n in range(1, (meeting - papers).days)]
    assert sum(is_working_day(day, off) for day in between) == 5
    assert is_working_day(papers, off)


def test_no_clear_day_is_the_working_day_before() -> None:
    assert clear_days_before(date(2026, 12, 14), 0, NONE) == date(2026, 12, 11)
    assert working_days_before(date(2026, 12, 14), 0, NONE) == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("day", "today", "left"),
    [
        (date(2026, 12, 4), date(2026, 12, 4), 0),
        (date(2026, 12, 4), date(2026, 12, 3), 1),
        (date(2026, 12, 7), date(2026, 12, 4), 1),
        (date(2026, 12, 29), date(2026, 12, 24), 1),
        (date(2026, 12, 1), date(2026, 12, 4), 0),
    ],
)
def test_days_that_are_left(day: date, today: date, left: int) -> None:
    assert working_days_until(day, today, CHRISTMAS) == left
