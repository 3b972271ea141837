"""Forms that were sent, so that the same one sent twice acts once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models.people import User


class SentForm(models.Model):
    """A form that was sent and done, and where it led: the same form sent again acts no more. Forgotten after some days."""

    token = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sent_by", "token", "digest"), name="sent_form_once"),)

    def __str__(self) -> str:
        return self.location
