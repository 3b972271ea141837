"""What "My work" says of the cases that wait on somebody else: on whom, for what, and since when. Each list is bounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lookups import PkAmong
from accounts.models import User
from accounts.prepared import PreparedRows
from accounts.roles import CONFIRMING_ROLES, Grant, Role
from accounts.series import all_of
from partnerships.domain.access import can_author
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import BEFORE_DECIDED, WHEN, State
from partnerships.models import Assessment, Confirmation, Flag
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.selectors.lists import MOST_LISTINGS, USER
from partnerships.selectors.worklist import (
    NEXT,
    OBJECTIONS,
    cases_authored_by,
    cases_for_role,
    objections_to,
    own_in,
    to_confirm_by,
    waiting_for,
)

# On whom a case waits in the states in which it is the turn neither of its authors nor of the managers.
AWAITED = {
    State.REFERRAL_ASKED: gettext_lazy("A monitoring officer, to answer the referral"),
    State.ENDORSED: gettext_lazy("A board secretary, to issue the report"),
    State.REFERRED: gettext_lazy("A board secretary, to issue the report"),
    State.ISSUED: gettext_lazy("Whoever decides; a board secretary records it"),
}

_UNCONFIRMED = Prefetch(
    "flags", Flag.objects.to_confirm().select_related("question").order_by("question_position"), to_attr="unconfirmed"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits on somebody else, on whom, and since when they could have done it; `is_own`: the person authors it."""

    assessment: Assessment
    on: str
    since: datetime
    is_own: bool = False

    @property
    def has_no_meeting(self) -> bool:
        """Whether the meeting to which it was to go is cancelled."""
        meeting = self.assessment.meeting
        return meeting is not None and meeting.is_cancelled and self.assessment.state in BEFORE_DECIDED


def waiting_on_others(user: User, grants: Iterable[Grant]) -> list[Waiting]:
    """Return the cases that wait on somebody else, each once, the longest first, `NEXT` of each kind.

    They are those that the person submitted or contributes to; those of a manager's services that are submitted; and
    those in which nothing is left to confirm for a role of the person but what somebody objected to. Five queries, two
    for each further role that confirms, and two for what is read with the cases of each kind.
    """
    grants = tuple(grants)
    # What was objected to says more than that an answer waits to be confirmed.
    rows = _submitted(user, grants) + _authored(user, grants) + _objected_to(user, grants)
    found = {row.assessment.pk: row for row in rows}
    return sorted(found.values(), key=lambda row: (row.since, row.assessment.pk))


def _authored(user: User, grants: tuple[Grant, ...]) -> list[Waiting]:
    """Return the cases that the person leads or contributes to and that are submitted and not decided yet."""
    if not can_author(grants):
        return []
    found = _MINE.rows(user=user.pk)
    in_review = [case for case in found if case.state == State.IN_REVIEW]
    prefetch_related_objects(in_review, _UNCONFIRMED, OBJECTIONS)
    rows = [_objected(row, user) if objections_to(row) else _awaited(row, is_reviewed=True) for row in found]
    return [replace(row, is_own=True) for row in rows]


def _submitted(user: User, grants: tuple[Grant, ...]) -> list[Waiting]:
    """Return the submitted cases of a manager's services.

    What waits on managers, to be reviewed or returned, is no part of it unless a confirmation is missing too.
    """
    managing = [grant for grant in grants if grant.role is Role.MANAGER]
    if not managing:
        return []
    rows = _in_services(tuple(managing)).rows(user=user.pk)
    prefetch_related_objects(rows, _UNCONFIRMED)
    return [_awaited(row, is_reviewed=False) for row in rows]


def _objected_to(user: User, grants: tuple[Grant, ...]) -> list[Waiting]:
    """Return the cases in which a role of the person is left with nothing but objections; not those that they review.

    They wait on their authors or, in review, on the managers.
    """
    found = [row for role in CONFIRMING_ROLES for row in _left_with_objections(role, grants).rows(user=user.pk)]
    prefetch_related_objects(found, OBJECTIONS)
    return [_objected(row, user) for row in found]


def _longest(cases: AssessmentQuerySet, *conditions: Q) -> AssessmentQuerySet:
    rows = cases.first_current(*conditions, order=("state_changed_at", "pk"), most=NEXT)
    return rows.with_partnership()


# My work asks these each time. They are written once, or once for all who hold the same roles.
_MINE = PreparedRows(lambda: _longest(cases_authored_by(USER), own_in([State.IN_REVIEW, *AWAITED])))


@lru_cache(MOST_LISTINGS)
def _in_services(managing: tuple[Grant, ...]) -> PreparedRows[Assessment]:
    """Return the query of `_submitted`."""

    def write() -> AssessmentQuerySet:
        to_confirm = Flag.objects.to_confirm().filter(assessment=OuterRef("pk"))
        waits = [
            Q(Exists(to_confirm), state=State.IN_REVIEW),
            *(Q(state=state) for state in (State.RETURNED, *AWAITED)),
        ]
        return _longest(Assessment.objects.visible_to(USER, managing), *waits)

    return PreparedRows(write)


@lru_cache(MOST_LISTINGS)
def _left_with_objections(role: Role, grants: tuple[Grant, ...]) -> PreparedRows[Assessment]:
    """Return the query of `_objected_to` for one role."""

    def write() -> AssessmentQuerySet:
        reviewed = cases_for_role(Role.MANAGER, USER, grants).filter(state=State.IN_REVIEW)
        # From the objections, which are few, to their cases.
        objected = Confirmation.objects.objections().filter(question__confirm_role=role).values("assessment")
        waits = Q(PkAmong(objected), state__in=WHEN[Permission.CONFIRM])
        waits &= Exists(waiting_for(role)) & ~Exists(to_confirm_by(role))
        return _longest(cases_for_role(role, USER, grants).exclude(pk__in=reviewed.values("pk")), waits)

    return PreparedRows(write)


def _objected(case: Assessment, user: User) -> Waiting:
    """Return on whom a case waits in which somebody cannot confirm an answer, since the first of them said so."""
    rows = [row for row in objections_to(case) if row.question]
    since = min((row.confirmed_at for row in rows), default=case.state_changed_at)
    words = {
        "codes": ", ".join(row.question.code for row in rows if row.question),
        "name": case.partnership.lead.full_name,
        "service": case.partnership.service,
        "objectors": all_of(dict.fromkeys(row.confirmed_by_name() for row in rows)),
    }
    is_own = all(row.confirmed_by_id == user.pk for row in rows)
    if case.state == State.IN_REVIEW and is_own:
        on = _("The managers of %(service)s, to return the case: you cannot confirm %(codes)s")
    elif case.state == State.IN_REVIEW:
        on = _("The managers of %(service)s, to return the case: %(objectors)s cannot confirm %(codes)s")
    elif is_own:
        on = _("%(name)s, to put right what you cannot confirm: %(codes)s")
    else:
        on = _("%(name)s, to put right what %(objectors)s cannot confirm: %(codes)s")
    return Waiting(case, on % words, since)


def _awaited(case: Assessment, *, is_reviewed: bool) -> Waiting:
    """Return on whom the case waits; `is_reviewed`: also the managers, who do not read it of themselves.

    An answer waits to be confirmed since it was flagged for that, and in review since the case was submitted.
    """
    if case.state == State.RETURNED:
        on = _("%(name)s, to put it right and submit again") % {"name": case.partnership.lead.full_name}
        return Waiting(case, on, case.state_changed_at)
    if case.state != State.IN_REVIEW:
        return Waiting(case, str(AWAITED[State(case.state)]), case.state_changed_at)
    flags: list[Flag] = getattr(case, "unconfirmed", [])
    by_role = defaultdict[str, list[str]](list)
    for flag in flags:
        by_role[flag.question.confirm_role].append(flag.question.code)
    whom = [
        _("%(holder)s, to confirm %(codes)s") % {"holder": Role(role).holder, "codes": ", ".join(codes)}
        for role, codes in by_role.items()
    ]
    if is_reviewed:
        whom.insert(0, _("the managers of %(service)s, to review the case") % {"service": case.partnership.service})
    on = "; ".join(whom)
    flagged = (
        case.state_changed_at if is_reviewed else min((flag.since for flag in flags), default=case.state_changed_at)
    )
    return Waiting(case, on[:1].upper() + on[1:], max(case.state_changed_at, flagged))
