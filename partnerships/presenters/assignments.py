"""What pages show of assignments: who is to answer a question until when, and whether they still can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from accounts.prepared import PreparedRows, key
from partnerships import emails
from partnerships.models import Assessment, Assignment, Partnership
from partnerships.selectors.assignments import assignments_in

if TYPE_CHECKING:
    from partnerships.models.assignment import AssignmentOfCase


@dataclass(frozen=True, slots=True)
class Assigned:
    """To whom a question is assigned. `is_to_do`: it is not answered yet; `is_gone`: they are no author of the case now."""

    assignment: Assignment
    is_to_do: bool
    is_gone: bool

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.is_to_do and self.assignment.due_on < timezone.localdate()


def assigned_in(assessment: Assessment) -> dict[str, Assigned]:
    """Return to whom the questions of a case are assigned, by question key. One query."""
    rows = _ASSIGNMENTS.rows(assessment=assessment, partnership=assessment.partnership_id)
    return {row.question.key: Assigned(row, row.is_to_do, row.is_gone) for row in rows}


def _assignments() -> QuerySet[AssignmentOfCase]:
    standing = assignments_in(key("assessment", Assessment))
    return standing.with_standing(emails.authors(key("partnership", Partnership)))


_ASSIGNMENTS = PreparedRows(_assignments)
