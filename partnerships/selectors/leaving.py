"""What somebody leaves behind when their account is closed: cases that they lead or are named on, and what they own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.models import (
    Assessment,
    Assignment,
    Condition,
    Conversation,
    Implication,
    Participant,
    RegisterEntry,
    Treatment,
)
from partnerships.models.assessment import AssessmentQuerySet


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One thing that somebody must take over. `key` names it in forms and actions: lead-5, person-7, condition-9.

    `sentence` holds references and no name: who closes accounts reads no case.
    """

    key: str
    row: Any
    sentence: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """`handed_over` needs a successor each; `ends` is what ends with the account and is only named."""

    handed_over: list[OpenWork]
    ends: list[str]


def leaving_of(user: User) -> Leaving:
    """Return what the person would leave behind now."""
    handed_over = [*_led(user), *_named(user), *_owned(user)]
    return Leaving(
        handed_over=handed_over,
        ends=[
            *_led_without_case(user),
            *_contributed(user),
            *_asked_of(user),
            *_in_conversation(user),
            *_assigned(user),
            *_alone_in(user),
        ],
    )


def open_cases() -> AssessmentQuerySet:
    """Return the current rounds that are not over: before the decision, or of a partnership that the council is in."""
    is_in = Q(partnership__register_entry__isnull=False, partnership__register_entry__ended_on=None)
    return Assessment.objects.current().filter(Q(state__in=BEFORE_DECIDED) | is_in)


def _led(user: User) -> Iterator[OpenWork]:
    cases = open_cases().filter(partnership__lead=user).select_related("partnership__service")
    for case in cases.order_by("partnership__number"):
        words = {"reference": case.partnership.reference, "service": case.partnership.service}
        yield OpenWork(f"lead-{case.partnership_id}", case, _("Leads %(reference)s, %(service)s") % words)


def _led_without_case(user: User) -> Iterator[str]:
    """Partnerships of the register that have no case: a manager names another lead on their page."""
    entries = RegisterEntry.objects.without_case().filter(partnership__lead=user)
    for entry in entries.select_related("partnership__service").order_by("partnership__number"):
        words = {"reference": entry.partnership.reference, "service": entry.partnership.service}
        yield _("Leads %(reference)s, which has no case. Ask a manager of %(service)s to name another lead.") % words


def _named(user: User) -> Iterator[OpenWork]:
    """On a restricted case nobody else may act in the capacity of somebody who was named."""
    rows = Participant.objects.current().filter(user=user, partnership__is_restricted=True)
    rows = rows.exclude(capacity=Capacity.AUTHOR).filter(partnership__in=open_cases().values("partnership"))
    for row in rows.select_related("partnership").order_by("partnership__number"):
        words = {"reference": row.partnership.reference, "capacity": row.get_capacity_display().lower()}
        sentence = _("Is named on %(reference)s, which is restricted, as %(capacity)s") % words
        yield OpenWork(f"person-{row.pk}", row, sentence)


def _owned(user: User) -> Iterator[OpenWork]:
    conditions = Condition.objects.outstanding().filter(owner_user=user).select_related("partnership", "decision")
    for condition in conditions.order_by("partnership__number", "number"):
        words = {"reference": condition.partnership.reference, "number": condition.number}
        yield OpenWork(f"condition-{condition.pk}", condition, _("Owns condition %(number)s of %(reference)s") % words)
    mitigations = Treatment.objects.proposed().filter(owner_user=user)
    for row in mitigations.select_related("assessment__partnership", "question").order_by("pk"):
        words = {"reference": row.assessment.partnership.reference, "code": row.question.code}
        yield OpenWork(f"treatment-{row.pk}", row, _("Owns the mitigation for %(code)s of %(reference)s") % words)


def _contributed(user: User) -> Iterator[str]:
    """What others on the case, or with the same role, go on with."""
    rows = Participant.objects.current().filter(user=user).exclude(partnership__lead=user)
    rows = rows.filter(partnership__in=open_cases().values("partnership"))
    for row in rows.select_related("partnership").order_by("partnership__number"):
        words = {"reference": row.partnership.reference, "capacity": row.get_capacity_display().lower()}
        if row.capacity == Capacity.AUTHOR:
            yield _("Contributes to %(reference)s") % words
        elif not row.partnership.is_restricted:
            yield _("Has acted on %(reference)s as %(capacity)s") % words


def _asked_of(user: User) -> Iterator[str]:
    rows = Implication.objects.filter(
        asked_of__icontains=user.full_name,
        text="",
        replaced_at=None,
        assessment__in=open_cases().values("pk"),
    )
    for row in rows.select_related("assessment__partnership", "area"):
        words = {"reference": row.assessment.partnership.reference, "area": row.area.name}
        yield _("Is asked for a comment on %(reference)s: %(area)s") % words


def _in_conversation(user: User) -> Iterator[str]:
    """What somebody is asked about questions of cases: whoever asked sees it, and asks somebody else."""
    rows = Conversation.objects.open().filter(asked_of=user, is_replied=False, assessment__state__in=BEFORE_DECIDED)
    for row in rows.select_related("assessment__partnership", "question").order_by("pk"):
        words = {"reference": row.assessment.partnership.reference, "code": row.question.code}
        yield _("Is asked about %(code)s of %(reference)s") % words


def _assigned(user: User) -> Iterator[str]:
    rows = Assignment.objects.outstanding().filter(assigned_to=user)
    for row in rows.select_related("assessment__partnership", "question").order_by("pk"):
        words = {"reference": row.assessment.partnership.reference, "code": row.question.code}
        yield _("Is to answer %(code)s of %(reference)s, which is then assigned to nobody") % words


def _alone_in(user: User) -> Iterator[str]:
    """The roles that nobody else holds where this person does."""
    others = RoleGrant.objects.current().filter(user__is_active=True).exclude(user=user)
    for grant in RoleGrant.objects.current().filter(user=user).select_related("service"):
        covers = Q(service=None) | Q(service=grant.service_id) if grant.service_id else Q(service=None)
        if not others.filter(covers, role=grant.role).exists():
            words = {"role": Role(grant.role).label.lower(), "service": grant.service or _("all services")}
            yield _("Nobody else is %(role)s for %(service)s. Grant somebody the role.") % words
