"""Roles: granted and withdrawn by administrators, of whom there is always one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, Service, User
from accounts.roles import COUNCIL_WIDE, Role


@transaction.atomic
def grant_role(
    *, by: User, user: User, role: Role, service: Service | None = None, ends_on: date | None = None
) -> RoleGrant:
    """Grant a role for one service or for all, until that day or without an end. ValidationError as by `check_grant`."""
    # So that the account is not closed at the same moment, with a role that would live on in it.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_grant(by=by, user=user, role=role, service=service, ends_on=ends_on)
    # One that is over may not have been withdrawn yet, and there is one at a time.
    withdraw_ended(by=by, of=user)
    return RoleGrant.objects.create(user=user, role=role, service=service, ends_on=ends_on, granted_by=by)


def withdraw_ended(*, by: User, of: User | None = None) -> int:
    """Withdraw the roles whose last day is over, of that person or of everybody; return how many."""
    ended = RoleGrant.objects.ended()
    return (ended.filter(user=of) if of else ended).update(revoked_at=timezone.now(), revoked_by=by)


@transaction.atomic
def withdraw_roles(*, by: User, grants: Iterable[RoleGrant]) -> int:
    """Withdraw the grants that stand; return how many. ValidationError as by `check_withdrawable`."""
    lock_administrators()
    check_withdrawable(by=by, grants=grants)
    standing = RoleGrant.objects.filter(revoked_at=None, pk__in=[grant.pk for grant in grants])
    return standing.update(revoked_at=timezone.now(), revoked_by=by)


def check_withdrawable(*, by: User, grants: Iterable[RoleGrant]) -> None:
    """Raise ValidationError when no administrator would be left, and for one's own roles: another administrator sees to them."""
    check_administered(RoleGrant.objects.administering().exclude(pk__in=[grant.pk for grant in grants]))
    if any(grant.user_id == by.pk for grant in grants):
        raise ValidationError(_("You cannot withdraw a role of your own. Ask another administrator."))


def check_grant(*, by: User, user: User, role: Role, service: Service | None, ends_on: date | None = None) -> None:
    """Raise ValidationError, by the name of the argument, unless that person may grant that role there.

    Nobody grants themselves anything, so that no administrator widens their own rights.
    """
    if user == by:
        raise ValidationError({"user": _("You cannot grant yourself a role. Ask another administrator.")})
    if not user.is_active:
        raise ValidationError({"user": _("This person’s account is closed. Open it again first.")})
    if service is not None and role in COUNCIL_WIDE:
        words = {"role": role.label}
        message = _("%(role)s is a role for the whole council. Leave the service empty to grant it.") % words
        raise ValidationError({"service": message})
    if ends_on and role is Role.ADMIN:
        raise ValidationError({"ends_on": _("An administrator has no last day: somebody must always administer")})
    if ends_on and ends_on < timezone.localdate():
        raise ValidationError({"ends_on": _("The last day must be today or later")})
    if RoleGrant.objects.current().filter(user=user, role=role, service=service).exists():
        raise ValidationError(_("This person already has this role there."))


def check_administered(left: Iterable[RoleGrant]) -> None:
    """Raise ValidationError unless there is an administrator among those who would be left."""
    if not list(left):
        raise ValidationError(_("This would leave nobody who administers. Make somebody else an administrator first."))


def lock_administrators() -> None:
    """Until the transaction ends, nobody else can withdraw the role of an administrator or close their account."""
    list(RoleGrant.objects.current().filter(role=Role.ADMIN).select_for_update().order_by("pk"))
