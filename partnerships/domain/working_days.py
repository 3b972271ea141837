"""Working days: all but Saturdays, Sundays and the bank holidays, which are an argument."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

A_DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date, bank_holidays: Container[date]) -> bool:
    """Whether the council works on that day."""
    return not is_weekend(day) and day not in bank_holidays


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def clear_days_before(day: date, number: int, bank_holidays: Container[date]) -> date:
    """Return the last working day that leaves so many clear days before the day: neither of the two counts."""
    return working_days_before(day, number + 1, bank_holidays)


def working_days_before(day: date, number: int, bank_holidays: Container[date]) -> date:
    """Return the working day that is so many working days before the day, which need not be one itself."""
    while number > 0:
        day -= A_DAY
        number -= is_working_day(day, bank_holidays)
    return day


def working_days_until(day: date, today: date, bank_holidays: Container[date]) -> int:
    """Return how many working days are left: those after today up to the day itself; 0 when it has come or passed."""
    days = (today + A_DAY * step for step in range(1, (day - today).days + 1))
    return sum(is_working_day(one, bank_holidays) for one in days)
