"""How one person stands to one case: the roles that count there, and the capacity in which they act."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from partnerships.domain.workflow import ENDORSED_OR_LATER, State


class Capacity(TextChoices):
    """In which capacity a person acts on a case: one person, one capacity a case, for good."""

    AUTHOR = "author", _("Author")
    REVIEWER = "reviewer", _("Reviewer")
    LEGAL = "legal", _("Legal adviser")
    SECRETARY = "secretary", _("Board secretary")


CAPACITY_OF = {
    Role.OFFICER: Capacity.AUTHOR,
    Role.MANAGER: Capacity.REVIEWER,
    Role.LEGAL: Capacity.LEGAL,
    Role.SECRETARY: Capacity.SECRETARY,
}


# The roles that reach the cases of a service without being their authors.
NON_AUTHOR_ROLES = (Role.MANAGER, Role.LEGAL, Role.SECRETARY)


@dataclass(frozen=True, slots=True)
class Relation:
    """How one person stands to one case, or to a service in which they would start one (grants alone).

    `grants` holds the roles held for the case's service or for all services. `capacity` is the one in which the
    person was named or has acted on the case; `has_left`: they were taken off it since, which keeps the capacity
    but not the standing that it gave. `is_current_author`: lead or contributor now, and still holding one of
    `access.AUTHOR_ROLES` for any service. `is_lead` implies it.
    """

    grants: frozenset[str] = frozenset()
    capacity: Capacity | None = None
    has_left: bool = False
    is_current_author: bool = False
    is_lead: bool = False
    is_restricted: bool = False
    state: State = State.DRAFT


def standing(relation: Relation) -> frozenset[Role]:
    """Return the roles in which the person stands before this case; empty for those who may not know about it."""
    held = None if relation.has_left else relation.capacity
    named = {role for role, capacity in CAPACITY_OF.items() if held == capacity}
    roles = {role for role in NON_AUTHOR_ROLES if role in relation.grants}
    if relation.is_restricted:
        roles &= named
    if relation.state not in ENDORSED_OR_LATER and Role.SECRETARY not in named:
        roles -= {Role.SECRETARY}
    if relation.is_current_author:
        roles |= {Role.OFFICER}
    return frozenset(roles | {role for role in (Role.AUDITOR,) if role in relation.grants})
