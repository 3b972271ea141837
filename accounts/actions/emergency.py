"""Accounts for emergencies: their owners may sign in with a password although the council's own sign-in is the only one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import note
from accounts.models import AccountEventKind, EmergencyAccess, User


@transaction.atomic
def give_emergency_access(*, by: User | None, user: User) -> EmergencyAccess:
    """Let the person sign in with a password; None as `by` is the command line. ValidationError as by `check_emergency`.

    They set up a second factor before anything else: `accounts.guards.lacks_second_factor` sees to that.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_emergency(by=by, user=user)
    if EmergencyAccess.objects.current().filter(user=user).exists():
        raise ValidationError(_("This is an account for emergencies already."))
    emails.post_to_administrators("emergency_access_of", about=user, by=by)
    access = EmergencyAccess.objects.create(user=user, given_by=by)
    note(AccountEventKind.EMERGENCY_GIVEN, by=by, about=user)
    return access


@transaction.atomic
def end_emergency_access(*, by: User | None, user: User) -> int:
    """Take it away, and sign the person out; return how many were taken away, 0 or 1. ValidationError for one's own."""
    check_emergency(by=by, user=user)
    ended = EmergencyAccess.objects.current().filter(user=user).update(ended_at=timezone.now(), ended_by=by)
    if ended:
        end_sessions(of=user)
        note(AccountEventKind.EMERGENCY_ENDED, by=by, about=user)
    return ended


def check_emergency(*, by: User | None, user: User) -> None:
    """Raise ValidationError for one's own account, and for one that is closed."""
    if user == by:
        raise ValidationError(_("Another administrator decides that for your own account."))
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it again first."))
