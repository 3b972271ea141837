"""A new email address for somebody: whoever reads what is sent there can choose their password, so they are told."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.actions.people import send_invitation
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import note
from accounts.models import AccountEventKind, AddressChange, User

# So long after it, no administrator takes the second factor away as well: the two together let them in as that person.
RESTS = timedelta(days=7)


@transaction.atomic
def note_new_address(*, by: User, user: User, before: str, but: str = "") -> AddressChange:
    """Record that the person's address is another now, end their sessions, and tell whom it concerns.

    The address of before is told, the new one, and the other administrators. Whoever was invited and has not come yet is
    invited again at the new address; the one of before is then told only when they were here before, as it may else be a
    stranger's. `but` is the key of the session in which administrators change their own.
    """
    change = AddressChange.objects.create(user=user, before=before, after=user.email, changed_by=by)
    end_sessions(of=user, but=but)
    is_awaited = user.is_active and user.invited_at and not user.has_usable_password()
    if is_awaited:
        send_invitation(by=by, user=user)
    else:
        emails.post("address_changed", address=user.email, person=user, by=by)
    if user.last_login or not is_awaited:
        emails.post("address_changed", address=before, person=user, by=by)
    emails.post_to_administrators("address_changed_of", about=user, by=by)
    note(AccountEventKind.ADDRESS_CHANGED, by=by, about=user, change=change.pk)
    return change


def note_new_name(*, by: User, user: User) -> None:
    """Note that the person's name is another now."""
    note(AccountEventKind.NAME_CHANGED, by=by, about=user)


def addresses_of_late(user: User) -> list[str]:
    """Return the addresses that the person had in the days since which a change of address rests."""
    late = user.address_changes.filter(changed_at__gt=timezone.now() - RESTS)
    return list(late.values_list("before", flat=True))
