"""People are invited by administrators; each chooses their own password."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.passwords import choose_password
from accounts.actions.trail import note
from accounts.group_roles import is_linked
from accounts.models import AccountEventKind, User
from accounts.selectors import is_invited


@transaction.atomic
def invite(*, by: User, email: str, full_name: str) -> User:
    """Make an account without a password or a role, and send its owner a link. ValidationError as by `check_invitable`."""
    check_invitable(email=email)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, full_name=full_name, created_by=by)
    except IntegrityError:
        # Somebody else has invited them at the same moment.
        check_invitable(email=email)
        raise
    send_invitation(by=by, user=user)
    note(AccountEventKind.INVITED, by=by, about=user)
    return user


@transaction.atomic
def invite_again(*, by: User, user: User) -> User:
    """Send another link, which makes the one before worthless. ValidationError as by `check_invitable_again`."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_invitable_again(user=user)
    send_invitation(by=by, user=user)
    note(AccountEventKind.INVITED_AGAIN, by=by, about=user)
    return user


@transaction.atomic
def send_invitation(*, by: User, user: User) -> User:
    """Send the person a link to choose their first password, in place of any that they were sent before."""
    user.invited_at, user.invited_by = timezone.now(), by
    user.save(update_fields=["invited_at", "invited_by"])
    emails.post("invitation", address=user.email, person=user)
    return user


@transaction.atomic
def accept_invitation(*, of: User, password: str) -> None:
    """Choose the first password. ValidationError when the invitation was accepted meanwhile, or is over."""
    user = User.objects.select_for_update(no_key=True).get(pk=of.pk)
    if not (user.is_active and is_invited(user) and user.invited_at == of.invited_at):
        raise ValidationError(_("This invitation cannot be accepted any more."))
    choose_password(of=user, password=password, kind=AccountEventKind.INVITATION_ACCEPTED)


def check_invitable(*, email: str) -> None:
    """Raise ValidationError, by the name of the argument, when there is an account with that address."""
    if User.objects.filter(email=User.objects.normalize_email(email)).exists():
        raise ValidationError({"email": _("Somebody has an account with this address already")})


def check_invitable_again(*, user: User) -> None:
    """Raise ValidationError for a closed account, and for somebody who has a password or has come by the council's sign-in."""
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it again first."))
    if is_linked(user):
        raise ValidationError(_("This person has come by %(name)s already.") % {"name": settings.OIDC.name})
    if user.has_usable_password():
        raise ValidationError(
            _("This person has a password. If they have forgotten it, they choose another themselves.")
        )
