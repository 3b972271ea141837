"""Days counted from today, when a test runs: a module is imported long before, perhaps on the day before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone


def in_days(days: int) -> date:
    """Return the day that many days from today."""
    return timezone.localdate() + timedelta(days=days)


def days_ago(days: int) -> datetime:
    """Return the time of now, so many days of the calendar before today: some of them have 23 or 25 hours."""
    return datetime.combine(in_days(-days), timezone.localtime().time(), timezone.get_current_timezone())


@dataclass(frozen=True)
class InDays:
    """A day counted from today, in a parameter or a table of a module; `dated` and `typed` make it a date."""

    days: int


def dated(given: Any) -> Any:
    """Return what is given, each day in it, in dicts and lists too, as its date."""
    if isinstance(given, InDays):
        return in_days(given.days)
    if isinstance(given, dict):
        return {name: dated(value) for name, value in given.items()}
    if isinstance(given, list):
        return [dated(value) for value in given]
    return given


def boxes(name: str, day: date) -> dict[str, str]:
    """Return a date as the three boxes of a form send it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def typed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form sends, each day in it as its three boxes."""
    sent: dict[str, Any] = {}
    for name, value in given.items():
        sent |= boxes(name, in_days(value.days)) if isinstance(value, InDays) else {name: value}
    return sent
