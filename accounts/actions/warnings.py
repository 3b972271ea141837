"""Emails that warn somebody of what is tried with their account."""

from __future__ import annotations

import logging

from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import emails
from accounts.actions.limits import end_of_period, use_limit
from accounts.models import User

LOGGER = logging.getLogger(__name__)
A_DAY = 24 * 60 * 60


def warn(kind: str, *, of: User) -> None:
    """Send the person the email of that kind: one a day, however often it is tried."""
    ends_at = end_of_period(timezone.now(), A_DAY)
    whose = salted_hmac(__name__, str(of.pk), algorithm="sha256").hexdigest()
    if use_limit(limit=kind, whose=whose, ends_at=ends_at, amount=1, most=1):
        LOGGER.warning("%s for the account of user %s", kind, of.pk)
        emails.post(kind, address=of.email, person=of)
