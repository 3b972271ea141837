"""Which role a group of the council's own sign-in gives: added, changed and removed by administrators."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import trail
from accounts.actions.roles import check_withdrawable, lock_administrators, withdraw_roles
from accounts.actions.trail import noted_last
from accounts.models import AccountEventKind, GroupRole, RoleGrant, Service, User
from accounts.roles import COUNCIL_WIDE, Role


@transaction.atomic
def add_group_role(*, by: User, group: str, role: Role, service: Service | None = None, note: str = "") -> GroupRole:
    """Let the group give the role to whoever is in it, from their next sign-in on. ValidationError as by `check_group_role`."""
    # Two who add the same at once: the second is refused in words.
    lock_administrators()
    check_group_role(group=group, role=role, service=service)
    rule = GroupRole.objects.create(group=group, role=role, service=service, note=note, added_by=by)
    _note(AccountEventKind.GROUP_ROLE_ADDED, by=by, rule=rule)
    return rule


@transaction.atomic
def change_group_role(
    *, by: User, rule: GroupRole, group: str, role: Role, service: Service | None = None, note: str = ""
) -> GroupRole:
    """Put another in its place: what it gave is withdrawn, unless only the note is another.

    ValidationError as by `remove_group_role` and `check_group_role`.
    """
    if (rule.group, rule.role, rule.service) == (group, role, service):
        check_there(rule)
        GroupRole.objects.filter(pk=rule.pk).update(note=note)
        return GroupRole.objects.get(pk=rule.pk)
    with noted_last():
        remove_group_role(by=by, rule=rule)
        return add_group_role(by=by, group=group, role=role, service=service, note=note)


@transaction.atomic
def remove_group_role(*, by: User, rule: GroupRole) -> int:
    """Let the group give the role no more, and withdraw it from whoever has it by the group; return from how many.

    ValidationError as by `check_removable_rule`.
    """
    # As `admit` does: whoever signs in at this moment has the role before, and loses it here, or does not get it.
    lock_administrators()
    check_removable_rule(by=by, rule=rule)
    GroupRole.objects.filter(pk=rule.pk).update(removed_at=timezone.now(), removed_by=by)
    with noted_last():
        _note(AccountEventKind.GROUP_ROLE_REMOVED, by=by, rule=rule)
        grants = list(given_by(rule))
        return withdraw_roles(by=by, grants=grants) if grants else 0


def check_removable_rule(*, by: User, rule: GroupRole) -> None:
    """Raise ValidationError when it was removed already, gave `by` a role, or nobody would be left who administers."""
    check_there(rule)
    if grants := list(given_by(rule)):
        check_withdrawable(by=by, grants=grants)


def check_there(rule: GroupRole) -> None:
    """Raise ValidationError when it was removed meanwhile."""
    if not GroupRole.objects.current().filter(pk=rule.pk).exists():
        raise ValidationError(_("Somebody else has changed or removed this meanwhile."))


def check_group_role(*, group: str, role: Role, service: Service | None, instead_of: GroupRole | None = None) -> None:
    """Raise ValidationError for a service beside a role for the whole council, and when the group gives that role there."""
    if service is not None and role in COUNCIL_WIDE:
        refusal = _("%(role)s is a role for the whole council. Leave the service empty.")
        raise ValidationError({"service": refusal % {"role": role.label}})
    same = GroupRole.objects.current().filter(group=group, role=role, service=service)
    if instead_of:
        same = same.exclude(pk=instead_of.pk)
    if same.exists():
        raise ValidationError(_("This group gives this role there already."))


def given_by(rule: GroupRole) -> list[RoleGrant]:
    """Return the roles that people hold by it now."""
    rows = RoleGrant.objects.current().filter(group=rule.group, role=rule.role, service=rule.service)
    return list(rows)


def _note(kind: AccountEventKind, *, by: User, rule: GroupRole) -> None:
    """Note what the group gives, by the number of the rule: the group's name was typed."""
    service = rule.service.slug if rule.service else None
    trail.note(kind, by=by, rule=rule.pk, role=str(rule.role), service=service)
