"""What every action needs: the errors, the lock on a case, and the capacity in which somebody acts on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.acting import ActionError
from accounts.models import Deputyship, RoleGrant, Service, User
from accounts.prepared import PreparedRows, key
from accounts.roles import Grant, Role
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.models import Assessment, Participant, Partnership

__all__ = [
    "ActionError",
    "SeparationError",
    "act_as",
    "capacity_for",
    "check_act_as",
    "check_standing_in_for",
    "lock",
    "on_behalf_of",
]


_LOCKED = PreparedRows(
    lambda: (
        Assessment.objects.filter(pk=key("assessment", Assessment))
        .select_related("partnership", "version")
        .select_for_update(of=("self", "partnership"), no_key=True)
        .order_by()
    )
)
_ON_CASE = PreparedRows(
    lambda: Participant.objects.filter(partnership=key("partnership", Partnership), user=key("user", User)).order_by()
)


class SeparationError(ActionError):
    """The person already acts on this case in another capacity."""


def lock(assessment: Assessment) -> Assessment:
    """Return the assessment, read again and locked with its partnership until the transaction ends.

    Actions on one partnership therefore run one after the other, and each event can be linked to the one before.
    """
    return _LOCKED.get(assessment=assessment.pk)


def lock_council() -> None:
    """Let nobody else do what takes this lock, in any partnership, until the transaction ends.

    References, names and minutes are given one by one. Whoever locks a case too locks that first.
    """
    Service.objects.select_for_update(no_key=True).order_by("pk").first()


def capacity_for(user: User, partnership: Partnership, *, among: Sequence[Capacity]) -> Capacity:
    """Return in which of these capacities the person acts on the case.

    It is the one that they have on the case if it is among them, else the first that a role of theirs for the service
    gives, else the last.
    """
    return _capacity_of(_person_on(partnership, user), user, partnership, among)


def _person_on(partnership: Partnership, user: User) -> Participant | None:
    return _ON_CASE.first(partnership=partnership, user=user)


def _capacity_of(
    person: Participant | None, user: User, partnership: Partnership, among: Sequence[Capacity]
) -> Capacity:
    if person is not None and person.capacity in among:
        return Capacity(person.capacity)
    if len(among) == 1:
        return among[0]
    grants = RoleGrant.objects.grants_of(user)
    given = {CAPACITY_OF.get(grant.role) for grant in grants if grant.covers(partnership.service_id)}
    return next((capacity for capacity in among if capacity in given), among[-1])


def check_act_as(capacity: Capacity, *, user: User, partnership: Partnership, by: User) -> None:
    """Raise what `act_as` would, and write nothing: for actions that have something expensive to do before."""
    person = _person_on(partnership, user)
    _check_named(capacity, person, user=user, partnership=partnership, by=by)
    if person is not None:
        _check_separation(person, capacity)


def on_behalf_of(user: User, partnership: Partnership) -> str:
    """Return the name of the manager in whose place somebody reviews the case, "" when it is in nobody's."""
    absent = _absent_managers(user, partnership)
    busy = _acting_otherwise(absent, partnership)
    return next((grant.absent_name for grant in absent if grant.absent_id not in busy), "")


def check_standing_in_for(user: User, partnership: Partnership) -> None:
    """Raise SeparationError for the deputy of managers who all act on the case in another capacity than reviewer."""
    absent = _absent_managers(user, partnership)
    busy = _acting_otherwise(absent, partnership)
    if absent and busy.issuperset(grant.absent_id for grant in absent):
        raise SeparationError(_("The manager for whom you stand in acts on this case in another capacity."))


def _absent_managers(user: User, partnership: Partnership) -> list[Grant]:
    """Return the roles by which somebody reviews the case in place of a manager; none with such a role of their own."""
    if not Deputyship.objects.standing().filter(deputy=user).exists():
        return []
    grants = [grant for grant in RoleGrant.objects.grants_of(user) if grant.role is Role.MANAGER]
    covering = [grant for grant in grants if grant.covers(partnership.service_id)]
    return [] if any(grant.is_own for grant in covering) else covering


def _acting_otherwise(absent: list[Grant], partnership: Partnership) -> set[int | None]:
    """Return which of these managers have another capacity on the case than reviewer."""
    people = partnership.participants.filter(user__in=[grant.absent_id for grant in absent])
    return set(people.exclude(capacity=Capacity.REVIEWER).values_list("user", flat=True)) if absent else set()


def act_as(*among: Capacity, user: User, partnership: Partnership, by: User) -> Participant:
    """Return the person's participation in the case in that capacity; create it, or renew it after they left.

    Of several capacities it is that of `capacity_for`. SeparationError when they have or had another capacity: nobody
    has two on one case. ActionError when somebody acts by themselves as author, or on a restricted case, and is not on
    the case: these are named by others.
    """
    person = _person_on(partnership, user)
    capacity = _capacity_of(person, user, partnership, among)
    _check_named(capacity, person, user=user, partnership=partnership, by=by)
    if person is None:
        return Participant.objects.create(partnership=partnership, user=user, capacity=capacity, added_by=by)
    _check_separation(person, capacity)
    if person.left_at is not None:
        person.left_at, person.left_by = None, None
        person.added_at, person.added_by = timezone.now(), by
        person.save(update_fields=["left_at", "left_by", "added_at", "added_by"])
    return person


def _check_named(
    capacity: Capacity, person: Participant | None, *, user: User, partnership: Partnership, by: User
) -> None:
    """Raise ActionError when somebody who has to be named by others acts by themselves, and is not on the case.

    SeparationError as by `check_standing_in_for`.
    """
    if capacity is Capacity.REVIEWER and user == by:
        check_standing_in_for(user, partnership)
    must_be_named = capacity is Capacity.AUTHOR or partnership.is_restricted
    is_on_case = user.pk == partnership.lead_id or (person is not None and person.left_at is None)
    if must_be_named and user == by and not is_on_case:
        raise ActionError(_("You are not on this case any more, so nothing was changed."))


def _check_separation(person: Participant, capacity: Capacity) -> None:
    """Raise SeparationError unless the person has that capacity."""
    if person.capacity != capacity:
        raise SeparationError(
            _("%(name)s already acts on this case as %(capacity)s and cannot also act as %(wanted)s.")
            % {
                "name": person.user.full_name,
                "capacity": Capacity(person.capacity).label.lower(),
                "wanted": capacity.label.lower(),
            }
        )
