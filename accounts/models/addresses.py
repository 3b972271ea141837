"""The addresses that people had before."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

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
