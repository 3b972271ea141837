"""Who reads the reply in a conversation: whoever asked or, when they take no part any more, whoever sees to it for them.

Emails and "My work" both take it from here.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Deputyship, RoleGrant, User
from accounts.prepared import Parameter
from accounts.roles import Role
from partnerships.domain.permissions import AUTHOR_ROLES
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.models import Conversation, Participant
from partnerships.models.conversation import ASKED_ROLES
from partnerships.models.partnership import ParticipantQuerySet

# Those of whom several may act on one case: what one of them asked, another can see to.
REACHING = tuple(role for role in ASKED_ROLES if role is not Role.OFFICER)


def readers_of_reply(conversation: Conversation) -> list[int]:
    """Return the keys of those who read a reply. Two queries at most."""
    if Conversation.objects.filter(_asker_takes_part(), pk=conversation.pk).exists():
        return [conversation.asked_by_id]
    partnership = conversation.assessment.partnership
    others = _colleagues(partnership.pk, conversation.asked_by_id)
    return list(others.values_list("user", flat=True)) or [partnership.lead_id]


def replied_in_place_of_asker(user: User, today: date | Parameter | None = None) -> Q:
    """Return the condition for the conversations with a reply that the person reads for somebody else who asked."""
    others = _colleagues(OuterRef("assessment__partnership"), OuterRef("asked_by"))
    is_lead = Q(assessment__partnership__lead=user) & ~Q(Exists(others))
    return Q(is_replied=True) & ~_asker_takes_part(today) & (Q(Exists(others.filter(user=user))) | is_lead)


def _asker_takes_part(today: date | Parameter | None = None) -> Q:
    """Return the condition for the conversations of askers who can still converse: `emails.recipients.correspondents`.

    A test compares the two.
    """
    here = Participant.objects.filter(partnership=OuterRef("assessment__partnership"), user=OuterRef("asked_by"))
    grants = RoleGrant.objects.current().filter(user=OuterRef("asked_by"))
    standing = Deputyship.objects.standing(today).filter(deputy=OuterRef(OuterRef("asked_by")))
    in_place = RoleGrant.objects.current().filter(
        role=Role.MANAGER, user__is_active=True, user__in=standing.values("manager")
    )
    covering = Q(service=None) | Q(service=OuterRef("assessment__partnership__service"))
    is_author = Q(Exists(here.current().filter(capacity=Capacity.AUTHOR)))
    is_author &= Q(Exists(grants.filter(role__in=AUTHOR_ROLES)))
    reached = Q(assessment__partnership__is_restricted=False) | Q(Exists(here.current()))
    ways = [is_author]
    for role in REACHING:
        holds = Q(Exists(grants.filter(covering, role=role)))
        if role is Role.MANAGER:
            holds |= Q(Exists(in_place.filter(covering)))
        ways.append(holds & reached & ~Q(Exists(here.exclude(capacity=CAPACITY_OF[role]))))
    return Q(asked_by__is_active=True) & reduce(or_, ways)


def _colleagues(partnership: int | OuterRef, asker: int | OuterRef) -> ParticipantQuerySet:
    """Return those who act on the case in the capacity of the asker, and still hold its role. Authors have their lead."""
    same = {"partnership__participants__user": asker, "partnership__participants__capacity": F("capacity")}
    rows = Participant.objects.current().filter(partnership=partnership, user__is_active=True, **same)
    covering = Q(service=None) | Q(service=OuterRef("partnership__service"))
    grants = RoleGrant.objects.current().filter(covering, user=OuterRef("user"))
    holding = (Q(capacity=CAPACITY_OF[role]) & Q(Exists(grants.filter(role=role))) for role in REACHING)
    return rows.filter(reduce(or_, holding)).exclude(user=asker)
