"""What people settle about themselves. Administrators keep everything else about users in the administration."""

from __future__ import annotations

from django.db import transaction

from accounts.models import MailChoice, User


@transaction.atomic
def choose_mail(*, by: User, choice: MailChoice) -> User:
    """Let the person's emails come one by one, or all of a day in one. What waits to be sent follows the choice."""
    by.mail_choice = choice
    by.save(update_fields=["mail_choice"])
    return by
