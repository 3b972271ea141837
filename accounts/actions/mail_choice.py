"""How somebody wants to get their emails."""

from __future__ import annotations

from django.db import transaction

from accounts.models import MailChoice, User


@transaction.atomic
def choose_mail(*, by: User, choice: MailChoice) -> User:
    """Send the person each email at once, or one email a day. The choice applies to emails that wait to be sent, too."""
    by.mail_choice = choice
    by.save(update_fields=["mail_choice"])
    return by
