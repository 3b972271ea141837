"""Who acts on a case, in the one capacity that they have in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.access import CAPACITY_OF, Capacity
from partnerships.models import Assessment, Participant, Partnership


class ActionError(Exception):
    """An action that cannot be done now; its text is a sentence for the person who asked."""


class SeparationError(ActionError):
    """The person already acts on this case in another capacity."""


def lock(assessment: Assessment) -> Assessment:
    """Return the assessment as it is now, locked with its partnership until the transaction ends.

    So two actions on one case never interleave, whatever their round, and each event finds the last one.
    """
    locked = Assessment.objects.with_partnership().select_for_update(of=("self", "partnership"), no_key=True)
    return locked.get(pk=assessment.pk)


def capacity_for(user: User, partnership: Partnership, *, among: Sequence[Capacity]) -> Capacity:
    """Return in which of these capacities the person acts on the case.

    It is the one that they have on the case if it is among them, else the first that a role of theirs for the service
    gives, else the last.
    """
    person = Participant.objects.filter(partnership=partnership, user=user).first()
    if person is not None and person.capacity in among:
        return Capacity(person.capacity)
    service = Q(service=None) | Q(service=partnership.service_id)
    roles = user.role_grants.current().filter(service).values_list("role", flat=True)
    given = {CAPACITY_OF.get(Role(role)) for role in roles}
    return next((capacity for capacity in among if capacity in given), among[-1])


def act_as(capacity: Capacity, *, user: User, partnership: Partnership, by: User) -> Participant:
    """Make the person act in that capacity on the case, or find that they do.

    Raises SeparationError when they have, or ever had, another one: nobody holds two on one case. ActionError when
    they are none of its authors, or none of the people of a restricted case: both are named by somebody else, and
    may have been taken off the case a moment ago.
    """
    if user == by and user.pk != partnership.lead_id and (capacity is Capacity.AUTHOR or partnership.is_restricted):
        _check_named(user, partnership)
    person, is_new = Participant.objects.get_or_create(
        partnership=partnership, user=user, defaults={"capacity": capacity, "added_by": by}
    )
    if person.capacity != capacity:
        raise SeparationError(
            _("%(name)s already acts on this case as %(capacity)s and cannot also act as %(wanted)s.")
            % {
                "name": user.full_name,
                "capacity": Capacity(person.capacity).label.lower(),
                "wanted": capacity.label.lower(),
            }
        )
    if person.left_at is not None and not is_new:
        person.left_at, person.left_by = None, None
        person.added_at, person.added_by = timezone.now(), by
        person.save(update_fields=["left_at", "left_by", "added_at", "added_by"])
    return person


def _check_named(user: User, partnership: Partnership) -> None:
    if not Participant.objects.current().filter(partnership=partnership, user=user).exists():
        raise ActionError(_("You are not on this case any more, so nothing was changed."))
