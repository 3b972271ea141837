"""What people change about their own account, and what they use of a limit. Administrators change the rest in the administration pages."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F

from accounts.models import LimitUse, MailChoice, SentForm, User

Row = TypeVar("Row", bound=models.Model)


class SentBeforeError(Exception):
    """The same form was sent before, and done. `location` is where it led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@transaction.atomic
def choose_mail(*, by: User, choice: MailChoice) -> User:
    """Send the person each email at once, or one email a day. The choice applies to emails that wait to be sent, too."""
    by.mail_choice = choice
    by.save(update_fields=["mail_choice"])
    return by


def use_limit(*, limit: str, whose: str, ends_at: datetime, amount: int, most: int) -> bool:
    """Add the amount to what was used in the period that ends then; False, and nothing is added, when it would be over `most`."""
    use = LimitUse.objects.filter(limit=limit, whose=whose, ends_at=ends_at)

    def add() -> bool:
        # One statement, so that processes at the same moment do not pass the limit together.
        return bool(use.filter(amount__lte=most - amount).update(amount=F("amount") + amount))

    if add():
        return True
    LimitUse.objects.get_or_create(limit=limit, whose=whose, ends_at=ends_at)
    return add()


def forget_limits(*, now: datetime) -> None:
    """Delete what was used in periods that have ended."""
    LimitUse.objects.filter(ends_at__lte=now).delete()


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


def locked(row: Row) -> Row:
    """Return the row, read again and locked until the transaction ends, in which the caller writes it."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)
