"""The relation of one person to one case: their roles there, and the capacity in which they act."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from partnerships.domain.workflow import ENDORSED_OR_LATER, State


class Capacity(TextChoices):
    """In which capacity a person acts on a case. Nobody ever has two on one case."""

    AUTHOR = "author", _("Author")
    REVIEWER = "reviewer", _("Reviewer")
    LEGAL = "legal", _("Legal adviser")
    SECRETARY = "secretary", _("Board secretary")
    MONITORING = "monitoring", _("Monitoring officer")


CAPACITY_OF = {
    Role.OFFICER: Capacity.AUTHOR,
    Role.MANAGER: Capacity.REVIEWER,
    Role.LEGAL: Capacity.LEGAL,
    Role.SECRETARY: Capacity.SECRETARY,
    Role.MONITORING: Capacity.MONITORING,
}


# The roles that reach the cases of a service without being their authors.
NON_AUTHOR_ROLES = (Role.MANAGER, Role.LEGAL, Role.SECRETARY, Role.MONITORING)


@dataclass(frozen=True, slots=True)
class Relation:
    """The relation of one person to one case or, with grants alone, to a service in which they would start one.

    `grants` holds the roles held for the case's service or for all services. `capacity` is the one in which the person
    was named or has acted on the case; with `has_left` they were taken off it and keep the capacity, but cannot see the
    case by it. `is_current_author`: lead or contributor now, and still holding one of `permissions.AUTHOR_ROLES` for
    any service. `is_lead` implies it. `was_told`: the monitoring officers were told of the case, by a rule or by the
    submission of an answer that they confirm, or such an answer waits in review. `has_acted`: this round has an event of
    theirs, and not only one before it. `stands_in`: the role as manager is
    that of an absent one, whose deputy they are; with `absent_acts_otherwise`, that manager has another capacity on the
    case.
    """

    grants: frozenset[str] = frozenset()
    capacity: Capacity | None = None
    has_left: bool = False
    is_current_author: bool = False
    is_lead: bool = False
    is_restricted: bool = False
    was_told: bool = False
    has_acted: bool = False
    stands_in: bool = False
    absent_acts_otherwise: bool = False
    state: State = State.DRAFT


def roles_on_case(relation: Relation) -> frozenset[Role]:
    """Return the roles that the person has on this case; empty for those who may not see it.

    Two have theirs round by round, whatever they did in the rounds before: board secretaries while it is endorsed or
    later, monitoring officers when they were told of it, are asked for an answer, or have acted in it.
    """
    held = None if relation.has_left else relation.capacity
    named = {role for role, capacity in CAPACITY_OF.items() if held == capacity}
    roles = {role for role in NON_AUTHOR_ROLES if role in relation.grants}
    if relation.is_restricted:
        roles &= named
    if relation.state not in ENDORSED_OR_LATER:
        roles -= {Role.SECRETARY}
    is_asked = relation.was_told or relation.state is State.REFERRAL_ASKED
    if not is_asked and not (Role.MONITORING in named and relation.has_acted):
        roles -= {Role.MONITORING}
    if relation.is_current_author:
        roles |= {Role.OFFICER}
    return frozenset(roles | {role for role in (Role.AUDITOR,) if role in relation.grants})
