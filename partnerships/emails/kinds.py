"""The notices of each event on a case: who is told, and the page they are sent to. Called by actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.workflow import BEFORE_ISSUED, State
from partnerships.emails import outbox
from partnerships.emails.outbox import NoticeDetails
from partnerships.emails.recipients import NEXT_TO_ACT, authors, correspondents, holders, reviewers
from partnerships.emails.reminders import path_of, prefix_of
from partnerships.models import Assessment, Assignment, Condition, Conversation, Event, Flag, Notice, Partnership
from partnerships.models.trail import OF_THE_CASE, EventKind
from partnerships.selectors.replies import readers_of_reply

# How long after they were asked somebody is not reminded by a submission.
A_DAY = timedelta(days=1)


def awaiting_review(assessment: Assessment, *, by: User) -> None:
    """Tell the managers of the service and, when answers wait for a confirmation, those who confirm them."""
    details = _until_papers(assessment, by, reverse("assessment-review", args=[assessment.pk]))
    notices = []
    for kind, people in _asked_by_submission(assessment, by=by):
        notices += outbox.notices(kind, assessment.partnership, people, details)
    outbox.post(notices)


def taken_back(assessment: Assessment, *, by: User) -> None:
    """Tell those whom the submission asked, once each, that they are not asked any more."""
    asked = {person for _kind, people in _asked_by_submission(assessment, by=by) for person in people}
    people = sorted(asked, key=lambda person: person.pk)
    outbox.post(outbox.notices("taken_back", assessment.partnership, people, NoticeDetails(by=by)))


def _asked_by_submission(assessment: Assessment, *, by: User) -> list[tuple[str, QuerySet[User]]]:
    """Return whom a submission asks, with the kind of their email: who reviews, and who confirms answers that wait for it.

    Whoever was asked to confirm before is reminded, unless something of it changed since; not within a day. What they
    objected to waits for its authors.
    """
    asked = [("awaiting_review", holders(Role.MANAGER, assessment.partnership))]
    waiting = Flag.objects.to_confirm().filter(assessment=assessment)
    for role in sorted(set(waiting.values_list("question__confirm_role", flat=True))):
        if kind := _kind_to_confirm(assessment, Role(role)):
            asked.append((kind, holders(Role(role), assessment.partnership)))
    return [(kind, people.exclude(pk=by.pk)) for kind, people in asked]


def _kind_to_confirm(assessment: Assessment, role: Role) -> str:
    """Return the kind of the email with which a submission asks the holders of the role to confirm; "" for none."""
    last = _asked_before(assessment, role)
    if last is None:
        return "awaiting_confirmation"
    said = Event.objects.filter(assessment=assessment, kind__in=OF_THE_CASE, question__confirm_role=role)
    if said.filter(position__gt=last.position).exists():
        return "awaiting_confirmation"
    return "still_to_confirm" if timezone.now() - last.recorded_at >= A_DAY else ""


def _asked_before(assessment: Assessment, role: Role) -> Event | None:
    """Return the event by which the role was asked last, before the submission that is recorded as the last one.

    None when nobody was asked, or was told since that the submission is taken back.
    """
    kinds = (EventKind.CONFIRMATION_ASKED, EventKind.SUBMITTED, EventKind.TAKEN_BACK)
    events = list(Event.objects.filter(assessment=assessment, kind__in=kinds).order_by("-position"))
    this_one = next((event for event in events if event.kind == EventKind.SUBMITTED), None)
    of_role = (event for event in events if event is not this_one and event.new.get("asked_role", role) == role)
    last = next(of_role, None)
    return None if last is None or last.kind == EventKind.TAKEN_BACK else last


def awaiting_confirmation(assessment: Assessment, role: Role, *, by: User) -> list[User]:
    """Ask the holders of the role to confirm the answers that wait for them; return whom."""
    details = _until_papers(assessment, by, reverse("assessment-review", args=[assessment.pk]))
    people = list(holders(role, assessment.partnership).exclude(pk=by.pk))
    outbox.post(outbox.notices("awaiting_confirmation", assessment.partnership, people, details))
    return people


def could_not_be_confirmed(assessment: Assessment, *, by: User) -> None:
    """Tell whoever can have the answer changed: in review the managers, who are asked to return the case, else its authors."""
    partnership = assessment.partnership
    if assessment.state == State.IN_REVIEW:
        kind, people, name = "could_not_be_confirmed", holders(Role.MANAGER, partnership), "assessment-review"
    else:
        kind, people, name = "objected", authors(partnership), "assessment"
    details = _until_papers(assessment, by, reverse(name, args=[assessment.pk]))
    outbox.post(outbox.notices(kind, partnership, people.exclude(pk=by.pk), details))


def returned(assessment: Assessment, *, by: User) -> None:
    """Tell the authors that the case was returned to them."""
    details = _until_papers(assessment, by, reverse("assessment", args=[assessment.pk]))
    outbox.post(outbox.notices("returned", assessment.partnership, authors(assessment.partnership), details))


def reopened(assessment: Assessment, *, by: User) -> None:
    """Tell the authors that a case that was ready for the board was returned to them."""
    details = _until_papers(assessment, by, reverse("assessment", args=[assessment.pk]))
    outbox.post(outbox.notices("reopened", assessment.partnership, authors(assessment.partnership), details))


def endorsed(assessment: Assessment, *, by: User) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the case was endorsed."""
    _tell_authors_and_secretaries("endorsed", assessment, by)


def meeting_changed(assessment: Assessment, *, by: User) -> None:
    """Tell the authors that the meeting of their case has another name, date or paper deadline."""
    people = authors(assessment.partnership)
    outbox.post(outbox.notices("meeting_changed", assessment.partnership, people, NoticeDetails(by=by)))


def meeting_cancelled(assessment: Assessment, *, by: User) -> None:
    """Tell the authors that the meeting of their case was cancelled, and where to choose another.

    An issued case is moved to another by a board secretary, who cancelled it.
    """
    kind, details = "meeting_cancelled_issued", NoticeDetails(by=by)
    if assessment.state in BEFORE_ISSUED:
        kind, details = "meeting_cancelled", NoticeDetails(reverse("assessment-meeting", args=[assessment.pk]), by)
    outbox.post(outbox.notices(kind, assessment.partnership, authors(assessment.partnership), details))


def version_required(assessment: Assessment, *, by: User, required_from: date | None) -> None:
    """Tell the lead officer that a later version of the checklist is required from that day, or, without one, no longer."""
    leads = authors(assessment.partnership).filter(pk=assessment.partnership.lead_id)
    kind = "version_required" if required_from else "version_not_required"
    details = NoticeDetails(reverse("assessment-upgrade", args=[assessment.pk]), by, due_on=required_from)
    outbox.post(outbox.notices(kind, assessment.partnership, leads, details))


def referral_asked(assessment: Assessment, *, by: User) -> None:
    """Tell the monitoring officers that a referral waits for their answer."""
    partnership = assessment.partnership
    details = _until_papers(assessment, by, reverse("assessment-referral", args=[assessment.pk]))
    outbox.post(outbox.notices("referral_asked", partnership, holders(Role.MONITORING, partnership), details))


def referral_declined(assessment: Assessment, *, by: User) -> None:
    """Tell the reviewers that the referral was declined: the case is in review again."""
    details = _until_papers(assessment, by, reverse("assessment-review", args=[assessment.pk]))
    outbox.post(outbox.notices("referral_declined", assessment.partnership, reviewers(assessment.partnership), details))


def referred(assessment: Assessment, *, by: User) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the case was referred."""
    _tell_authors_and_secretaries("referred", assessment, by)


def issued(assessment: Assessment, *, by: User) -> None:
    """Tell the authors and the reviewers that the report was issued."""
    _tell_authors_and_reviewers("issued", assessment.partnership, by)


def edition_withdrawn(assessment: Assessment, *, by: User) -> None:
    """Tell those who may have passed on the public edition of a report that it was withdrawn, and must be corrected.

    They are the authors, the reviewers, and the other board secretaries, who send papers to meetings.
    """
    _tell_authors_and_reviewers("edition_withdrawn", assessment.partnership, by)
    others = holders(Role.SECRETARY, assessment.partnership).exclude(pk=by.pk)
    outbox.post(outbox.notices("edition_withdrawn", assessment.partnership, others, NoticeDetails(by=by)))


def decided(assessment: Assessment, *, by: User) -> None:
    """Tell the authors and the reviewers that the decision was recorded."""
    _tell_authors_and_reviewers("decided", assessment.partnership, by)


def withdrawn(assessment: Assessment, *, was: State, by: User) -> None:
    """Tell the other authors and, by the state that the case had, those who had to act next."""
    partnership, details = assessment.partnership, NoticeDetails(by=by)
    notices = outbox.notices("withdrawn", partnership, authors(partnership).exclude(pk=by.pk), details)
    if role := NEXT_TO_ACT.get(was):
        notices += outbox.notices("withdrawn", partnership, holders(role, partnership), details)
    outbox.post(notices)


def person_added(assessment: Assessment, user: User, *, by: User) -> None:
    """Tell someone that they were added to a case."""
    people = User.objects.filter(pk=user.pk)
    outbox.post(outbox.notices("person_added", assessment.partnership, people, NoticeDetails(by=by)))


def lead_changed(assessment: Assessment, *, old: User, new: User, by: User) -> None:
    """Tell the new lead officer and, unless they are gone, the one before."""
    people = User.objects.filter(pk__in=[old.pk, new.pk], is_active=True)
    outbox.post(outbox.notices("lead_changed", assessment.partnership, people, NoticeDetails(by=by)))


def question_asked(conversation: Conversation, *, by: User) -> list[User]:
    """Tell whoever is asked about a question, but for who asks; return whom."""
    people = correspondents(conversation.assessment, Role(conversation.asked_role) if conversation.asked_role else None)
    if conversation.asked_of_id is not None:
        people = people.filter(pk=conversation.asked_of_id)
    told = list(people.exclude(pk=by.pk))
    outbox.post(_of_conversation("question_asked", conversation, told, by))
    return told


def question_replied(conversation: Conversation, *, by: User) -> None:
    """Tell whoever asked that somebody else replied; when they take no part any more, whoever took over from them."""
    readers = readers_of_reply(conversation)
    kind = "question_replied" if conversation.asked_by_id in readers else "reply_taken_over"
    people = correspondents(conversation.assessment).filter(pk__in=readers).exclude(pk=by.pk)
    outbox.post(_of_conversation(kind, conversation, people, by))


def question_assigned(assignment: Assignment) -> None:
    """Tell somebody that they are to answer a question, unless they took it themselves."""
    if assignment.assigned_to_id != assignment.assigned_by_id:
        partnership = assignment.assessment.partnership
        details = NoticeDetails(path_of(assignment), assignment.assigned_by, assignment.due_on)
        outbox.post(outbox.notices("question_assigned", partnership, [assignment.assigned_to], details))


def owner_named(partnership: Partnership, user: User, *, by: User) -> None:
    """Tell somebody that they own a condition or a mitigation. They read of it in their work: the case may not be theirs."""
    people = User.objects.filter(pk=user.pk)
    outbox.post(outbox.notices("owner_named", partnership, people, NoticeDetails(reverse("my-work"), by)))


def monitoring_officer_told(assessment: Assessment, *, by: User) -> list[User]:
    """Tell the monitoring officers that a rule asks for their attention; return whom. They see the case from then on."""
    details = NoticeDetails(reverse("assessment-review", args=[assessment.pk]), by)
    officers = list(holders(Role.MONITORING, assessment.partnership))
    outbox.post(outbox.notices("monitoring_officer_told", assessment.partnership, officers, details))
    return officers


def round_opened(assessment: Assessment, *, by: User) -> None:
    """Tell the other authors about a new round, which is `assessment`. Rounds opened by the daily command have reminders."""
    if by.is_active:
        others = authors(assessment.partnership).exclude(pk=by.pk)
        details = NoticeDetails(reverse("assessment", args=[assessment.pk]), by)
        outbox.post(outbox.notices("round_opened", assessment.partnership, others, details))


def ended(assessment: Assessment, *, by: User) -> None:
    """Tell the other authors and the reviewers that the partnership ended, and drop its unsent reminders."""
    partnership, details = assessment.partnership, NoticeDetails(by=by)
    outbox.cancel(partnership=partnership)
    others = outbox.notices("ended", partnership, authors(partnership).exclude(pk=by.pk), details)
    outbox.post(others + outbox.notices("ended", partnership, reviewers(partnership).exclude(pk=by.pk), details))


def condition_amended(condition: Condition) -> None:
    """Drop the unsent reminders of the condition: the daily command creates new ones."""
    outbox.cancel(partnership=condition.partnership, prefix=prefix_of(condition))


def who_are_chased(condition: Condition) -> list[User]:
    """Return who get an email when the condition is chased: the authors, and the owner if they sign in here."""
    owner = condition.owner_user
    told = list(authors(condition.partnership).order_by("folded_name", "pk"))
    return [*told, owner] if owner is not None and owner.is_active and owner not in told else told


def condition_chased(condition: Condition, *, by: User) -> list[User]:
    """Ask `who_are_chased` how far a condition is; return them. An owner may not see the case."""
    partnership, everybody = condition.partnership, who_are_chased(condition)
    told = list(authors(partnership))
    path = reverse("condition", args=[partnership.reference, condition.number])
    waiting = outbox.notices("condition_chased", partnership, told, NoticeDetails(path, by, condition.due_on))
    owners = [person for person in everybody if person not in told]
    details = NoticeDetails(reverse("my-work"), by, condition.due_on)
    waiting += outbox.notices("owner_chased", partnership, owners, details)
    outbox.post(waiting)
    return everybody


def condition_completed(condition: Condition) -> None:
    """Drop the unsent reminders of the condition."""
    outbox.cancel(partnership=condition.partnership, prefix=prefix_of(condition))


def condition_reopened(condition: Condition) -> None:
    """Let the daily command create the reminders of the condition again."""
    outbox.forget(partnership=condition.partnership, prefix=prefix_of(condition))


def _until_papers(assessment: Assessment, by: User, path: str = "") -> NoticeDetails:
    """Return what a notice says of a case that goes to a meeting: it is asked for until the papers are due."""
    return NoticeDetails(path, by, assessment.meeting.papers_due_on if assessment.meeting else None)


def _of_conversation(kind: str, conversation: Conversation, people: Iterable[User], by: User) -> list[Notice]:
    path = reverse("conversation", args=[conversation.assessment_id, conversation.number])
    return outbox.notices(kind, conversation.assessment.partnership, people, NoticeDetails(path, by))


def _tell_authors_and_secretaries(kind: str, assessment: Assessment, by: User) -> None:
    partnership, details = assessment.partnership, _until_papers(assessment, by)
    notices = outbox.notices(kind, partnership, authors(partnership), NoticeDetails(by=by))
    outbox.post(notices + outbox.notices("awaiting_issue", partnership, holders(Role.SECRETARY, partnership), details))


def _tell_authors_and_reviewers(kind: str, partnership: Partnership, by: User) -> None:
    notices = outbox.notices(kind, partnership, authors(partnership), NoticeDetails(by=by))
    outbox.post(notices + outbox.notices(kind, partnership, reviewers(partnership), NoticeDetails(by=by)))
