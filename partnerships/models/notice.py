"""Emails that are to be sent, kept until they are: a mail server that is down loses none."""

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
        """Keep those that no mail server has taken yet."""
        return self.filter(sent_at=None)


class Notice(models.Model):
    """One thing of which one person is told: which template, and the path it links to. No answer stands in it.

    `recipient` is None for the monitoring officer, whose address is a setting. `key` names a reminder, so that it is
    made once, whoever runs the daily command how often: "" for what happened just now. `claimed_at` is when a process
    last took it in hand to send it: while that is fresh, no other does.
    """

    kind = models.CharField(max_length=40)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    path = models.CharField(max_length=200)
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
