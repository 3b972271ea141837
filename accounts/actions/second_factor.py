"""The second factor of somebody who has lost it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.addresses import RESTS, addresses_of_late
from accounts.actions.sessions import end_sessions
from accounts.models import User


@transaction.atomic
def remove_second_factor(*, by: User | None, user: User) -> int:
    """Take every app, passkey and recovery code of the person away, and sign them out; return how many there were.

    They are told, at the address of before too when it was changed of late, and the other administrators. `by` is nobody
    at the command line. ValidationError as by `check_removable`.
    """
    check_removable(by=by, user=user)
    number, _kinds = Authenticator.objects.filter(user=user).delete()
    end_sessions(of=user)
    for address in {user.email, *addresses_of_late(user)}:
        emails.post("second_factor_removed", address=address, person=user)
    emails.post_to_administrators("second_factor_removed_of", about=user, by=by)
    return number


def check_removable(*, by: User | None, user: User) -> None:
    """Raise ValidationError for one's own second factor, and soon after the person's address was changed."""
    if user == by:
        raise ValidationError(_("Another administrator takes yours away."))
    if by and addresses_of_late(user):
        refusal = _(
            "Their email address was changed in the last %(days)s days. Until these are over, their second factor stays: "
            "the two together would let somebody else sign in as them. Whoever holds the server can take it away."
        )
        raise ValidationError(refusal % {"days": RESTS.days})
