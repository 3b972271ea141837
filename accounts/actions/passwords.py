"""A password is chosen by the person whose it is, and by nobody else."""

from __future__ import annotations

from django.db import transaction

from accounts import emails
from accounts.models import User


@transaction.atomic
def choose_password(*, by: User, password: str) -> None:
    """Keep the new password. Whatever is signed in with the old one is so no more."""
    by.set_password(password)
    by.save(update_fields=["password"])


@transaction.atomic
def ask_for_password(*, address: str) -> None:
    """Send an email to the address: with a link by which whoever signs in with it can choose a new password, or without.

    Something is sent in any case, so that no answer, nor how long it takes, tells who has an account.
    """
    person = User.objects.signing_in_as(address)
    emails.post("password_reset" if person else "unknown_account", address=address, person=person)
