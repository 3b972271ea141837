"""Emails to be sent. They are stored until the mail server has accepted them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from partnerships.models.partnership import Partnership


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def unsent(self) -> NoticeQuerySet:
        """Keep the notices that were not sent yet."""
        return self.filter(sent_at=None)


class Notice(models.Model):
    """One email to one person: its template and the path that it links to. It holds nothing about answers.

    `recipient` is None in rows of version 1.0.0 to the monitoring officer, whose address was a setting. `actor` did
    what it is about; a reminder has nobody, nor have rows of older versions. `due_on` is until when something is asked. `key`
    identifies a reminder, which is created at most once per (key, recipient); it is "" for other notices. `claimed_at`
    is when a process last claimed the notice to send it; until the claim expires, no other process sends it.
    """

    kind = models.CharField(max_length=40)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    path = models.CharField(max_length=200)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["key", "recipient"], condition=~Q(key=""), name="notice_key_once"),
        )
        indexes = (models.Index(fields=["recipient", "id"], condition=Q(sent_at=None), name="notice_unsent"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.recipient or _('monitoring officer')}"
