"""Reads of assignments: who is to answer which question, and what somebody is to answer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows
from partnerships.models import Assessment, Assignment
from partnerships.models.assignment import AssignmentQuerySet
from partnerships.selectors.lists import USER
from partnerships.selectors.worklist import MOST, cases_authored_by


def assignments_in(assessment: Assessment | Parameter) -> AssignmentQuerySet:
    """Return the assignments that stand in a case, with their people and questions."""
    standing = Assignment.objects.standing().filter(assessment=assessment)
    return standing.select_related("assigned_to", "assigned_by", "question")


def assignments_of(user: User) -> list[Assignment]:
    """Return the questions that the person is still to answer, in cases that are theirs; the next due first."""
    return _ASSIGNED.rows(user=user.pk)


def _assigned() -> QuerySet[Assignment]:
    own = Assignment.objects.outstanding().filter(assigned_to=USER, assessment__in=cases_authored_by(USER).values("pk"))
    rows = own.select_related("assessment__partnership", "assigned_by", "question")
    return rows.order_by("due_on", "pk")[:MOST]


_ASSIGNED = PreparedRows(_assigned)


def assignment_values(row: Assignment | None) -> dict[str, Any]:
    """Return to whom a question is assigned, and until when; blanks for no row."""
    return {"assigned_to": row and row.assigned_to_id, "due_on": row and row.due_on}
