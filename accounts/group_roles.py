"""Reads of the council's own sign-in: what groups give, whom a change of that would reach, and who is linked to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import EmergencyAccess, GroupRole, GroupSeen, RoleGrant, Service, User
from accounts.roles import Role

A_PAGE = 50
# As many names or groups as a page shows of more; it counts all.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Link:
    """How somebody is linked to the council's own sign-in. `named` is "named", "none" or "too many"."""

    signed_in_at: datetime
    named: str
    groups: list[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """People whom something reaches: how many, and the names of the first."""

    number: int
    names: list[str]

    @property
    def others(self) -> int:
        """Return how many are not named."""
        return self.number - len(self.names)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sign-in with some groups changes in the roles of somebody: those that come, go and stay."""

    come: list[GroupRole]
    go: list[RoleGrant]
    stay: list[RoleGrant]


def may_use_password(user: User) -> bool:
    """Whether the person may sign in with a password: in an emergency alone, where they have come by the council's own sign-in.

    Else whoever is locked there would still come in here, with the roles that groups gave. Where it is the only one, nobody may.
    """
    if settings.OIDC is None:
        return True
    return not (settings.OIDC.is_only or is_linked(user)) or is_for_emergencies(user)


def is_linked(user: User) -> bool:
    """Whether the person has come by the provider of the settings."""
    return settings.OIDC is not None and SocialAccount.objects.filter(user=user, provider=settings.OIDC.issuer).exists()


def is_for_emergencies(user: User) -> bool:
    """Whether somebody has made it an account for emergencies."""
    return EmergencyAccess.objects.current().filter(user=user).exists()


def link_of(user: User) -> Link | None:
    """Return how the person is linked to the provider of the settings; None without one, and when they are not."""
    if settings.OIDC is None:
        return None
    row = SocialAccount.objects.filter(user=user, provider=settings.OIDC.issuer).first()
    if row is None:
        return None
    groups = list(user.groups_seen.values_list("group", flat=True))
    return Link(row.last_login, row.extra_data.get("groups", "none"), groups)


def changes_for(user: User, groups: Collection[str]) -> Changes:
    """Return what a sign-in with these groups would change in the roles of the person.

    A role that somebody granted them is not given again. Nobody is given a role by what they have added themselves, nor for
    a service that has closed.
    """
    rules = GroupRole.objects.current().filter(group__in=groups).exclude(added_by=user)
    rules = rules.exclude(service__is_active=False).select_related("service")
    # Of several groups that give the same, the first one does.
    wanted = {(rule.role, rule.service_id): rule for rule in rules.order_by("-group")}
    held = list(user.role_grants.current().select_related("service"))
    go = [grant for grant in held if grant.group and not _is_by(wanted.get((grant.role, grant.service_id)), grant)]
    stay = [grant for grant in held if grant not in go]
    has = {(grant.role, grant.service_id) for grant in stay}
    return Changes([rule for place, rule in wanted.items() if place not in has], go, stay)


def rules_giving(groups: Collection[str]) -> list[GroupRole]:
    """Return what these groups give to whoever is in them."""
    rows = GroupRole.objects.current().filter(group__in=groups).select_related("service")
    return list(rows.order_by("group", "role", "service"))


def reached_by(*, group: str, role: Role, service: Service | None, but: User) -> Reach:
    """Return the people who had the group when they signed in last, and have not that role there.

    `but` is who would add it: nobody gives themselves a role.
    """
    has_it = RoleGrant.objects.current().filter(user=OuterRef("pk"), role=role, service=service)
    people = User.objects.filter(groups_seen__group=group, is_active=True).exclude(pk=but.pk)
    return _reach(people.filter(~Exists(has_it)))


def holders_of(rule: GroupRole) -> Reach:
    """Return the people who have the role by the group now."""
    held = RoleGrant.objects.current().filter(group=rule.group, role=rule.role, service=rule.service)
    return _reach(User.objects.filter(Exists(held.filter(user=OuterRef("pk")))))


def rules_for_page(*, page: int) -> Page[Any]:
    """Return a page of what groups give, each with `holders`, how many people have the role by the group now."""
    place = Coalesce("service_id", 0)
    held = (
        RoleGrant.objects.current()
        .annotate(place=place)
        .filter(group=OuterRef("group"), role=OuterRef("role"), place=OuterRef("place"))
    )
    number = held.order_by().values("group").annotate(number=Count("pk")).values("number")
    rows = GroupRole.objects.current().select_related("service", "added_by").annotate(place=place)
    rows = rows.annotate(holders=Coalesce(Subquery(number), 0))
    return Paginator(rows.order_by("group", "role", "service", "pk"), A_PAGE).get_page(page)


def groups_that_give_nothing() -> QuerySet[Any, Any]:
    """Return the groups that people had when they signed in last and that give nothing: `group`, and how many `people`."""
    gives = GroupRole.objects.current().filter(group=OuterRef("group"))
    rows = GroupSeen.objects.filter(~Exists(gives), user__is_active=True).order_by().values("group")
    return rows.annotate(people=Count("user")).order_by("-people", "group")[:NAMED]


def people_without_groups(named: str) -> Reach:
    """Return the people whose groups the provider did not name when they signed in last: "none", or "too many" to name."""
    issuer = settings.OIDC.issuer
    links = SocialAccount.objects.filter(user=OuterRef("pk"), provider=issuer, extra_data__groups=named)
    return _reach(User.objects.filter(Exists(links), is_active=True))


def _is_by(rule: GroupRole | None, grant: RoleGrant) -> bool:
    return rule is not None and rule.group == grant.group


def _reach(people: QuerySet[User]) -> Reach:
    names = list(people.order_by("folded_name", "pk").values_list("full_name", flat=True)[:NAMED])
    return Reach(people.count(), names)
