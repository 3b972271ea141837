"""Reminders of conditions, reviews, assigned questions, papers and required versions that are due. Idempotent: each is created at most once per key and recipient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.board import RoundReason
from partnerships.domain.workflow import BEFORE_ISSUED, EDITABLE, State
from partnerships.emails import outbox
from partnerships.emails.bulk import Recipients
from partnerships.emails.outbox import NoticeDetails
from partnerships.models import Assessment, Assignment, Condition, Notice, Partnership, RegisterEntry
from partnerships.selectors.upgrading import cases_to_upgrade, told_that_required

# How long before their date people are reminded of conditions, of reviews, of questions that they are to answer and of papers.
CONDITION_NOTICE, REVIEW_NOTICE = timedelta(days=14), timedelta(days=60)
ASSIGNMENT_NOTICE, PAPERS_NOTICE = timedelta(days=3), timedelta(days=7)
# Where whoever must act does it, before the report is issued; its authors on the task list.
PAGE_OF = {
    State.IN_REVIEW: "assessment-review",
    State.REFERRAL_ASKED: "assessment-referral",
    State.ENDORSED: "assessment-issue",
    State.REFERRED: "assessment-issue",
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder for the people of a partnership. `key` holds the date, so that a new date gives a new reminder.

    The default `path` is the partnership's page. `owner` is somebody who owns what is due and signs in here.
    """

    kind: str
    key: str
    partnership: Partnership
    due_on: date
    path: str = ""
    owner: User | None = None


def remind(*, today: date) -> int:
    """Create the reminders that are due by that day and do not exist yet; return how many are new.

    Unsent reminders that are no longer due, or no longer for that person, are deleted.
    """
    wanted = [*_of_assignments(today), *_of_papers(today), *_of_requirements(today)]
    reminders = [*_of_conditions(today), *_of_reviews(today)]
    people = Recipients({reminder.partnership.pk for reminder in reminders})
    for reminder in reminders:
        partnership = reminder.partnership
        told = [*people.authors(partnership), *people.holders(Role.MANAGER, partnership)]
        if reminder.owner is not None and reminder.owner not in told:
            own = NoticeDetails(reverse("my-work"), due_on=reminder.due_on, key=reminder.key)
            wanted += outbox.notices("owner_due", partnership, [reminder.owner], own)
        details = NoticeDetails(reminder.path, due_on=reminder.due_on, key=reminder.key)
        wanted += outbox.notices(reminder.kind, partnership, told, details)
    return outbox.replace_reminders(wanted)


def prefix_of(condition: Condition) -> str:
    """Return the prefix of the keys of all reminders of one condition."""
    return f"condition:{condition.pk}:"


def _of_conditions(today: date) -> Iterator[Reminder]:
    outstanding = Condition.objects.outstanding().filter(due_on__lte=today + CONDITION_NOTICE)
    for condition in outstanding.filter(partnership__exit_record=None).select_related("partnership", "owner_user"):
        kind = "condition_overdue" if condition.due_on < today else "condition_due"
        path = reverse("condition", args=[condition.partnership.reference, condition.number])
        key = f"{prefix_of(condition)}{kind}:{condition.due_on}"
        yield Reminder(kind, key, condition.partnership, condition.due_on, path, condition.owner_user)


def path_of(assignment: Assignment) -> str:
    """Return the address of the question that was assigned."""
    return reverse("assessment-question", args=[assignment.assessment_id, assignment.question.key])


def _of_assignments(today: date) -> Iterator[Notice]:
    """Yield the reminders of whoever is to answer a question that is not done: before its day, and after it."""
    rows = Assignment.objects.outstanding().filter(due_on__lte=today + ASSIGNMENT_NOTICE)
    for row in rows.select_related("assessment__partnership", "assigned_to", "question"):
        kind = "assignment_overdue" if row.due_on < today else "assignment_due"
        key = f"assignment:{row.pk}:{kind}:{row.due_on}"
        partnership = row.assessment.partnership
        details = NoticeDetails(path_of(row), due_on=row.due_on, key=key)
        yield from outbox.notices(kind, partnership, [row.assigned_to], details)


def _of_papers(today: date) -> Iterator[Notice]:
    """Yield the reminders of whoever must act on a case before the papers of its meeting are due, until that day."""
    due = Q(meeting__papers_due_on__range=(today, today + PAPERS_NOTICE), meeting__cancelled_at=None)
    cases = list(Assessment.objects.current().with_partnership().filter(due, state__in=BEFORE_ISSUED))
    people = Recipients({case.partnership_id for case in cases}).next_to_act(cases)
    for case in cases:
        if case.meeting is None:
            continue
        path = reverse(PAGE_OF.get(State(case.state), "assessment"), args=[case.pk])
        key = f"papers:{case.pk}:{case.meeting.papers_due_on}"
        details = NoticeDetails(path, due_on=case.meeting.papers_due_on, key=key)
        yield from outbox.notices("papers_due", case.partnership, people[case.pk], details)


def _of_requirements(today: date) -> Iterator[Notice]:
    """Yield the reminders of the lead officers whose cases have not gone on to a version that is required by that day.

    Whoever was told on the day itself that it is required needs no other email. One that is returned later gets it then.
    """
    due = [(case, row) for case, row in cases_to_upgrade() if row.required_from <= today]
    if not due:
        return
    people = Recipients({case.partnership_id for case, _row in due})
    told = told_that_required(case for case, _row in due)
    for case, row in due:
        told_on = told.get((case.pk, row.version.number))
        if told_on and told_on >= row.required_from:
            continue
        leads = [user for user in people.authors(case.partnership) if user.pk == case.partnership.lead_id]
        details = NoticeDetails(reverse("assessment-upgrade", args=[case.pk]), key=f"required:{row.pk}:{case.pk}")
        yield from outbox.notices("version_required_now", case.partnership, leads, details)


def _of_reviews(today: date) -> Iterator[Reminder]:
    entries = RegisterEntry.objects.filter(ended_on=None, review_on__lte=today + REVIEW_NOTICE)
    entries = entries.select_related("partnership", "decision")
    rounds = Assessment.objects.current().filter(partnership__in=entries.values("partnership"))
    current = {row.partnership_id: row for row in rounds.select_related("created_by")}
    for entry in entries:
        last = current.get(entry.partnership_id)
        is_due = entry.review_on <= today
        # A round that a person has opened needs no reminder; one that the daily command has opened does.
        is_automatic = last is not None and last.opened_for == RoundReason.REVIEW and not last.created_by.is_active
        is_unopened = last is None or (entry.decision is not None and last.pk == entry.decision.assessment_id)
        if is_unopened or (is_due and is_automatic and last is not None and last.state in EDITABLE):
            kind = "review_due" if is_due else "review_soon"
            key = f"review:{entry.pk}:{kind}:{entry.review_on}"
            yield Reminder(kind, key, entry.partnership, entry.review_on)
