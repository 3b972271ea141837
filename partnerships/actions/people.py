"""Adding people to a case and taking them off it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.sign_in import CANNOT_SIGN_IN
from accounts.models import RoleGrant, User
from partnerships import emails
from partnerships.actions.acting import ActionError, SeparationError, act_as, lock
from partnerships.actions.assignments import end_assignments
from partnerships.actions.partnership import check_editable
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_text
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.access import can_author
from partnerships.domain.permissions import AUTHOR_ROLES, Permission
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Assessment, Event, Participant, Partnership
from partnerships.models.trail import EventKind


@transaction.atomic
def add_person(*, assessment: Assessment, by: User, user: User, capacity: Capacity) -> Participant:
    """Add a contributor or, on a restricted case, name someone in another capacity.

    InvalidError when the person may not have that capacity (`check_person`), SeparationError when they have another
    one, ActionError when people cannot be named in it now (`check_naming`).
    """
    assessment = lock(assessment)
    check_naming(assessment, by, capacity)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    check_person(user, capacity, assessment.partnership)
    known = Participant.objects.filter(partnership=assessment.partnership, user=user, left_at=None).exists()
    person = act_as(capacity, user=user, partnership=assessment.partnership, by=by)
    if not known:
        new = {"person": user.full_name, "capacity": capacity.value}
        record(EventKind.PERSON_ADDED, by=by, assessment=assessment, new=new)
        emails.person_added(assessment, user, by=by)
    return person


@transaction.atomic
def remove_person(*, assessment: Assessment, by: User, person: Participant) -> None:
    """Take someone off the case. Their row is deleted if they did nothing on it; otherwise it says when they left.

    ActionError for who cannot be removed (`can_be_removed`). Someone who has left already is left alone.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    partnership = assessment.partnership
    act_as(Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    if not can_be_removed(person, partnership):
        raise ActionError(_("Only contributors, and people who were named on a restricted case, can be removed."))
    if not partnership.participants.current().filter(pk=person.pk).exists():
        return
    old = {"person": person.user.full_name, "capacity": person.capacity}
    end_assignments(partnership, person.user, by=by)
    if Event.objects.filter(partnership=partnership, recorded_by_id=person.user_id).exists():
        person.left_at, person.left_by = timezone.now(), by
        person.save(update_fields=["left_at", "left_by"])
    else:
        person.delete()
    record(EventKind.PERSON_REMOVED, by=by, assessment=assessment, old=old)


@transaction.atomic
def change_lead(
    *, assessment: Assessment, by: User, user: User, reason: str, version_token: str | None = None
) -> Partnership:
    """Make somebody else the lead officer, with a reason. Whoever led stays as a contributor, unless they are gone.

    `version_token` names the lead whom the page showed: StaleError when it is somebody else by now. InvalidError
    without a reason, or when the person cannot lead it (`check_lead`); SeparationError when `by` or `user` acts on the
    case in another capacity.
    """
    check_text("reason", reason)
    assessment = lock(assessment)
    partnership = assessment.partnership
    check_hands_over(by, partnership)
    check_unchanged(version_token, str(partnership.lead_id))
    return hand_over(assessment, by=by, user=user, reason=reason)


def hand_over(assessment: Assessment, *, by: User, user: User, reason: str) -> Partnership:
    """Make somebody else the lead officer of a locked case. InvalidError as by `check_lead`."""
    partnership, before = assessment.partnership, assessment.partnership.lead
    check_lead(user, partnership)
    if user == by:
        raise InvalidError({"user": _("You cannot make yourself the lead officer. Ask somebody else to.")})
    act_as(Capacity.AUTHOR, user=user, partnership=partnership, by=by)
    partnership.lead = user
    partnership.save(update_fields=["lead"])
    if not RoleGrant.objects.held_by(before).filter(role__in=AUTHOR_ROLES).exists():
        leave(partnership, before, by=by)
    old, new = {"lead": before.full_name}, {"lead": user.full_name, "reason": reason}
    record(EventKind.LEAD_CHANGED, by=by, assessment=assessment, old=old, new=new)
    emails.lead_changed(assessment, old=before, new=user, by=by)
    return partnership


def leave(partnership: Partnership, user: User, *, by: User) -> None:
    """Note that the person is on the case no more, and answers nothing of it. Nothing happens when they are not on it."""
    end_assignments(partnership, user, by=by)
    on_case = Participant.objects.filter(partnership=partnership, user=user, left_at=None)
    on_case.update(left_at=timezone.now(), left_by=by)


def check_hands_over(by: User, partnership: Partnership) -> None:
    """Raise SeparationError for an author of the case: who leads it is for those who are not on it to say."""
    if partnership.participants.current().filter(user=by, capacity=Capacity.AUTHOR).exists():
        raise SeparationError(_("You are an author of this case. Somebody else says who leads it."))


def check_lead(user: User, partnership: Partnership) -> None:
    """Raise InvalidError unless the person can lead the case and does not lead it already."""
    if user.pk == partnership.lead_id:
        raise InvalidError({"user": _("%(name)s leads this case already.") % {"name": user.full_name}})
    check_person(user, Capacity.AUTHOR, partnership)
    other = partnership.participants.filter(user=user).exclude(capacity=Capacity.AUTHOR).first()
    if other is not None:
        words = {"name": user.full_name, "capacity": Capacity(other.capacity).label.lower()}
        message = _("%(name)s acts on this case as %(capacity)s, so they cannot lead it.") % words
        raise InvalidError({"user": message})


def check_person(user: User, capacity: Capacity, partnership: Partnership) -> None:
    """Raise InvalidError unless the person can sign in and has a role for the capacity.

    An officer of any service can contribute; the roles of reviewers, advisers and secretaries must cover the service.
    """
    if not user.is_active:
        raise InvalidError({"user": str(CANNOT_SIGN_IN)})
    grants = RoleGrant.objects.grants_of(user)
    if capacity is Capacity.AUTHOR:
        has_role = can_author(grants)
    else:
        service = partnership.service_id
        has_role = any(CAPACITY_OF.get(grant.role) is capacity and grant.covers(service) for grant in grants)
    if not has_role:
        message = _("%(name)s does not have the role for this. An administrator can give it to them.")
        raise InvalidError({"user": message % {"name": user.full_name}})


def can_be_removed(person: Participant, partnership: Partnership) -> bool:
    """Whether authors may take the person off the case: contributors and, on a restricted case, everybody but the lead.

    On other cases reviewers and advisers come to the case by their role, and its authors do not choose them.
    """
    is_named = person.capacity == Capacity.AUTHOR or partnership.is_restricted
    return is_named and person.user_id != partnership.lead_id


def check_naming(assessment: Assessment, by: User, capacity: Capacity) -> None:
    """Raise ActionError unless the person may name somebody in that capacity now.

    Contributors are named while the round is with its authors. Other capacities are named only on restricted cases,
    by the lead later too: nobody else may see such a case, so without them it could not go on.
    """
    is_restricted = assessment.partnership.is_restricted
    if capacity is Capacity.AUTHOR or not is_restricted:
        check_editable(assessment)
    if capacity is not Capacity.AUTHOR and not is_restricted:
        raise ActionError(_("On a case that is not restricted, only contributors are named."))
    if assessment.state not in EDITABLE:
        check_state(Permission.NAME, assessment)
        if by.pk != assessment.partnership.lead_id:
            raise ActionError(_("Only the lead officer can do this."))
