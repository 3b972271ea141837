"""The audit trail: one event for each thing that was done."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from checklists.models import Question
from partnerships.models.assessment import Assessment
from partnerships.models.partnership import Partnership


class EventKind(models.TextChoices):
    """What was done."""

    CREATED = "created", _("Partnership started")
    DETAILS_CHANGED = "details_changed", _("Details changed")
    SCREENED = "screened", _("Screening test answered")
    BENEFITS_CLAIMED = "benefits_claimed", _("Benefits claimed")
    PERSON_ADDED = "person_added", _("Person added")
    PERSON_REMOVED = "person_removed", _("Person removed")
    ANSWERED = "answered", _("Answer saved")
    EVIDENCE_ATTACHED = "evidence_attached", _("Evidence attached")
    EVIDENCE_REMOVED = "evidence_removed", _("Evidence removed")
    TREATED = "treated", _("Flag treated")
    TREATMENT_LAPSED = "treatment_lapsed", _("Treatment lapsed")
    CONFIRMED = "confirmed", _("Answer confirmed")
    CONFIRMATION_LAPSED = "confirmation_lapsed", _("Confirmation lapsed")
    SUBMITTED = "submitted", _("Submitted for review")
    RETURNED = "returned", _("Returned to the lead officer")
    ENDORSED = "endorsed", _("Endorsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OFFICER_TOLD = "officer_told", _("Monitoring officer told")


class Event(models.Model):
    """One line of the trail: who did what when, with the old and the new value. The database refuses every change of it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="events")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="events")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30, choices=EventKind)
    old = models.JSONField(default=dict, blank=True)
    new = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_known_kind"),)
        indexes = (models.Index(fields=["partnership", "-id"], name="event_newest_first"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())
