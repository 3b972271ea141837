"""To which services a checklist is open."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Service
from checklists.models.version import Checklist


class Opening(models.Model):
    """One of the services that alone may start partnerships on a checklist. A checklist without such rows is open to all."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="openings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("checklist", "service__folded_name")
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [models.UniqueConstraint(fields=("checklist", "service"), name="opening_once")]

    def __str__(self) -> str:
        return f"{self.checklist_id}: {self.service}"
