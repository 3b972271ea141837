"""Who may do what: roles x permissions as one table, and the separation of duties on each case."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import CAPACITY_OF, Capacity, Relation, standing
from partnerships.domain.workflow import WHEN, state_sentence

__all__ = ["Capacity", "DeniedError", "Permission", "Relation", "WrongStateError", "can_answer", "can_see", "check"]
__all__ += [
    "AUTHOR_ROLES",
    "CAPACITY_OF",
    "PERMISSIONS_OF",
    "can_comment",
    "check_answer",
    "check_capacity",
    "check_comment",
    "may",
    "role_may",
]

READING = frozenset({Permission.SEE, Permission.READ_HISTORY, Permission.READ_FLAGS})
AUTHORING = frozenset({Permission.EDIT, Permission.ANSWER, Permission.ASK, Permission.SUBMIT, Permission.WITHDRAW})
REVIEWING = frozenset({Permission.TREAT, Permission.RETURN, Permission.ENDORSE, Permission.REFER, Permission.REOPEN})
# After a decision: what must be done about conditions, reviews and endings.
AFTERWARDS = frozenset({Permission.START_ROUND, Permission.END})
# What everybody does who acts on a case, and what those do who are not its authors.
ACTING = frozenset({Permission.DECLARE})
ADVISING = ACTING | {Permission.COMMENT}
# These are no acts on a case: they need no capacity in it.
READING_ONLY = READING | {Permission.CREATE, Permission.AUDIT}
# These are for the lead officer alone among the authors.
FOR_LEAD = frozenset({Permission.WITHDRAW, Permission.NAME})

# On a case, the officer's row is that of its lead and contributors, whatever their role.
PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: READING | AUTHORING | ACTING | AFTERWARDS | {Permission.CREATE, Permission.NAME, Permission.COMPLETE},
    Role.MANAGER: READING | REVIEWING | ADVISING | AFTERWARDS | {Permission.CREATE, Permission.AMEND},
    Role.LEGAL: READING | ADVISING | {Permission.ANSWER_LEGAL, Permission.CONFIRM},
    Role.SECRETARY: READING | ADVISING | {Permission.ISSUE, Permission.DECIDE},
    Role.EDITOR: frozenset(),
    Role.AUDITOR: READING | {Permission.AUDIT},
    Role.ADMIN: frozenset(),
}

# Who can be named as lead or contributor.
AUTHOR_ROLES = frozenset({Role.OFFICER, Role.MANAGER, Role.LEGAL})


class DeniedError(Exception):
    """The person may not do that to the case; the message is a sentence for people."""


class WrongStateError(DeniedError):
    """The person may do it, but not in the state that the case is in."""


def role_may(permission: Permission, roles: Collection[str]) -> bool:
    """Whether any of the roles has the permission on some case: for pages and buttons without a case."""
    return any(role in roles and permission in granted for role, granted in PERMISSIONS_OF.items())


def can_see(relation: Relation) -> bool:
    """Whether the person may know about the case. Officers see only cases that they lead or contribute to."""
    return bool(standing(relation))


def check(permission: Permission, relation: Relation) -> None:
    """Raise DeniedError when the person may not do that to the case, WrongStateError when only the state forbids it."""
    roles = relation.grants if permission is Permission.CREATE else standing(relation)
    allowing = [role for role, granted in PERMISSIONS_OF.items() if role in roles and permission in granted]
    if not allowing:
        raise DeniedError(str(_("Your role does not allow this.")))
    if permission not in READING_ONLY:
        check_capacity(_capacity_for(allowing, relation), relation)
    if permission in FOR_LEAD and not relation.is_lead:
        raise DeniedError(str(_("Only the lead officer can do this.")))
    needed = WHEN.get(permission)
    if needed is not None and relation.state not in needed:
        raise WrongStateError(state_sentence(relation.state, needed))


def may(permission: Permission, relation: Relation) -> bool:
    """Whether `check` would pass: the button and the POST never disagree."""
    try:
        check(permission, relation)
    except DeniedError:
        return False
    return True


def _capacity_for(roles: Sequence[Role], relation: Relation) -> Capacity:
    """The capacity in which somebody would act by one of the roles: the one that they have, if one of them gives it."""
    capacities = [CAPACITY_OF[role] for role in roles]
    return relation.capacity if relation.capacity in capacities else capacities[0]


def check_answer(relation: Relation, *, has_finding: bool) -> None:
    """Like `check`, for an answer in a section: as author, or as legal adviser where the section has findings."""
    legal = has_finding and Role.LEGAL in standing(relation) and not relation.is_current_author
    check(Permission.ANSWER_LEGAL if legal else Permission.ANSWER, relation)


def can_answer(relation: Relation, *, has_finding: bool) -> bool:
    """Whether `check_answer` would pass."""
    try:
        check_answer(relation, has_finding=has_finding)
    except DeniedError:
        return False
    return True


def check_comment(relation: Relation) -> None:
    """Like `check`, for implications and exempt markings: authors while the case is theirs, others until it is issued."""
    check(Permission.ASK if relation.is_current_author else Permission.COMMENT, relation)


def can_comment(relation: Relation) -> bool:
    """Whether `check_comment` would pass."""
    try:
        check_comment(relation)
    except DeniedError:
        return False
    return True


def check_capacity(wanted: Capacity, relation: Relation) -> None:
    """Raise DeniedError when the person already acts on the case in another capacity; also for naming a new author."""
    held = {relation.capacity} | ({Capacity.AUTHOR} if relation.is_current_author else set())
    for other in Capacity:
        if other in held and other != wanted:
            words = {"held": other.label, "wanted": wanted.label}
            raise DeniedError(str(_("On this case: %(held)s. The same person cannot also be: %(wanted)s.")) % words)
