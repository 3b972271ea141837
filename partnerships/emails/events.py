"""What happens on a case, and who is told of it. Called by the actions, inside their transactions."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.workflow import State
from partnerships.emails import outbox
from partnerships.emails.recipients import authors, holders, reviewers
from partnerships.emails.reminders import prefix_of
from partnerships.models import Assessment, Condition, Flag, Partnership


def awaiting_review(assessment: Assessment, *, submitted_by: User) -> None:
    """Tell the managers of the service, and the legal advisers when an answer waits for their confirmation."""
    partnership, path = assessment.partnership, reverse("assessment-review", args=[assessment.pk])
    managers = holders(Role.MANAGER, partnership).exclude(pk=submitted_by.pk)
    notices = outbox.notices("awaiting_review", partnership, managers, path)
    if Flag.objects.awaiting_confirmation().filter(assessment=assessment).exists():
        notices += outbox.notices("awaiting_confirmation", partnership, holders(Role.LEGAL, partnership), path)
    outbox.post(notices)


def returned(assessment: Assessment) -> None:
    """Tell the authors that the case is theirs again."""
    path = reverse("assessment", args=[assessment.pk])
    outbox.post(outbox.notices("returned", assessment.partnership, authors(assessment.partnership), path))


def reopened(assessment: Assessment) -> None:
    """Tell the authors that the case is theirs again after it was ready for the board."""
    path = reverse("assessment", args=[assessment.pk])
    outbox.post(outbox.notices("reopened", assessment.partnership, authors(assessment.partnership), path))


def endorsed(assessment: Assessment) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the review is over."""
    _for_the_board("endorsed", assessment.partnership)


def referred(assessment: Assessment) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the case goes there as it is."""
    _for_the_board("referred", assessment.partnership)


def issued(assessment: Assessment) -> None:
    """Tell the authors and the reviewers that the board has the report."""
    _tell_the_case("issued", assessment.partnership)


def decided(assessment: Assessment) -> None:
    """Tell the authors and the reviewers that the decision was recorded."""
    _tell_the_case("decided", assessment.partnership)


def withdrawn(assessment: Assessment, *, was: State, by: User) -> None:
    """Tell the other authors, and whoever had the case before them in the state in which it was."""
    partnership = assessment.partnership
    notices = outbox.notices("withdrawn", partnership, authors(partnership).exclude(pk=by.pk))
    if role := _HAS_THE_CASE.get(was):
        notices += outbox.notices("withdrawn", partnership, holders(role, partnership))
    outbox.post(notices)


def person_added(assessment: Assessment, user: User) -> None:
    """Tell someone that they were added to a case."""
    outbox.post(outbox.notices("person_added", assessment.partnership, User.objects.filter(pk=user.pk)))


def monitoring_officer_told(assessment: Assessment) -> None:
    """Tell the monitoring officer, whose address is a setting, to ask for the case."""
    if settings.MONITORING_OFFICER_EMAIL:
        outbox.post([outbox.notice("monitoring_officer_told", assessment.partnership, recipient=None)])


def round_opened(assessment: Assessment, *, by: User) -> None:
    """Tell the other authors that there is another round to answer. Of one that the calendar opened, its reminder says so.

    `assessment` is the new round.
    """
    if by.is_active:
        others = authors(assessment.partnership).exclude(pk=by.pk)
        path = reverse("assessment", args=[assessment.pk])
        outbox.post(outbox.notices("round_opened", assessment.partnership, others, path))


def ended(assessment: Assessment, *, by: User) -> None:
    """Tell the other authors and the reviewers that the partnership ended; nothing is due any more."""
    partnership = assessment.partnership
    outbox.cancel(partnership=partnership)
    others = outbox.notices("ended", partnership, authors(partnership).exclude(pk=by.pk))
    outbox.post(others + outbox.notices("ended", partnership, reviewers(partnership).exclude(pk=by.pk)))


def condition_amended(condition: Condition) -> None:
    """Forget the reminders that were not sent: the daily command makes those of the new date or owner."""
    outbox.cancel(partnership=condition.partnership, prefix=prefix_of(condition))


def condition_completed(condition: Condition) -> None:
    """Forget the reminders that were not sent: there is nothing left to do."""
    outbox.cancel(partnership=condition.partnership, prefix=prefix_of(condition))


def condition_reopened(condition: Condition) -> None:
    """Let the daily command remind people of the condition again, as if it never had."""
    outbox.forget(partnership=condition.partnership, prefix=prefix_of(condition))


_HAS_THE_CASE = {
    State.IN_REVIEW: Role.MANAGER,
    State.ENDORSED: Role.SECRETARY,
    State.REFERRED: Role.SECRETARY,
    State.ISSUED: Role.SECRETARY,
}


def _for_the_board(kind: str, partnership: Partnership) -> None:
    notices = outbox.notices(kind, partnership, authors(partnership))
    outbox.post(notices + outbox.notices("awaiting_issue", partnership, holders(Role.SECRETARY, partnership)))


def _tell_the_case(kind: str, partnership: Partnership) -> None:
    notices = outbox.notices(kind, partnership, authors(partnership))
    outbox.post(notices + outbox.notices(kind, partnership, reviewers(partnership)))
