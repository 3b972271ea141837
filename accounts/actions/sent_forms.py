"""Forms that were sent and done, so that each acts once."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import SentForm, User


class SentBeforeError(Exception):
    """The same form was sent before, and done. `location` is where it led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def note_sending(*, by: User, token: str, digest: str) -> SentForm:
    """Record that the person sent a form, in the transaction of what it does. SentBeforeError when it was done before.

    `token` is that of the page's form, `digest` of all that was sent. Of two at the same moment the second waits here
    until the first is done, or has failed.
    """
    try:
        with transaction.atomic():
            return SentForm.objects.create(sent_by=by, token=token, digest=digest)
    except IntegrityError:
        row = SentForm.objects.get(sent_by=by, token=token, digest=digest)
        raise SentBeforeError(row.location) from None


def forget_sending(form: SentForm) -> None:
    """Forget a form that was refused, so that it can be sent again."""
    form.delete()


def note_location(form: SentForm, location: str) -> None:
    """Record where a form led that was done."""
    form.location = location
    form.save(update_fields=["location"])


def forget_sent_forms(*, before: datetime) -> int:
    """Delete what is known of forms that were sent before that time; return how many they were."""
    number, _by_model = SentForm.objects.filter(sent_at__lt=before).delete()
    return number
