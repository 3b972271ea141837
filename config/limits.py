"""How a limit is written in the settings: 60/hour."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

PERIODS = {"minute": 60, "hour": 60 * 60, "day": 24 * 60 * 60}


@dataclass(frozen=True)
class Rate:
    """The most of something in so many seconds."""

    most: int
    seconds: int


def rate(written: str, *, variable: str) -> Rate:
    """Read `60/hour`; ImproperlyConfigured, naming the variable, for anything else."""
    most, _, period = written.partition("/")
    if not most.isdecimal() or period not in PERIODS:
        raise ImproperlyConfigured(f"{variable} is a number for each minute, hour or day, such as 60/hour.")
    return Rate(most=int(most), seconds=PERIODS[period])
