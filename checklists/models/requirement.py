"""From which day cases under way are to go on to a version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checklists.models.version import Version


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Reads of requirements."""

    def standing(self) -> RequirementQuerySet:
        """Keep those that hold now."""
        return self.filter(ended_at=None)


class Requirement(models.Model):
    """An editor requires a version from a day. Another day is another row; rows are ended and never deleted.

    It is no column of the version: a published version never changes, and its fixture would set the column back.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="requirements")
    required_from = models.DateField(_("required from"))
    required_at = models.DateTimeField(_("required at"), default=timezone.now)
    required_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(fields=("version",), condition=Q(ended_at=None), name="requirement_one_standing"),
            models.CheckConstraint(
                name="requirement_ended_at_with_by",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} from {self.required_from}"
