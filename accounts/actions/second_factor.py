"""The second factor: codes are used up, and it is taken away from somebody who has lost it."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.addresses import RESTS, addresses_of_late
from accounts.actions.sealing import opened
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import note
from accounts.models import AccountEventKind, User
from accounts.selectors import has_second_factor


@transaction.atomic
def use_code(*, of: User, code: str) -> bool:
    """Use up a code that the person's app shows, and all before it; return False when it is used up already, or is none.

    allauth remembers used codes in a cache, which each process has for itself. Here the row of the app has the number of
    the half minute whose code came last: however a code is written, it stands for that half minute.
    """
    app = Authenticator.objects.select_for_update().get(user=of, type=Authenticator.Type.TOTP)
    secret, latest = opened(app.data["secret"]), app.data.get("latest", 0)
    if secret is None:
        return False
    for half_minute in yield_hotp_counters_from_time():
        shown = format_hotp_value(hotp_value(secret, half_minute))
        if half_minute > latest and compare_user_code(actual=code, expected=shown):
            app.data["latest"] = half_minute
            app.save(update_fields=["data"])
            return True
    return False


def tell_of_recovery_code(*, of: User) -> None:
    """Tell the person that a recovery code of theirs was used, which who has lost nothing does not."""
    emails.post("second_factor_code_used", address=of.email, person=of)


@transaction.atomic
def remove_second_factor(*, by: User | None, user: User) -> None:
    """Take every app, passkey and recovery code of the person away, and sign them out.

    They are told, at the address of before too when it was changed of late, and the other administrators. `by` is nobody
    at the command line. ValidationError as by `check_removable`.
    """
    check_removable(by=by, user=user)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(of=user)
    for address in {user.email, *addresses_of_late(user)}:
        emails.post("second_factor_removed", address=address, person=user)
    emails.post_to_administrators("second_factor_removed_of", about=user, by=by)
    note(AccountEventKind.FACTOR_TAKEN_AWAY, by=by, about=user)


def check_removable(*, by: User | None, user: User) -> None:
    """Raise ValidationError for none, for one's own second factor, and soon after the person's address was changed."""
    if not has_second_factor(user):
        raise ValidationError(_("They have no second factor."))
    if user == by:
        raise ValidationError(_("Another administrator takes yours away."))
    if by and addresses_of_late(user):
        refusal = _(
            "Their email address was changed in the last %(days)s days. Until these are over, their second factor stays: "
            "the two together would let somebody else sign in as them. Whoever holds the server can take it away."
        )
        raise ValidationError(refusal % {"days": RESTS.days})
