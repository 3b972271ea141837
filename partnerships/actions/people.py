"""Who acts on a case, in the one capacity that they have in it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.domain.access import Capacity
from partnerships.models import Assessment, Participant, Partnership


class ActionError(Exception):
    """An action that cannot be done now; its text is a sentence for the person who asked."""


class SeparationError(ActionError):
    """The person already acts on this case in another capacity."""


def lock(assessment: Assessment) -> Assessment:
    """Return the assessment as it is now, locked until the transaction ends, so that two actions never interleave."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("partnership__service", "partnership__lead", "version__checklist")
        .get(pk=assessment.pk)
    )


def act_as(capacity: Capacity, *, user: User, partnership: Partnership, by: User) -> Participant:
    """Make the person act in that capacity on the case, or find that they do.

    Raises SeparationError when they have, or ever had, another one: nobody holds two on one case.
    """
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
