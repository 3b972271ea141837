"""Adding people to a case and taking them off it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.partnership import check_editable
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.domain.access import Capacity
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Assessment, Event, Participant
from partnerships.models.trail import EventKind


@transaction.atomic
def add_person(*, assessment: Assessment, by: User, user: User, capacity: Capacity) -> Participant:
    """Add a contributor or, on a restricted case, name someone in another capacity. SeparationError when they have another.

    ActionError when people cannot be named in that capacity now (`check_naming`).
    """
    assessment = lock(assessment)
    check_naming(assessment, by, capacity)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    known = Participant.objects.filter(partnership=assessment.partnership, user=user, left_at=None).exists()
    person = act_as(capacity, user=user, partnership=assessment.partnership, by=by)
    if not known:
        new = {"person": user.full_name, "capacity": capacity.value}
        record(EventKind.PERSON_ADDED, by=by, assessment=assessment, new=new)
        emails.person_added(assessment, user)
    return person


@transaction.atomic
def remove_person(*, assessment: Assessment, by: User, person: Participant) -> None:
    """Take someone off the case. Whoever did nothing on it leaves no trace but the events; the lead cannot be removed.

    Someone who was taken off it meanwhile stays so, without a second event.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    partnership = assessment.partnership
    act_as(Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    if person.user_id == partnership.lead_id:
        raise ActionError(_("The lead officer cannot be removed."))
    if not partnership.participants.current().filter(pk=person.pk).exists():
        return
    old = {"person": person.user.full_name, "capacity": person.capacity}
    if Event.objects.filter(partnership=partnership, recorded_by_id=person.user_id).exists():
        person.left_at, person.left_by = timezone.now(), by
        person.save(update_fields=["left_at", "left_by"])
    else:
        person.delete()
    record(EventKind.PERSON_REMOVED, by=by, assessment=assessment, old=old)


def check_naming(assessment: Assessment, by: User, capacity: Capacity) -> None:
    """Raise ActionError unless the person may name somebody in that capacity now: contributors with the round in hand.

    Who reviews, advises or takes a restricted case to the board can be named later too, by its lead: nobody else may
    know of it, so without them it could not go on.
    """
    if capacity is Capacity.AUTHOR or not assessment.partnership.is_restricted:
        check_editable(assessment)
    if assessment.state not in EDITABLE:
        check_state(Permission.NAME, assessment)
        if by.pk != assessment.partnership.lead_id:
            raise ActionError(_("Only the lead officer can do this."))
