"""What the pictures count: the flags of the cases in play, their outcomes, and what is due; of what the person may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, DateTimeField, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows
from accounts.roles import Grant
from checklists.spec import Severity
from partnerships.domain.board import months_later
from partnerships.domain.flags import FlagState
from partnerships.domain.workflow import PHASE_OF, Phase
from partnerships.models import Assessment, Condition, Flag
from partnerships.selectors.flags import AGES, CHECKLIST
from partnerships.selectors.lists import MOST_LISTINGS, USER
from partnerships.selectors.published import names_in

MONTHS = 6
# What must be treated: the blockers and the open concerns. The last is for what needs no treatment.
BLOCKERS, OPEN, NOTES = "blockers", "open", "notes"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many flags of cases in play there are, by what a picture shows of them; by question under each of its names."""

    by_service: Counter[tuple[str, int]] = field(default_factory=Counter)
    by_question: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_age: Counter[str] = field(default_factory=Counter)


def flags_counted(user: User, grants: Iterable[Grant]) -> Counted:
    """Count the flags of cases in play. One query."""
    counted, now = Counted(), timezone.now()
    since = {f"since_{age}": now - timedelta(days=int(age)) for age in AGES}
    for row in _flags(tuple(grants)).rows(user=user.pk, **since):
        kind = _kind(row)
        if kind:
            counted.by_service[kind, row["service"]] += row["number"]
            names = names_in(row["question_key"], row[CHECKLIST])
            counted.by_question.update({(kind, name): row["number"] for name in names})
        if kind == OPEN:
            counted.by_age[""] += row["number"]
            counted.by_age.update({age: row[f"older_{age}"] for age in AGES})
    return counted


def flags_by_service(user: User, grants: Iterable[Grant]) -> Counter[tuple[str, int]]:
    """Return `flags_counted(...).by_service` alone, from an index that holds all it needs. One query."""
    counted = Counter[tuple[str, int]]()
    for row in _flags_by_service(tuple(grants)).rows(user=user.pk):
        if kind := _kind(row):
            counted[kind, row["service"]] += row["number"]
    return counted


@lru_cache(MOST_LISTINGS)
def _flags_by_service(grants: tuple[Grant, ...]) -> PreparedRows[dict[str, Any]]:
    """Return the query of `flags_by_service`, which is the same for all who hold these roles."""

    def write() -> QuerySet[Flag, dict[str, Any]]:
        rows = Flag.objects.visible_to(USER, grants).filter(phase=Phase.IN_PLAY).order_by()
        counted: QuerySet[Flag, Any] = rows.values("service", "severity", "state").annotate(number=Count("pk"))
        return counted

    return PreparedRows(write)


@lru_cache(MOST_LISTINGS)
def _flags(grants: tuple[Grant, ...]) -> PreparedRows[dict[str, Any]]:
    """Return the query of `flags_counted`, which is the same for all who hold these roles."""

    def write() -> QuerySet[Flag, dict[str, Any]]:
        since = {age: Parameter(f"since_{age}", DateTimeField()) for age in AGES}
        older = {f"older_{age}": Count("pk", filter=Q(since__lte=since[age])) for age in AGES}
        rows = Flag.objects.visible_to(USER, grants).filter(phase=Phase.IN_PLAY).order_by()
        rows = rows.values("service", "question_key", CHECKLIST, "severity", "state")  # from here on its rows are dicts
        counted: QuerySet[Flag, dict[str, Any]] = rows.annotate(number=Count("pk"), **older)
        return counted

    return PreparedRows(write)


def outcomes_counted(user: User, grants: Iterable[Grant]) -> Counter[str]:
    """Count the current cases in play by their outcome. One query."""
    cases = Assessment.objects.visible_to(user, grants).current().exclude(state__in=PHASE_OF).order_by()
    return Counter(dict(cases.values_list("outcome").annotate(number=Count("pk"))))


def due_counted(user: User, grants: Iterable[Grant], today: date) -> tuple[int, Counter[date]]:
    """Return how many conditions are overdue, and how many are due in each of `MONTHS` months, by its first day.

    What was due earlier in this month is overdue alone. One query.
    """
    overdue, months = 0, Counter[date]()
    last = months_later(today.replace(day=1), MONTHS)
    due = Condition.objects.visible_to(user, grants).outstanding().filter(due_on__lt=last).order_by()
    counts = {"late": Count("pk", filter=Q(due_on__lt=today)), "coming": Count("pk", filter=Q(due_on__gte=today))}
    rows: Iterable[Any] = due.annotate(month=TruncMonth("due_on")).values("month").annotate(**counts)
    for row in rows:
        overdue += row["late"]
        months[row["month"]] += row["coming"]
    return overdue, months


def _kind(row: dict[str, Any]) -> str:
    if row["severity"] == Severity.BLOCKER:
        return BLOCKERS
    if row["severity"] == Severity.NOTE:
        return NOTES
    return OPEN if row["state"] == FlagState.OPEN else ""
