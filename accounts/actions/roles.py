"""Roles: granted and withdrawn by administrators, of whom there is always one."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, Service, User
from accounts.roles import COUNCIL_WIDE, Role


@transaction.atomic
def grant_role(*, by: User, user: User, role: Role, service: Service | None = None) -> RoleGrant:
    """Grant a role for one service or for all. ValidationError as by `check_grant`."""
    check_grant(by=by, user=user, role=role, service=service)
    return RoleGrant.objects.create(user=user, role=role, service=service, granted_by=by)


@transaction.atomic
def withdraw_roles(*, by: User, grants: Iterable[RoleGrant]) -> int:
    """Withdraw the grants that stand; return how many. ValidationError when no administrator would be left."""
    lock_administrators()
    standing = RoleGrant.objects.current().filter(pk__in=[grant.pk for grant in grants])
    check_administered(RoleGrant.objects.administering().exclude(pk__in=standing))
    return standing.update(revoked_at=timezone.now(), revoked_by=by)


def check_grant(*, by: User, user: User, role: Role, service: Service | None) -> None:
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
    if RoleGrant.objects.current().filter(user=user, role=role, service=service).exists():
        raise ValidationError(_("This person already has this role there."))


def check_administered(left: Iterable[RoleGrant]) -> None:
    """Raise ValidationError unless there is an administrator among those who would be left."""
    if not list(left):
        raise ValidationError(_("This would leave nobody who administers. Make somebody else an administrator first."))


def lock_administrators() -> None:
    """Until the transaction ends, nobody else can withdraw the role of an administrator or close their account."""
    list(RoleGrant.objects.current().filter(role=Role.ADMIN).select_for_update().order_by("pk"))
