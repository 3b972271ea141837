"""Files of partnerships that exist already, on their way to the register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User


class RegisterImport(models.Model):
    """A table that somebody uploaded, which column is what, and what became of it.

    `mapping` is the number of the column by the name of the field. The `content` is kept until the rows are entered, and
    some days when they are not; its `sha256` stays, so that the same file is noticed.
    """

    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField(default=dict, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True, entered_by__isnull=True, entered=0)
                | Q(entered_at__isnull=False, entered_by__isnull=False, content__isnull=True),
                name="register_import_content_until_entered",
            ),
        )

    def __str__(self) -> str:
        return self.file_name
