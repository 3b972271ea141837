"""Roles: granted and withdrawn by administrators, of whom there is always one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.trail import Noted, note_all
from accounts.models import AccountEventKind, RoleGrant, Service, User
from accounts.models.people import RoleGrantQuerySet
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
    ended = revoke(RoleGrant.objects.ended().filter(user=user), by=by)
    grant = RoleGrant.objects.create(user=user, role=role, service=service, ends_on=ends_on, granted_by=by)
    note_all([*ended, of_role(AccountEventKind.ROLE_GRANTED, by=by, grant=grant)])
    return grant


@transaction.atomic
def withdraw_ended(*, by: User) -> int:
    """Withdraw the roles of everybody whose last day is over; return how many."""
    withdrawn = revoke(RoleGrant.objects.ended(), by=by)
    note_all(withdrawn)
    return len(withdrawn)


@transaction.atomic
def withdraw_roles(*, by: User, grants: Iterable[RoleGrant]) -> int:
    """Withdraw the grants that stand; return how many. ValidationError as by `check_withdrawable`."""
    lock_administrators()
    check_withdrawable(by=by, grants=grants)
    withdrawn = revoke(RoleGrant.objects.filter(pk__in=[grant.pk for grant in grants]), by=by)
    note_all(withdrawn)
    return len(withdrawn)


def revoke(grants: RoleGrantQuerySet, *, by: User) -> list[Noted]:
    """Withdraw those that stand; return what to note, which the caller does last."""
    standing = list(
        grants.filter(revoked_at=None).select_for_update(of=("self",)).select_related("service", "user").order_by("pk")
    )
    RoleGrant.objects.filter(pk__in=[row.pk for row in standing]).update(revoked_at=timezone.now(), revoked_by=by)
    return [of_role(AccountEventKind.ROLE_WITHDRAWN, by=by, grant=row) for row in standing]


def of_role(kind: AccountEventKind, *, by: User | None, grant: RoleGrant) -> Noted:
    """Return what is noted of a role: which, for which service (None: for all), and until when if it has a last day."""
    until = grant.ends_on.isoformat() if grant.ends_on else None
    service = grant.service.slug if grant.service else None
    data = {"role": str(grant.role), "service": service, "ends_on": until}
    return Noted(kind=kind, by=by, about=grant.user, data=data)


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
