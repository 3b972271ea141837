"""The significance of a partnership, from six answers, and who decides by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import Significance


class Factor(TextChoices):
    """The six questions, in their order. Each is answered by a level: low, medium or high."""

    COST = "cost", _("What will it cost the council a year?")
    PRIORITY = "priority", _("Does a corporate priority depend on it?")
    RISK = "risk", _("What is at stake for the council's statutory duties or reputation if it goes wrong?")
    LENGTH = "length", _("How long will it last?")
    RELIANCE = "reliance", _("How far would the council rely on the partner?")
    SHARING = "sharing", _("Will staff or personal data be shared?")


class Decider(TextChoices):
    """Who decides, by significance. A council has its own names for them (`selectors/decider.py`)."""

    HEAD_OF_SERVICE = "head_of_service", _("the head of service")
    DIRECTOR = "director", _("the director")
    BOARD = "board", _("the board")


DECIDERS = {
    Significance.LOW: Decider.HEAD_OF_SERVICE,
    Significance.MEDIUM: Decider.DIRECTOR,
    Significance.HIGH: Decider.BOARD,
}
LEVELS = tuple(Significance)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest amount (pounds a year) and length (whole months) of medium and of high significance."""

    medium_cost: int
    high_cost: int
    medium_months: int
    high_months: int

    def level_of_cost(self, pounds: int) -> Significance:
        """Return the level of a yearly cost."""
        return _level(pounds, self.medium_cost, self.high_cost)

    def level_of_length(self, months: int) -> Significance:
        """Return the level of a length."""
        return _level(months, self.medium_months, self.high_months)


def known_from(
    *, annual_cost: int | None, starts_on: date | None, ends_on: date | None, thresholds: Thresholds
) -> dict[Factor, Significance]:
    """Return the answers that the details of a partnership give: about its cost and, with both dates, its length."""
    known = {}
    if annual_cost is not None:
        known[Factor.COST] = thresholds.level_of_cost(annual_cost)
    if starts_on is not None and ends_on is not None:
        known[Factor.LENGTH] = thresholds.level_of_length(months_between(starts_on, ends_on))
    return known


def months_between(starts_on: date, ends_on: date) -> int:
    """Return the length in whole months; both days are part of it: from 1 April to 31 March are 12."""
    after = ends_on + timedelta(days=1)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    return months - (after.day < starts_on.day)


def agrees(factor: Factor, answer: str, *, known: Significance) -> bool:
    """Whether the answer is one that the level known from the details allows.

    What the council can leave at any time is of low significance by its length, however long it is planned to last.
    """
    return answer == known or (factor is Factor.LENGTH and answer == Significance.LOW)


def significance_of(answers: Mapping[str, str]) -> Significance | None:
    """Return the highest level among the six answers, None while one is missing. ValueError for an unknown level."""
    levels = [Significance(answers[factor]) for factor in Factor if answers.get(factor)]
    return max(levels, key=LEVELS.index) if len(levels) == len(Factor) else None


def deciding_factors(answers: Mapping[str, str]) -> tuple[Factor, ...]:
    """Return the questions whose answers gave the significance, because they are the highest; empty while unknown."""
    level = significance_of(answers)
    return tuple(factor for factor in Factor if level is not None and answers[factor] == level)


def _level(value: int, medium: int, high: int) -> Significance:
    if value >= high:
        return Significance.HIGH
    return Significance.MEDIUM if value >= medium else Significance.LOW
