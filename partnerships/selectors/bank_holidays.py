"""The bank holidays that the council keeps, by its setting."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings


@dataclass(frozen=True, slots=True)
class BankHolidays(Container[date]):
    """The bank holidays of a part of the United Kingdom, in whatever year."""

    part: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _in_year(self.part, day.year)


def bank_holidays() -> BankHolidays:
    """Return those of the part that the council is in."""
    return BankHolidays(settings.BANK_HOLIDAYS_OF[settings.BANK_HOLIDAYS])


@cache
def _in_year(part: str, year: int) -> frozenset[date]:
    # The package loads the holidays of every country, 13 MB of memory: only once somebody asks. Its own objects fill
    # themselves year by year, and another thread would read half a year.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv=part, years=year))
