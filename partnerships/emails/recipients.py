"""Who may get emails about a case: people who act or may act on it, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import Deputyship, RoleGrant, User
from accounts.roles import Role
from partnerships.domain.permissions import AUTHOR_ROLES
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.models import Assessment, Participant, Partnership, RegisterEntry


def authors(partnership: Partnership) -> QuerySet[User]:
    """Return the lead officer and the contributors who may still see the case."""
    named = partnership.participants.current().filter(capacity=Capacity.AUTHOR)
    return _who_hold(AUTHOR_ROLES).filter(pk__in=named.values("user"))


def reviewers(partnership: Partnership) -> QuerySet[User]:
    """Return the managers who have acted on the case or are named on it, and their deputies of today."""
    named = partnership.participants.current().filter(capacity=Capacity.REVIEWER)
    managers = holders(Role.MANAGER, partnership)
    return managers.filter(pk__in=_with_deputies(managers.filter(pk__in=named.values("user"))).values("pk"))


def holders(role: Role, partnership: Partnership) -> QuerySet[User]:
    """Return who may act on the case in that role: nobody with another capacity and, if it is restricted, only people named.

    Whoever stands in for a manager today is among the managers.
    """
    capacity = CAPACITY_OF[role]
    in_another = Participant.objects.filter(partnership=partnership).exclude(capacity=capacity)
    service = Q(role_grants__service=None) | Q(role_grants__service=partnership.service_id)
    people = _who_hold([role], service).exclude(pk__in=in_another.values("user"))
    if role is Role.MANAGER:
        people = _with_deputies(people).exclude(pk__in=in_another.values("user"))
    if partnership.is_restricted:
        named = partnership.participants.current().filter(capacity=capacity)
        people = people.filter(pk__in=named.values("user"))
    return people


def seen_by(user: User, partnerships: Iterable[int]) -> set[int]:
    """Return the primary keys of those partnerships that the person may see now."""
    grants = RoleGrant.objects.grants_of(user)
    partnerships = set(partnerships)
    seen = Assessment.objects.current().visible_to(user, grants).filter(partnership__in=partnerships)
    existing = RegisterEntry.objects.without_case().visible_to(user, grants).filter(partnership__in=partnerships)
    return {*seen.values_list("partnership", flat=True), *existing.values_list("partnership", flat=True)}


def _with_deputies(managers: QuerySet[User]) -> QuerySet[User]:
    """Return the managers, and whoever stands in for one of them today."""
    standing = Deputyship.objects.standing().filter(manager__in=managers.values("pk"))
    return User.objects.filter(Q(pk__in=managers.values("pk")) | Q(is_active=True, pk__in=standing.values("deputy")))


def _who_hold(roles: Iterable[Role], *conditions: Q) -> QuerySet[User]:
    """Return the active users with a current grant of one of the roles that meets the conditions."""
    return User.objects.filter(
        *conditions, is_active=True, role_grants__role__in=list(roles), role_grants__revoked_at=None
    ).distinct()
