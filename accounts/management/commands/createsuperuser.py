"""Django's command for the first administrator, which is noted in the trail of accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db.models import Max

from accounts.actions.command_line import note_made
from accounts.models import User


class Command(createsuperuser.Command):
    """Makes an administrator."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, and note it."""
        before = User.objects.aggregate(last=Max("pk"))["last"] or 0
        super().handle(*args, **options)
        note_made(User.objects.filter(pk__gt=before, created_by=None).exclude(email=User.objects.AUTOMATIC))
