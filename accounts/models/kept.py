"""What is kept beside people and their roles: addresses of before, forms that were sent, and what was used of a limit."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class AddressChange(models.Model):
    """That somebody's email address was changed, and by whom. It stays: whoever changes an address can sign in with it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="address_changes")
    before = models.EmailField()
    after = models.EmailField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.before}, {self.after}"


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
