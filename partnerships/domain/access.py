"""What one person may do to one case now: the table of permissions, its states, and the separation of duties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.utils.translation import gettext_lazy as _

from accounts.roles import CONFIRMING_ROLES, Grant, Role
from partnerships.domain.permissions import (
    AUTHOR_ROLES,
    FOR_LEAD,
    PERMISSIONS_OF,
    READING_ONLY,
    Permission,
)
from partnerships.domain.refusals import cannot_sentence, holder_on_case
from partnerships.domain.relation import CAPACITY_OF, Capacity, Relation, roles_on_case
from partnerships.domain.workflow import BEFORE_ENDORSED, WHEN, state_sentence


class DeniedError(Exception):
    """The person may not do that to the case. The message is a sentence for people."""


class WrongStateError(DeniedError):
    """The person may do it, but not in the current state of the case."""


# The capacities in which a person can say whether they have an interest.
DECLARING = frozenset(capacity for role, capacity in CAPACITY_OF.items() if Permission.DECLARE in PERMISSIONS_OF[role])


def role_may(permission: Permission, roles: Collection[str]) -> bool:
    """Whether any of the roles has the permission, for pages and buttons that are not about one case."""
    return any(role in roles and permission in granted for role, granted in PERMISSIONS_OF.items())


def grants_for(permission: Permission, grants: Iterable[Grant]) -> list[Grant]:
    """Return the grants by which their holder has the permission: it reaches no further than their services."""
    return [grant for grant in grants if permission in PERMISSIONS_OF[grant.role]]


def can_author(grants: Iterable[Grant]) -> bool:
    """Whether a role of their own lets them be lead or contributor, of a case of any service."""
    return any(grant.role in AUTHOR_ROLES and grant.is_own for grant in grants)


def can_see(relation: Relation) -> bool:
    """Whether the person may see the case. Officers see only cases that they lead or contribute to."""
    return bool(roles_on_case(relation))


def can_foresee(relation: Relation) -> bool:
    """Whether a board secretary may know reference, name and outcome of a case that is on its way to a meeting."""
    is_on_its_way = relation.state in BEFORE_ENDORSED and not relation.is_restricted
    return is_on_its_way and Role.SECRETARY in relation.grants


def check(permission: Permission, relation: Relation) -> None:
    """Raise DeniedError when the person may not do that to the case, WrongStateError when only the state forbids it."""
    roles = relation.grants if permission is Permission.CREATE else roles_on_case(relation)
    allowing = [role for role, granted in PERMISSIONS_OF.items() if role in roles and permission in granted]
    if not allowing:
        raise DeniedError(cannot_sentence(permission))
    if permission not in READING_ONLY and allowing == [Role.MANAGER]:
        check_standing_in(relation)
    if permission not in READING_ONLY:
        capacities = [CAPACITY_OF[role] for role in allowing]
        check_capacity(relation.capacity if relation.capacity in capacities else capacities[0], relation)
    if permission in FOR_LEAD and not relation.is_lead:
        raise DeniedError(cannot_sentence(permission))
    needed = WHEN.get(permission)
    if needed is not None and relation.state not in needed:
        raise WrongStateError(state_sentence(relation.state, needed))


def may(permission: Permission, relation: Relation) -> bool:
    """Whether `check` passes."""
    return _passes(check, permission, relation)


def check_confirm(relation: Relation, *, role: str) -> None:
    """Like `check`, for confirming an answer that a holder of that role confirms."""
    if role not in CONFIRMING_ROLES or role not in roles_on_case(relation):
        words = {"holder": Role(role).holder}
        raise DeniedError(str(_("You cannot confirm this answer. It is confirmed by %(holder)s.")) % words)
    check_capacity(CAPACITY_OF[Role(role)], relation)
    check(Permission.CONFIRM, relation)


def confirming_roles(relation: Relation) -> frozenset[str]:
    """Return the roles for which the person may confirm answers of the case now."""
    return frozenset(role for role in CONFIRMING_ROLES if _passes(check_confirm, relation, role=role))


def check_answer(relation: Relation, *, is_legal: bool) -> None:
    """Like `check`, for answering in a section: as author or, in a section of legal matters, as legal adviser."""
    legal = is_legal and Role.LEGAL in roles_on_case(relation) and not relation.is_current_author
    check(Permission.ANSWER_LEGAL if legal else Permission.ANSWER, relation)


def can_answer(relation: Relation, *, is_legal: bool) -> bool:
    """Whether `check_answer` passes."""
    return _passes(check_answer, relation, is_legal=is_legal)


def check_comment(relation: Relation) -> None:
    """Like `check`, for implications and exemptions: authors while the case is with them, others until it is issued."""
    check(Permission.ASK if relation.is_current_author else Permission.COMMENT, relation)


def can_comment(relation: Relation) -> bool:
    """Whether `check_comment` passes."""
    return _passes(check_comment, relation)


def check_standing_in(relation: Relation) -> None:
    """Raise DeniedError for the deputy of a manager who could not review the case either."""
    if relation.stands_in and relation.absent_acts_otherwise:
        raise DeniedError(str(_("The manager for whom you stand in acts on this case in another capacity.")))


def check_capacity(wanted: Capacity, relation: Relation) -> None:
    """Raise DeniedError when the person has another capacity on the case than the wanted one."""
    held = {relation.capacity} | ({Capacity.AUTHOR} if relation.is_current_author else set())
    for other in Capacity:
        if other in held and other != wanted:
            [role] = [role for role, capacity in CAPACITY_OF.items() if capacity == wanted]
            words = {"held": str(other.label).lower(), "wanted": str(wanted.label).lower(), "who": holder_on_case(role)}
            sentence = _(
                "You act on this case as its %(held)s. The same person cannot also be its %(wanted)s. "
                "This can be done by somebody else: %(who)s."
            )
            raise DeniedError(str(sentence) % words)


def _passes(rule: Callable[..., None], *args: object, **named: object) -> bool:
    try:
        rule(*args, **named)
    except DeniedError:
        return False
    return True
