"""What ran when: the only rows of this app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeartbeatName(models.TextChoices):
    """What says from time to time that it runs."""

    WORKER = "worker", _("the mail worker")
    DAILY = "daily", _("the work of each day")


class Heartbeat(models.Model):
    """When a process of this kind ran last, on whichever machine."""

    name = models.CharField(_("what ran"), max_length=20, choices=HeartbeatName.choices, unique=True)
    ran_at = models.DateTimeField(_("when it ran last"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name}: {self.ran_at:%d %B %Y %H:%M}"
