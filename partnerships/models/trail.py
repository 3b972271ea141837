"""The trail: one event for each change of a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Grant
from checklists.models import Question
from partnerships.models.assessment import Assessment
from partnerships.models.labels import label_of
from partnerships.models.partnership import Partnership, visibility


class EventKind(models.TextChoices):
    """The kinds of events."""

    CREATED = "created", _("Partnership started")
    DETAILS_CHANGED = "details_changed", _("Details changed")
    SCREENED = "screened", _("Screening test answered")
    BENEFITS_CLAIMED = "benefits_claimed", _("Benefits claimed")
    PERSON_ADDED = "person_added", _("Person added")
    PERSON_REMOVED = "person_removed", _("Person removed")
    LEAD_CHANGED = "lead_changed", _("Lead officer changed")
    ANSWERED = "answered", _("Answer saved")
    EVIDENCE_ATTACHED = "evidence_attached", _("Evidence attached")
    EVIDENCE_REMOVED = "evidence_removed", _("Evidence removed")
    QUESTION_ASSIGNED = "question_assigned", _("Question assigned")
    ASSIGNMENT_ENDED = "assignment_ended", _("Assignment ended")
    CONVERSATION_STARTED = "conversation_started", _("Asked about a question")
    CONVERSATION_REPLIED = "conversation_replied", _("Replied about a question")
    CONVERSATION_PASSED_ON = "conversation_passed_on", _("Asked somebody else about a question")
    CONVERSATION_RESOLVED = "conversation_resolved", _("Conversation resolved")
    CONVERSATION_REOPENED = "conversation_reopened", _("Conversation reopened")
    TREATED = "treated", _("Flag treated")
    FLAG_RAISED = "flag_raised", _("Flag raised")
    FLAG_WITHDRAWN = "flag_withdrawn", _("Raised flag withdrawn")
    OPINION_GIVEN = "opinion_given", _("Second opinion given")
    OPINION_WITHDRAWN = "opinion_withdrawn", _("Second opinion withdrawn")
    OWNER_CHANGED = "owner_changed", _("Owner of a mitigation changed")
    TREATMENT_LAPSED = "treatment_lapsed", _("Treatment lapsed")
    CONFIRMED = "confirmed", _("Answer confirmed")
    CONFIRMATION_LAPSED = "confirmation_lapsed", _("Confirmation lapsed")
    CONFIRMATION_ASKED = "confirmation_asked", _("Asked to confirm answers")
    OBJECTED = "objected", _("Answer could not be confirmed")
    OBJECTION_ENDED = "objection_ended", _("Objection ended")
    MEETING_CHOSEN = "meeting_chosen", _("Meeting chosen")
    MEETING_CHANGED = "meeting_changed", _("Meeting changed")
    MEETING_CANCELLED = "meeting_cancelled", _("Meeting cancelled")
    ASKED_FOR_MEETING = "asked_for_meeting", _("Asked for what its meeting needs")
    SUBMITTED = "submitted", _("Submitted for review")
    TAKEN_BACK = "taken_back", _("Submission taken back")
    RETURNED = "returned", _("Returned to the lead officer")
    RETURN_REPLIED = "return_replied", _("Replied to the return")
    ENDORSED = "endorsed", _("Endorsed")
    REFERRAL_ASKED = "referral_asked", _("Referral asked for")
    REFERRED = "referred", _("Referred")
    REFERRAL_DECLINED = "referral_declined", _("Referral declined")
    REOPENED = "reopened", _("Reopened")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OFFICER_TOLD = "officer_told", _("Monitoring officer told")
    SIGNIFICANCE_JUDGED = "significance_judged", _("Significance judged")
    COMMENT_ASKED = "comment_asked", _("Comment asked for")
    COMMENTED = "commented", _("Implications recorded")
    INTEREST_DECLARED = "interest_declared", _("Interest declared")
    EXEMPTED = "exempted", _("Marked as exempt")
    EXEMPTION_REMOVED = "exemption_removed", _("Exempt marking removed")
    ISSUED = "issued", _("Report issued")
    PACK_MADE = "pack_made", _("Put into an agenda pack")
    EDITION_WITHDRAWN = "edition_withdrawn", _("Public edition withdrawn")
    DECIDED = "decided", _("Decision recorded")
    MINUTE_CORRECTED = "minute_corrected", _("Minute reference corrected")
    UPGRADED = "upgraded", _("Went on to another version of the checklist")
    UPGRADE_UNDONE = "upgrade_undone", _("Upgrade undone")
    VERSION_REQUIRED = "version_required", _("Later version of the checklist required")
    ROUND_OPENED = "round_opened", _("Round opened")
    REGISTERED = "registered", _("Entered on the register")
    EXISTING_ENTERED = "existing_entered", _("Existing partnership entered")
    EXISTING_CHANGED = "existing_changed", _("Existing partnership changed")
    REVIEW_SET = "review_set", _("Review date set")
    CONDITION_COMPLETED = "condition_completed", _("Condition completed")
    CONDITION_REOPENED = "condition_reopened", _("Condition reopened")
    CONDITION_AMENDED = "condition_amended", _("Condition changed")
    CONDITION_CHASED = "condition_chased", _("Condition chased")
    ENDED = "ended", _("Partnership ended")


DECISIVE = frozenset(
    {
        EventKind.CREATED,
        EventKind.SUBMITTED,
        EventKind.TAKEN_BACK,
        EventKind.RETURNED,
        EventKind.ENDORSED,
        EventKind.REFERRAL_ASKED,
        EventKind.REFERRED,
        EventKind.REFERRAL_DECLINED,
        EventKind.REOPENED,
        EventKind.WITHDRAWN,
        EventKind.ISSUED,
        EventKind.EDITION_WITHDRAWN,
        EventKind.DECIDED,
        EventKind.ROUND_OPENED,
        EventKind.REGISTERED,
        EventKind.EXISTING_ENTERED,
        EventKind.ENDED,
    }
)
"""The kinds that bring a case to another state, or that somebody decided: what a reader of its history looks for first."""


OF_THE_CASE = frozenset(
    {
        EventKind.DETAILS_CHANGED,
        EventKind.SCREENED,
        EventKind.BENEFITS_CLAIMED,
        EventKind.SIGNIFICANCE_JUDGED,
        EventKind.ANSWERED,
        EventKind.EVIDENCE_ATTACHED,
        EventKind.EVIDENCE_REMOVED,
    }
)
"""The kinds by which its authors change what a case says."""


OF_REVIEW = frozenset(
    {
        EventKind.TREATED,
        EventKind.FLAG_RAISED,
        EventKind.FLAG_WITHDRAWN,
        EventKind.OPINION_GIVEN,
        EventKind.OPINION_WITHDRAWN,
        EventKind.CONFIRMED,
        EventKind.OBJECTED,
        EventKind.RETURNED,
        EventKind.ENDORSED,
        EventKind.REFERRAL_ASKED,
        EventKind.REFERRAL_DECLINED,
    }
)
"""The kinds by which managers and those who confirm act on a submission: from then on it cannot be taken back."""


CONVERSATION_KINDS = tuple(kind for kind in EventKind if kind.startswith("conversation_"))
"""The events of conversations, which only those read who read the conversations."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of events."""

    def decisive(self) -> EventQuerySet:
        """Keep the decisive steps."""
        return self.filter(kind__in=DECISIVE)

    def other(self) -> EventQuerySet:
        """Keep what is no decisive step."""
        return self.exclude(kind__in=DECISIVE)

    def visible_to(self, user: User, grants: Iterable[Grant]) -> EventQuerySet:
        """Keep the events of rounds that the person may see by these grants."""
        lookups = {"service": "partnership__service", "state": "assessment__state", "case": "assessment"}
        return self.filter(visibility(user, grants, **lookups))


class Event(models.Model):
    """Who did what when, with the old and the new values. The database refuses to change or delete events.

    `assessment` is the round in which it happened, None while the partnership has none: it existed before it came here.
    `position` counts a partnership's events from 1. `link` is the hash of this event's content with `previous`, the
    link of the event before it (`partnerships.domain.chain`). `recorded_by_name` is the person's name at that time.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="events")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=EventKind)
    old = models.JSONField(default=dict, blank=True)
    new = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=200)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    get_kind_display = label_of(EventKind, "kind")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_known_kind"),
            models.UniqueConstraint(fields=["partnership", "position"], name="event_position_once"),
        )
        indexes = (
            models.Index(fields=["partnership", "-id"], name="event_newest_first"),
            models.Index(fields=["recorded_by", "-id"], name="event_of_person"),
            models.Index(fields=["kind", "-id"], name="event_of_kind"),
            models.Index(fields=["recorded_at"], name="event_by_time"),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())
