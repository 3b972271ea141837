"""Giving a question of a case to one of its authors, with a day until which they answer it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import Question
from partnerships import emails
from partnerships.actions.acting import act_as, lock
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, far_errors, past_errors, refuse
from partnerships.actions.version_tokens import NOBODY, check_row
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.models import Assessment, Assignment, Partnership
from partnerships.models.trail import EventKind
from partnerships.selectors.assignments import assignment_values

# How far ahead somebody plans the answer to a question.
YEARS_TO_ANSWER = 2


@transaction.atomic
def assign_question(
    *,
    assessment: Assessment,
    question: Question,
    by: User,
    user: User | None,
    due_on: date | None,
    version_token: str | None = None,
) -> Assignment | None:
    """Give a question to an author of the case until a day; None as `user` takes it from whoever has it. They are told.

    `version_token` is that of the assignment that the page showed: StaleError when another one stands. InvalidError for
    somebody who is no author or for a day that has passed or is far away; ActionError when the case is not with its
    authors. The same again writes no event.
    """
    assessment = lock(assessment)
    check_state(Permission.ASSIGN, assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    rows = assessment.assignments.standing().filter(question=question)
    old = rows.select_related("assigned_to", "assigned_by").first()
    typed = {"assigned_to": user and user.pk, "due_on": due_on if user else None}
    by_and_at = (old.assigned_by, old.assigned_at) if old else NOBODY
    check_row(version_token, typed=typed, current=assignment_values(old), row=old, saved=by_and_at)
    if typed == assignment_values(old):
        return old
    if user is not None:
        check_assignment(assessment.partnership, user=user, due_on=due_on)
    rows.update(ended_at=timezone.now(), ended_by=by)
    if user is None or due_on is None:
        record(EventKind.ASSIGNMENT_ENDED, by=by, assessment=assessment, question=question, old=_as_json(old))
        return None
    new = Assignment(assessment=assessment, question=question, assigned_to=user, due_on=due_on, assigned_by=by)
    new.save(force_insert=True)
    kind = EventKind.QUESTION_ASSIGNED
    record(kind, by=by, assessment=assessment, question=question, old=_as_json(old), new=_as_json(new))
    emails.question_assigned(new)
    return new


def end_assignments(partnership: Partnership, user: User, *, by: User) -> None:
    """End what somebody was to answer who leaves the case, each as an event. The caller holds the lock on the case."""
    cases = partnership.assessments.filter(state__in=BEFORE_DECIDED)
    rows = Assignment.objects.standing().filter(assessment__in=cases.values("pk"), assigned_to=user)
    for row in rows.select_related("assessment", "question", "assigned_to").order_by("pk"):
        row.ended_at, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        row.assessment.partnership = partnership
        record(EventKind.ASSIGNMENT_ENDED, by=by, assessment=row.assessment, question=row.question, old=_as_json(row))


def check_assignment(partnership: Partnership, *, user: User, due_on: date | None) -> None:
    """Raise InvalidError unless the person is an author of the case, and the day is today or later and within reason."""
    if not emails.authors(partnership).filter(pk=user.pk).exists():
        words = _("%(name)s is not on the case. The lead officer can add them as a contributor.")
        raise InvalidError({"user": words % {"name": user.full_name}})
    if due_on is None:
        raise InvalidError({"due_on": _("Enter the date by which it is to be answered")})
    refuse(past_errors(due_on=due_on) or far_errors({"due_on": due_on}, back=0, ahead=YEARS_TO_ANSWER))


def _as_json(row: Assignment | None) -> dict[str, Any]:
    return {"assigned_to": row.assigned_to.full_name, "due_on": row.due_on.isoformat()} if row else {}
