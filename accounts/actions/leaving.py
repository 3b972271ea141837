"""Accounts of people who leave: closed, and opened again."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.deputies import end_deputyships
from accounts.actions.people import send_invitation
from accounts.actions.roles import check_administered, lock_administrators, revoke
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import Noted, note, note_all
from accounts.models import AccountEventKind, Deputyship, EmergencyAccess, RoleGrant, User


@transaction.atomic
def close_account(*, by: User, user: User) -> User:
    """Close the account: nobody signs in with it, and its roles and sessions end. What the person recorded stays.

    Their password and second factor go, so that opening it again lets nobody in who had learnt them.
    ValidationError as by `check_closable`.
    """
    lock_administrators()
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_closable(by=by, user=user)
    now = timezone.now()
    withdrawn = revoke(RoleGrant.objects.current().filter(user=user), by=by)
    ended = end_deputyships(Deputyship.objects.to_come().filter(Q(manager=user) | Q(deputy=user)), by=by)
    user.is_active, user.closed_at, user.closed_by = False, now, by
    user.set_unusable_password()
    user.save(update_fields=["is_active", "closed_at", "closed_by", "password"])
    Authenticator.objects.filter(user=user).delete()
    user.groups_seen.all().delete()
    EmergencyAccess.objects.current().filter(user=user).update(ended_at=now, ended_by=by)
    end_sessions(of=user)
    note_all([*withdrawn, *ended, Noted(kind=AccountEventKind.ACCOUNT_CLOSED, by=by, about=user)])
    return user


@transaction.atomic
def open_account(*, by: User, user: User) -> User:
    """Open a closed account again, without a role, and invite its owner. ValidationError as by `check_openable`."""
    check_openable(by=by, user=user)
    # Whoever came by the council's own sign-in before may have been somebody else: it is linked anew, by the address.
    SocialAccount.objects.filter(user=user).delete()
    user.is_active, user.closed_at, user.closed_by = True, None, None
    user.save(update_fields=["is_active", "closed_at", "closed_by"])
    send_invitation(by=by, user=user)
    note(AccountEventKind.ACCOUNT_OPENED, by=by, about=user)
    return user


def check_closable(*, by: User, user: User) -> None:
    """Raise ValidationError for one's own account, for one that is closed, and for that of the last administrator."""
    if user == by:
        raise ValidationError(_("You cannot close your own account. Ask another administrator."))
    if not user.is_active:
        raise ValidationError(_("This account is closed already."))
    check_administered(RoleGrant.objects.administering().exclude(user=user))


def check_openable(*, by: User, user: User) -> None:
    """Raise ValidationError for an account that is open, for one's own, and for that of scheduled work."""
    if user.is_active:
        raise ValidationError(_("This account is open already."))
    if user == by or user.closed_at is None:
        raise ValidationError(_("This account cannot be opened."))
