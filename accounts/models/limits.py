"""What was used of limits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LimitUse(models.Model):
    """How much one person or address has used of a limit in one period. `run_daily` deletes those of periods that ended."""

    limit = models.CharField(_("limit"), max_length=20)
    whose = models.CharField(_("person or address, as a hash"), max_length=64)
    ends_at = models.DateTimeField(_("end of the period"), db_index=True)
    amount = models.PositiveBigIntegerField(_("amount"), default=0)

    class Meta:
        verbose_name = _("use of a limit")
        verbose_name_plural = _("uses of limits")
        constraints = (models.UniqueConstraint(fields=("limit", "whose", "ends_at"), name="limit_use_once_per_period"),)

    def __str__(self) -> str:
        return f"{self.limit}: {self.amount}"
