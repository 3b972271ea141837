"""The notices of each event on a case: who is told, and the page they are sent to. Called by actions."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.workflow import BEFORE_ISSUED, State
from partnerships.emails import outbox
from partnerships.emails.recipients import authors, correspondents, holders, reviewers
from partnerships.emails.reminders import path_of, prefix_of
from partnerships.models import Assessment, Assignment, Condition, Conversation, Flag, Notice, Partnership

# Whose turn it is in the states in which it is not the authors'.
NEXT_TO_ACT = {
    State.IN_REVIEW: Role.MANAGER,
    State.REFERRAL_ASKED: Role.MONITORING,
    State.ENDORSED: Role.SECRETARY,
    State.REFERRED: Role.SECRETARY,
    State.ISSUED: Role.SECRETARY,
}


def awaiting_review(assessment: Assessment, *, submitted_by: User) -> None:
    """Tell the managers of the service and, when answers wait for a confirmation, those who confirm them."""
    partnership, path = assessment.partnership, reverse("assessment-review", args=[assessment.pk])
    managers = holders(Role.MANAGER, partnership).exclude(pk=submitted_by.pk)
    notices = outbox.notices("awaiting_review", partnership, managers, path)
    waiting = Flag.objects.awaiting_confirmation().filter(assessment=assessment)
    for role in sorted(set(waiting.values_list("question__confirm_role", flat=True))):
        people = holders(Role(role), partnership).exclude(pk=submitted_by.pk)
        notices += outbox.notices("awaiting_confirmation", partnership, people, path)
    outbox.post(notices)


def awaiting_confirmation(assessment: Assessment, role: Role, *, by: User) -> list[User]:
    """Ask the holders of the role to confirm the answers that wait for them; return whom."""
    path = reverse("assessment-review", args=[assessment.pk])
    people = list(holders(role, assessment.partnership).exclude(pk=by.pk))
    outbox.post(outbox.notices("awaiting_confirmation", assessment.partnership, people, path))
    return people


def could_not_be_confirmed(assessment: Assessment, *, by: User) -> None:
    """Tell whoever can have the answer changed: in review the managers, who are asked to return the case, else its authors."""
    partnership = assessment.partnership
    if assessment.state == State.IN_REVIEW:
        kind, people, name = "could_not_be_confirmed", holders(Role.MANAGER, partnership), "assessment-review"
    else:
        kind, people, name = "objected", authors(partnership), "assessment"
    path = reverse(name, args=[assessment.pk])
    outbox.post(outbox.notices(kind, partnership, people.exclude(pk=by.pk), path))


def returned(assessment: Assessment) -> None:
    """Tell the authors that the case was returned to them."""
    path = reverse("assessment", args=[assessment.pk])
    outbox.post(outbox.notices("returned", assessment.partnership, authors(assessment.partnership), path))


def reopened(assessment: Assessment) -> None:
    """Tell the authors that a case that was ready for the board was returned to them."""
    path = reverse("assessment", args=[assessment.pk])
    outbox.post(outbox.notices("reopened", assessment.partnership, authors(assessment.partnership), path))


def endorsed(assessment: Assessment) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the case was endorsed."""
    _tell_authors_and_secretaries("endorsed", assessment.partnership)


def meeting_changed(assessment: Assessment) -> None:
    """Tell the authors that the meeting of their case has another name, date or paper deadline."""
    outbox.post(outbox.notices("meeting_changed", assessment.partnership, authors(assessment.partnership)))


def meeting_cancelled(assessment: Assessment) -> None:
    """Tell the authors that the meeting of their case was cancelled, and where to choose another."""
    path = reverse("assessment-meeting" if assessment.state in BEFORE_ISSUED else "assessment", args=[assessment.pk])
    outbox.post(outbox.notices("meeting_cancelled", assessment.partnership, authors(assessment.partnership), path))


def referral_asked(assessment: Assessment) -> None:
    """Tell the monitoring officers that a referral waits for their answer."""
    partnership, path = assessment.partnership, reverse("assessment-referral", args=[assessment.pk])
    outbox.post(outbox.notices("referral_asked", partnership, holders(Role.MONITORING, partnership), path))


def referral_declined(assessment: Assessment) -> None:
    """Tell the reviewers that the referral was declined: the case is in review again."""
    path = reverse("assessment-review", args=[assessment.pk])
    outbox.post(outbox.notices("referral_declined", assessment.partnership, reviewers(assessment.partnership), path))


def referred(assessment: Assessment) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the case was referred."""
    _tell_authors_and_secretaries("referred", assessment.partnership)


def issued(assessment: Assessment) -> None:
    """Tell the authors and the reviewers that the report was issued."""
    _tell_authors_and_reviewers("issued", assessment.partnership)


def edition_withdrawn(assessment: Assessment) -> None:
    """Tell the authors and the reviewers that the public edition of a report was withdrawn: it must be corrected."""
    _tell_authors_and_reviewers("edition_withdrawn", assessment.partnership)


def decided(assessment: Assessment) -> None:
    """Tell the authors and the reviewers that the decision was recorded."""
    _tell_authors_and_reviewers("decided", assessment.partnership)


def withdrawn(assessment: Assessment, *, was: State, by: User) -> None:
    """Tell the other authors and, by the state that the case had, those who had to act next."""
    partnership = assessment.partnership
    notices = outbox.notices("withdrawn", partnership, authors(partnership).exclude(pk=by.pk))
    if role := NEXT_TO_ACT.get(was):
        notices += outbox.notices("withdrawn", partnership, holders(role, partnership))
    outbox.post(notices)


def person_added(assessment: Assessment, user: User) -> None:
    """Tell someone that they were added to a case."""
    outbox.post(outbox.notices("person_added", assessment.partnership, User.objects.filter(pk=user.pk)))


def lead_changed(assessment: Assessment, *, old: User, new: User) -> None:
    """Tell the new lead officer and, unless they are gone, the one before."""
    people = User.objects.filter(pk__in=[old.pk, new.pk], is_active=True)
    outbox.post(outbox.notices("lead_changed", assessment.partnership, people))


def question_asked(conversation: Conversation, *, by: User) -> list[User]:
    """Tell whoever is asked about a question, but for who asks; return whom."""
    people = correspondents(conversation.assessment, Role(conversation.asked_role) if conversation.asked_role else None)
    if conversation.asked_of_id is not None:
        people = people.filter(pk=conversation.asked_of_id)
    told = list(people.exclude(pk=by.pk))
    outbox.post(_of_conversation("question_asked", conversation, told))
    return told


def question_replied(conversation: Conversation, *, by: User) -> None:
    """Tell whoever asked that somebody else replied."""
    people = correspondents(conversation.assessment).filter(pk=conversation.asked_by_id).exclude(pk=by.pk)
    outbox.post(_of_conversation("question_replied", conversation, people))


def question_assigned(assignment: Assignment) -> None:
    """Tell somebody that they are to answer a question, unless they took it themselves."""
    if assignment.assigned_to_id != assignment.assigned_by_id:
        partnership, path = assignment.assessment.partnership, path_of(assignment)
        outbox.post(outbox.notices("question_assigned", partnership, [assignment.assigned_to], path))


def owner_named(partnership: Partnership, user: User) -> None:
    """Tell somebody that they own a condition or a mitigation. They read of it in their work: the case may not be theirs."""
    path = reverse("my-work")
    outbox.post(outbox.notices("owner_named", partnership, User.objects.filter(pk=user.pk), path))


def monitoring_officer_told(assessment: Assessment) -> list[User]:
    """Tell the monitoring officers that a rule asks for their attention; return whom. They see the case from then on."""
    path = reverse("assessment-review", args=[assessment.pk])
    officers = list(holders(Role.MONITORING, assessment.partnership))
    outbox.post(outbox.notices("monitoring_officer_told", assessment.partnership, officers, path))
    return officers


def round_opened(assessment: Assessment, *, by: User) -> None:
    """Tell the other authors about a new round, which is `assessment`. Rounds opened by the daily command have reminders."""
    if by.is_active:
        others = authors(assessment.partnership).exclude(pk=by.pk)
        path = reverse("assessment", args=[assessment.pk])
        outbox.post(outbox.notices("round_opened", assessment.partnership, others, path))


def ended(assessment: Assessment, *, by: User) -> None:
    """Tell the other authors and the reviewers that the partnership ended, and drop its unsent reminders."""
    partnership = assessment.partnership
    outbox.cancel(partnership=partnership)
    others = outbox.notices("ended", partnership, authors(partnership).exclude(pk=by.pk))
    outbox.post(others + outbox.notices("ended", partnership, reviewers(partnership).exclude(pk=by.pk)))


def condition_amended(condition: Condition) -> None:
    """Drop the unsent reminders of the condition: the daily command creates new ones."""
    outbox.cancel(partnership=condition.partnership, prefix=prefix_of(condition))


def condition_chased(condition: Condition) -> list[User]:
    """Ask the authors, and the owner who signs in here, how far a condition is; return whom. An owner may not see the case."""
    partnership, owner = condition.partnership, condition.owner_user
    told = list(authors(partnership).order_by("folded_name", "pk"))
    path = reverse("condition", args=[partnership.reference, condition.number])
    waiting = outbox.notices("condition_chased", partnership, told, path)
    if owner is not None and owner.is_active and owner not in told:
        told.append(owner)
        waiting += outbox.notices("owner_chased", partnership, [owner], reverse("my-work"))
    outbox.post(waiting)
    return told


def condition_completed(condition: Condition) -> None:
    """Drop the unsent reminders of the condition."""
    outbox.cancel(partnership=condition.partnership, prefix=prefix_of(condition))


def condition_reopened(condition: Condition) -> None:
    """Let the daily command create the reminders of the condition again."""
    outbox.forget(partnership=condition.partnership, prefix=prefix_of(condition))


def _of_conversation(kind: str, conversation: Conversation, people: Iterable[User]) -> list[Notice]:
    path = reverse("conversation", args=[conversation.assessment_id, conversation.number])
    return outbox.notices(kind, conversation.assessment.partnership, people, path)


def _tell_authors_and_secretaries(kind: str, partnership: Partnership) -> None:
    notices = outbox.notices(kind, partnership, authors(partnership))
    outbox.post(notices + outbox.notices("awaiting_issue", partnership, holders(Role.SECRETARY, partnership)))


def _tell_authors_and_reviewers(kind: str, partnership: Partnership) -> None:
    notices = outbox.notices(kind, partnership, authors(partnership))
    outbox.post(notices + outbox.notices(kind, partnership, reviewers(partnership)))
