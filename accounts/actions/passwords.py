"""A password is chosen by the person whose it is, and by nobody else."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.actions.limits import end_of_period, use_limit
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import note
from accounts.group_roles import may_use_password
from accounts.models import AccountEventKind, User
from accounts.selectors import is_invited


@transaction.atomic
def choose_password(*, of: User, password: str, kind: AccountEventKind, but: str = "") -> None:
    """Keep the new password. Every session ends but for that with the key `but`, in which it is chosen.

    `kind` is what it is noted as: by what right the person chose it.
    """
    of.set_password(password)
    of.save(update_fields=["password"])
    end_sessions(of=of, but=but)
    note(kind, by=of, about=of)


def takes_key(*, of: User, key: str) -> bool:
    """Whether the key of a link for a new password is good, until the end of the transaction: of two at once one is."""
    person = User.objects.select_for_update(no_key=True).get(pk=of.pk)
    return bool(default_token_generator.check_token(person, key))


@transaction.atomic
def ask_for_password(*, address: str) -> None:
    """Send an email to the address: with a link by which whoever signs in with it can choose a new password, or without.

    Something is sent in any case, so that no answer, nor how long it takes, tells who has an account: until too much was
    sent to addresses of no account, which might be anybody's.
    """
    person = User.objects.signing_in_as(address)
    if person and not may_use_password(person):
        emails.post("password_not_used", address=person.email, person=person)
    elif person and person.invited_at and not person.has_usable_password() and not is_invited(person):
        # Else the invitation would have no end.
        emails.post("invitation_over", address=person.email)
    elif person:
        emails.post("password_reset", address=person.email, person=person)
    elif _may_tell_strangers():
        emails.post("unknown_account", address=address)


def _may_tell_strangers() -> bool:
    name, rate = "resets_unknown", settings.LIMITS["resets_unknown"]
    ends_at = end_of_period(timezone.now(), rate.seconds)
    return use_limit(limit=name, whose="all", ends_at=ends_at, amount=1, most=rate.most)
