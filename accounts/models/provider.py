"""The council's own sign-in: which role a group gives, which groups somebody has, and who may do without it.

Who somebody is there is kept by django-allauth: `SocialAccount` has the issuer as `provider` and the subject as `uid`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import GROUP_LENGTH, Service, User
from accounts.roles import COUNCIL_WIDE, Role


class GroupRoleQuerySet(models.QuerySet["GroupRole"]):
    """Queries for the roles of groups."""

    def current(self) -> GroupRoleQuerySet:
        """Keep those that were not removed."""
        return self.filter(removed_at=None)


class GroupRole(models.Model):
    """A role, for one service or for all, that whoever is in a group is given when they sign in. Removed, never deleted."""

    group = models.CharField(_("group"), max_length=GROUP_LENGTH)
    note = models.CharField(_("what it is"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="group_roles")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = GroupRoleQuerySet.as_manager()

    class Meta:
        ordering = ("group", "role", "service")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "role", "service"),
                condition=Q(service__isnull=False, removed_at__isnull=True),
                name="group_role_once_per_service",
            ),
            models.UniqueConstraint(
                fields=("group", "role"),
                condition=Q(service__isnull=True, removed_at__isnull=True),
                name="group_role_once_for_all_services",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="group_role_known_role"),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | ~Q(role__in=COUNCIL_WIDE), name="group_role_for_all_services"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="group_role_removed_at_with_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}: {self.get_role_display()}"


class GroupSeen(models.Model):
    """A group that the provider named when the person signed in last."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="groups_seen")
    group = models.CharField(max_length=GROUP_LENGTH, db_index=True)

    class Meta:
        ordering = ("group",)
        constraints = (models.UniqueConstraint(fields=("user", "group"), name="group_seen_once"),)

    def __str__(self) -> str:
        return self.group


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    """Queries for who may sign in with a password although the council's own sign-in is the only one."""

    def current(self) -> EmergencyAccessQuerySet:
        """Keep those that were not taken away."""
        return self.filter(ended_at=None)


class EmergencyAccess(models.Model):
    """That somebody may sign in with a password and a second factor where others may not (OIDC_ONLY). Never deleted.

    `given_by` and `ended_by` are empty when it was done at the command line.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergency_accesses")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at",)
        verbose_name_plural = "emergency accesses"
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=Q(ended_at__isnull=True), name="emergency_access_once"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False), name="emergency_access_ended_at_with_by"
            ),
        )

    def __str__(self) -> str:
        return str(self.user)
