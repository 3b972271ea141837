"""What pages show of assignments: who is to answer a question until when, and whether they still can."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from partnerships import emails
from partnerships.models import Assessment, Assignment
from partnerships.selectors.assignments import assignments_in


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
    rows = assignments_in(assessment).with_standing(emails.authors(assessment.partnership))
    return {row.question.key: Assigned(row, row.is_to_do, row.is_gone) for row in rows}
