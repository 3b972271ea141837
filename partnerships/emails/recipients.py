"""Who may get emails about a case: people who act or may act on it, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial, reduce
from operator import or_

from django.db.models import Exists, Q, QuerySet

from accounts.models import Deputyship, User
from accounts.prepared import Parameter
from accounts.roles import Role
from partnerships.domain.permissions import AUTHOR_ROLES
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Conversation, Event, Participant, Partnership
from partnerships.models.partnership import was_told

# Whose turn it is in the states in which it is not the authors'.
NEXT_TO_ACT = {
    State.IN_REVIEW: Role.MANAGER,
    State.REFERRAL_ASKED: Role.MONITORING,
    State.ENDORSED: Role.SECRETARY,
    State.REFERRED: Role.SECRETARY,
    State.ISSUED: Role.SECRETARY,
}


def authors(partnership: Partnership | Parameter) -> QuerySet[User]:
    """Return the lead officer and the contributors who may still see the case."""
    named = Participant.objects.current().filter(partnership=partnership, capacity=Capacity.AUTHOR)
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


def names_of_holders(role: Role, partnership: Partnership) -> list[str]:
    """Return the names of the `holders` of the role, in order. One query."""
    return list(holders(role, partnership).order_by("folded_name", "pk").values_list("full_name", flat=True))


def correspondents(assessment: Assessment, role: Role | None = None) -> QuerySet[User]:
    """Return who can ask, be asked and reply about the questions of a case: of one role, or of all.

    They can open the case already, and are not its board secretary. For officers, the role is that of its authors.
    `Permission.CONVERSE` is the same rule for one person; a test compares the two.
    """
    partnership = assessment.partnership
    reached = {
        Role.OFFICER: partial(authors, partnership),
        Role.MANAGER: partial(holders, Role.MANAGER, partnership),
        Role.LEGAL: partial(holders, Role.LEGAL, partnership),
        Role.MONITORING: partial(_monitoring_officers, assessment),
    }
    chosen = [reached[role]] if role else reached.values()
    return User.objects.filter(reduce(or_, (Q(pk__in=people().values("pk")) for people in chosen)))


def is_asked(conversation: Conversation, user: User) -> bool:
    """Whether the person is who is asked, or holds the role that is asked as people of the case do."""
    if conversation.asked_of_id is not None:
        return conversation.asked_of_id == user.pk
    return correspondents(conversation.assessment, Role(conversation.asked_role)).filter(pk=user.pk).exists()


def _monitoring_officers(assessment: Assessment) -> QuerySet[User]:
    """Return the monitoring officers to whom the round is shown, or who have acted in it."""
    officers = holders(Role.MONITORING, assessment.partnership)
    rounds = Assessment.objects.filter(pk=assessment.pk)
    shown = rounds.filter(was_told("pk") | Q(state=State.REFERRAL_ASKED))
    named = assessment.partnership.participants.current().filter(capacity=Capacity.MONITORING).values("user")
    acted = Event.objects.filter(assessment=assessment).values("recorded_by")
    return officers.filter(Q(Exists(shown)) | Q(pk__in=named) & Q(pk__in=acted))


def _with_deputies(managers: QuerySet[User]) -> QuerySet[User]:
    """Return the managers, and whoever stands in for one of them today."""
    standing = Deputyship.objects.standing().filter(manager__in=managers.values("pk"))
    return User.objects.filter(Q(pk__in=managers.values("pk")) | Q(is_active=True, pk__in=standing.values("deputy")))


def _who_hold(roles: Iterable[Role], *conditions: Q) -> QuerySet[User]:
    """Return the active users with a current grant of one of the roles that meets the conditions."""
    return User.objects.filter(
        *conditions, is_active=True, role_grants__role__in=list(roles), role_grants__revoked_at=None
    ).distinct()
