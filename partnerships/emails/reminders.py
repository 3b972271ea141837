"""What the calendar asks for: conditions that are due or overdue, and reviews. Each once, whoever runs it how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.board import RoundReason
from partnerships.domain.workflow import EDITABLE
from partnerships.emails import outbox
from partnerships.emails.recipients import authors, holders
from partnerships.models import Assessment, Condition, Partnership, RegisterEntry

# How long before its date people are told of a condition and of a review.
CONDITION_NOTICE, REVIEW_NOTICE = timedelta(days=14), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the people of a partnership are reminded of. `key` names it with its date: moved, it is another reminder."""

    kind: str
    key: str
    partnership: Partnership
    path: str = ""
    """Where it leads; to the partnership without one."""


def remind(*, today: date) -> int:
    """Keep a notice for everybody who is to be reminded by that day and was not yet; return how many are new.

    Those that wait and hold no more (what they say was done or moved, or is no longer that person's) are dropped.
    """
    people: dict[int, list[User]] = {}
    wanted = []
    for reminder in [*_of_conditions(today), *_of_reviews(today)]:
        partnership = reminder.partnership
        if partnership.pk not in people:
            people[partnership.pk] = [*authors(partnership), *holders(Role.MANAGER, partnership)]
        told = people[partnership.pk]
        wanted += outbox.notices(reminder.kind, partnership, told, path=reminder.path, key=reminder.key)
    return outbox.replace_reminders(wanted)


def prefix_of(condition: Condition) -> str:
    """What the keys of all reminders of one condition begin with."""
    return f"condition:{condition.pk}:"


def _of_conditions(today: date) -> Iterator[Reminder]:
    outstanding = Condition.objects.outstanding().filter(due_on__lte=today + CONDITION_NOTICE)
    for condition in outstanding.filter(partnership__exit_record=None).select_related("partnership"):
        kind = "condition_overdue" if condition.due_on < today else "condition_due"
        path = reverse("condition", args=[condition.partnership.reference, condition.number])
        yield Reminder(kind, f"{prefix_of(condition)}{kind}:{condition.due_on}", condition.partnership, path)


def _of_reviews(today: date) -> Iterator[Reminder]:
    entries = RegisterEntry.objects.filter(ended_on=None, review_on__lte=today + REVIEW_NOTICE)
    entries = entries.select_related("partnership", "decision")
    rounds = Assessment.objects.current().filter(partnership__in=entries.values("partnership"))
    current = {row.partnership_id: row for row in rounds.select_related("created_by")}
    for entry in entries:
        last = current[entry.partnership_id]
        is_due = entry.review_on <= today
        # A round that a person has opened says that they know; of one that the calendar opened, this tells them.
        is_news = last.pk == entry.decision.assessment_id or (is_due and _was_opened_by_calendar(last))
        if is_news:
            kind = "review_due" if is_due else "review_soon"
            yield Reminder(kind, f"review:{entry.pk}:{kind}:{entry.review_on}", entry.partnership)


def _was_opened_by_calendar(assessment: Assessment) -> bool:
    is_with_authors = assessment.opened_for == RoundReason.REVIEW and assessment.state in EDITABLE
    return is_with_authors and not assessment.created_by.is_active
