"""What is done to accounts at the command line: nobody is known who does it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.actions.roles import of_role
from accounts.actions.trail import Noted, note_all
from accounts.models import AccountEventKind, RoleGrant, User


@transaction.atomic
def note_made(users: Iterable[User]) -> None:
    """Note that these accounts were made at the command line, and the roles with which they were."""
    events = []
    for user in users:
        events.append(Noted(kind=AccountEventKind.ACCOUNT_MADE, by=None, about=user))
        grants = RoleGrant.objects.current().filter(user=user).select_related("user", "service")
        events += [of_role(AccountEventKind.ROLE_GRANTED, by=None, grant=grant) for grant in grants]
    note_all(events)
