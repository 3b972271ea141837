"""How somebody wants to get their emails."""

from __future__ import annotations

from django.db import transaction

from accounts.models import MailChoice, User


@transaction.atomic
def choose_mail(*, by: User, choice: MailChoice, has_news_mail: bool) -> User:
    """Send the person each email at once, or one email a day. The choice applies to emails that wait to be sent, too.

    `has_news_mail`: those that ask for nothing as well, from now on.
    """
    by.mail_choice, by.has_news_mail = choice, has_news_mail
    by.save(update_fields=["mail_choice", "has_news_mail"])
    return by
