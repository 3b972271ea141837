"""Meetings that decide on cases, and who changed what of them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User

CANCELLED = Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")
STANDING = Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Reads of meetings."""

    def standing(self) -> MeetingQuerySet:
        """Keep the meetings that were not cancelled."""
        return self.filter(cancelled_at=None)

    def coming(self, today: date) -> MeetingQuerySet:
        """Keep the meetings that stand and are today or later, the next one first."""
        return self.standing().filter(held_on__gte=today).order_by("held_on", "pk")


class Meeting(models.Model):
    """A meeting of whoever decides. Board secretaries keep it, officers choose it for a case.

    `papers_due_on` is the last day on which its papers can be sent. A meeting is cancelled with a reason and never
    deleted; one that was cancelled does not change any more.
    """

    name = models.CharField(_("name"), max_length=150)
    held_on = models.DateField(_("date of the meeting"))
    papers_due_on = models.DateField(_("paper deadline"))
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.TextField(_("why it is cancelled"), max_length=settings.TEXT_LIMIT, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("held_on", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="meeting_has_name"),
            models.CheckConstraint(condition=Q(papers_due_on__lte=F("held_on")), name="meeting_papers_before"),
            models.CheckConstraint(condition=STANDING | CANCELLED, name="meeting_cancelled_with_reason"),
            models.UniqueConstraint(
                Lower("name"), "held_on", condition=Q(cancelled_at=None), name="meeting_once_on_its_day"
            ),
        )
        indexes = (models.Index(fields=["held_on"], condition=Q(cancelled_at=None), name="meeting_by_date"),)

    def __str__(self) -> str:
        return f"{self.name}, {date_format(self.held_on, 'j F Y')}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None


class MeetingChangeKind(models.TextChoices):
    """What happened to a meeting."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingChange(models.Model):
    """Who changed what of a meeting, when: its own trail, as no case is the only one that it concerns. It never changes.

    `old` and `new` hold what changed as JSON. `recorded_by_name` is the person's name at that time.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=MeetingChangeKind)
    old = models.JSONField(default=dict, blank=True)
    new = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MeetingChangeKind.values), name="meeting_change_known_kind"),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())
