"""The read model of "My work": which cases wait on a person, and which they lead or contribute to. Each list is bounded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.lookups import PkAmong
from accounts.models import User
from accounts.prepared import Parameter, PreparedRows
from accounts.roles import CONFIRMING_ROLES, Grant, Role
from checklists.models import Question
from partnerships.domain.access import can_author
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.domain.waiting import can_be_confirmed_in
from partnerships.domain.workflow import BEFORE_DECIDED, BEFORE_ISSUED, EDITABLE, FOR_THE_BOARD, WHEN, State
from partnerships.models import (
    Assessment,
    Condition,
    Confirmation,
    Flag,
    Meeting,
    Participant,
    Partnership,
    RegisterEntry,
    Treatment,
)
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.flag import FlagQuerySet
from partnerships.models.partnership import reviewable
from partnerships.selectors.lists import MOST_LISTINGS, TODAY, USER
from partnerships.selectors.register import ConditionLine, line_of

MOST = 50
"""Most cases shown in one list; the page says when there are more."""
NEXT = 10
"""Most of what is due, or waits on others, that is shown to a manager; the lists have the rest."""
DUE_DAYS, MEETING_DAYS, REVIEW_DAYS = 30, 30, 60
"""How long before its date a condition, a meeting or a review is shown to a manager."""
SOON_DAYS = 14
"""How long before its date a condition is shown to those who must see that it is met."""


OBJECTIONS = Prefetch(
    "confirmations",
    Confirmation.objects.objections().select_related("question", "confirmed_by").order_by("question__pk"),
    to_attr="objections",
)
_TO_CONFIRM = Prefetch(
    "flags", Flag.objects.to_confirm().select_related("question").order_by("question_position"), to_attr="to_confirm"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list; `of` is how many questions its checklist has.

    `role` is in which the person is asked to confirm its answers, "" when they are not; `is_own` whether they author it.
    """

    assessment: Assessment
    of: int
    role: str = ""
    is_own: bool = False

    @property
    def to_confirm(self) -> list[str]:
        """The codes of the answers that wait for the person to confirm them in that role."""
        flags: list[Flag] = getattr(self.assessment, "to_confirm", [])
        return [flag.question.code for flag in flags if flag.question.confirm_role == self.role]

    @property
    def objections(self) -> list[Confirmation]:
        """The objections to its answers that stand in the way now, each with its question."""
        return objections_to(self.assessment)

    @property
    def is_before_decision(self) -> bool:
        """Whether it is not decided yet: then its meeting matters."""
        return self.assessment.state in BEFORE_DECIDED

    @property
    def is_answering(self) -> bool:
        """Whether its authors are still answering: then how far they are matters."""
        return self.assessment.state in EDITABLE


@dataclass(frozen=True, slots=True)
class OwnedWork:
    """A condition that somebody owns or, until it is imposed, a proposed mitigation."""

    partnership: Partnership
    text: str
    due_on: date
    is_imposed: bool

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been done by now."""
        return self.due_on < timezone.localdate()


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases that ask the same thing of a person. `page` is the name of the address at which they do it, `place` where on it."""

    title: str
    page: str
    place: str
    lines: list[Line]
    has_more: bool


def others_of(user: User, grants: Iterable[Grant]) -> Pile:
    """Return the cases that the person leads or contributes to and that are over, or decided."""
    found = _OTHERS.rows(user=user.pk) if can_author(grants) else []
    return _with_what_is_confirmed([_pile(_("Your other cases"), "assessment", found)])[0]


def waiting_on(user: User, grants: Iterable[Grant]) -> list[Pile]:
    """Return what waits on the person, by what is asked of them; only piles that are not empty."""
    grants, piles = tuple(grants), list[Pile]()
    if can_author(grants):
        drafts = _DRAFTS.rows(user=user.pk)
        piles.append(_pile(_("To complete and submit"), "assessment", drafts, is_own=True))
    for place, (role, _states, title, page) in enumerate(_asked()):
        if found := _asked_of(role, place, grants).rows(user=user.pk):
            piles.append(_pile(title, page, found))
    for role in CONFIRMING_ROLES:
        title = _("To confirm as %(role)s") % {"role": str(role.label).lower()}
        found = _to_be_confirmed_by(role, grants).rows(user=user.pk)
        piles.append(_pile(title, "assessment-review", found, role=role))
    return _with_what_is_confirmed([pile for pile in piles if pile.lines])


def conditions_of(user: User, grants: Iterable[Grant]) -> list[ConditionLine]:
    """Return the conditions of the person's own cases that are overdue or due in `SOON_DAYS` days, `MOST` at most."""
    if not can_author(grants):
        return []
    soon = timezone.localdate() + timedelta(days=SOON_DAYS)
    return [line_of(row) for row in _CONDITIONS.rows(user=user.pk, soon=soon)]


def owned_by(user: User) -> list[OwnedWork]:
    """Return the outstanding conditions and the proposed mitigations that the person owns, the next due first.

    The person reads here what they need of them: the cases may be none of theirs.
    """
    conditions, mitigations = _OWNED_CONDITIONS.rows(user=user.pk), _OWNED_MITIGATIONS.rows(user=user.pk)
    rows = [OwnedWork(row.partnership, row.text, row.due_on, is_imposed=True) for row in conditions]
    rows += [
        OwnedWork(row.assessment.partnership, row.text, row.due_on, is_imposed=False)
        for row in mitigations
        if row.due_on is not None
    ]
    return sorted(rows, key=lambda row: row.due_on)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is due in the services of a manager: conditions, reviews, and cases that go to a meeting.

    `overdue` are the conditions to chase, `chased` those that were chased today, `due` those due soon.
    """

    overdue: list[ConditionLine]
    chased: list[ConditionLine]
    due: list[ConditionLine]
    meetings: list[Assessment]
    reviews: list[RegisterEntry]
    today: date


def ahead_of(user: User, grants: Iterable[Grant]) -> Ahead:
    """Return what is due in the services of a manager, the next first, `NEXT` of each kind. Three queries.

    Of the cases that go to a meeting soon, those whose report is not issued yet.
    """
    managing, today = tuple(grant for grant in grants if grant.role is Role.MANAGER), timezone.localdate()
    if not managing:
        return Ahead([], [], [], [], [], today)
    due, meetings, reviews = _ahead_of(managing)
    lines = [line_of(row) for row in due.rows(user=user.pk, last=today + timedelta(days=DUE_DAYS))]
    return Ahead(
        overdue=[line for line in lines if line.is_overdue and not line.is_chased_today],
        chased=[line for line in lines if line.is_overdue and line.is_chased_today],
        due=[line for line in lines if not line.is_overdue],
        meetings=meetings.rows(user=user.pk, today=today, last=today + timedelta(days=MEETING_DAYS)),
        reviews=reviews.rows(user=user.pk, last=today + timedelta(days=REVIEW_DAYS)),
        today=today,
    )


def _asked() -> list[tuple[Role, tuple[State, ...], Any, str]]:
    """What is asked of the holders of each role but to confirm: in which states, in which words, on which page they do it."""
    return [
        (Role.MANAGER, (State.IN_REVIEW,), _("To review"), "assessment-review"),
        (Role.MONITORING, (State.REFERRAL_ASKED,), _("Referrals to confirm or decline"), "assessment-referral"),
        (Role.SECRETARY, (*FOR_THE_BOARD,), _("Endorsed, to issue the report"), "assessment-issue"),
        (Role.SECRETARY, (State.ISSUED,), _("Issued, waiting for the decision"), "assessment-decide"),
    ]


def waiting_for(role: Role) -> FlagQuerySet:
    """Return the flags of a case that wait for a confirmation by holders of the role."""
    return Flag.objects.awaiting_confirmation().filter(assessment=OuterRef("pk"), question__in=_confirmed_by(role))


def to_confirm_by(role: Role) -> FlagQuerySet:
    """Return those of `waiting_for` to which nobody has objected."""
    return Flag.objects.to_confirm().filter(assessment=OuterRef("pk"), question__in=_confirmed_by(role))


def _confirmed_by(role: Role) -> QuerySet[Question, Any]:
    """Return the questions that the role confirms, which are found once and not joined for each flag."""
    return Question.objects.filter(confirm_role=role).values("pk")


def cases_for_role(role: Role, user: User, grants: Iterable[Grant]) -> AssessmentQuerySet:
    """Return the cases that wait on holders of the role, but for those on which the person acts in another capacity."""
    held = [grant for grant in grants if grant.role is role]
    if not held:
        return Assessment.objects.none()
    elsewhere = Participant.objects.filter(user=user).exclude(capacity=CAPACITY_OF[role])
    waiting = Assessment.objects.visible_to(user, held)
    if role is Role.MANAGER:
        waiting = waiting.filter(reviewable(held, service="partnership__service"))
    return waiting.exclude(partnership__in=elsewhere.values("partnership"))


def cases_authored_by(user: User) -> AssessmentQuerySet:
    """Return the cases of which the person is lead officer or contributor."""
    return Assessment.objects.filter(partnership__in=_named(user).values("partnership"))


def own_in(states: Collection[State]) -> Q:
    """Return the condition for cases in these states, for a query that finds somebody's own cases by the people named in them.

    These are few. The negation keeps SQLite from the index by state, where it would read everybody's.
    """
    return ~Q(state__in=[state for state in State if state not in states])


def _named(user: User) -> QuerySet[Participant]:
    """Return where the person is named as an author."""
    return Participant.objects.current().filter(user=user, capacity=Capacity.AUTHOR)


def objections_to(case: Assessment) -> list[Confirmation]:
    """Return the objections that were read with the case; none when it is of those for which none are read."""
    return getattr(case, "objections", [])


def _with_what_is_confirmed(piles: list[Pile]) -> list[Pile]:
    """Read for all lines of the piles what was objected to, and for those to confirm what that is, in a query each.

    Where a case was endorsed since, it is over.
    """
    lines = [line for pile in piles for line in pile.lines]
    open_ones = [line.assessment for line in lines if can_be_confirmed_in(line.assessment.state)]
    prefetch_related_objects(open_ones, OBJECTIONS)
    prefetch_related_objects([line.assessment for line in lines if line.role], _TO_CONFIRM)
    return piles


def _in_pile(cases: AssessmentQuerySet, *conditions: Q) -> AssessmentQuerySet:
    """Select what a pile shows of these cases, the last changed first, and whether there are more than `MOST`."""
    rows = cases.first_current(*conditions, order=("-state_changed_at", "-pk"), most=MOST + 1)
    return rows.with_partnership().select_related("decision")


# My work asks these each time. They are written once, or once for all who hold the same roles.
_DRAFTS = PreparedRows(lambda: _in_pile(cases_authored_by(USER), own_in(EDITABLE)))
_OTHERS = PreparedRows(lambda: _in_pile(cases_authored_by(USER), own_in([State.DECIDED, State.WITHDRAWN])))


def _own_conditions() -> QuerySet[Condition]:
    rows = Condition.objects.outstanding().filter(due_on__lte=Parameter("soon", DateField()))
    rows = rows.filter(partnership__in=_named(USER).values("partnership"))
    return rows.select_related("partnership").order_by("due_on", "pk")[:MOST]


_CONDITIONS = PreparedRows(_own_conditions)
_OWNED_CONDITIONS = PreparedRows(
    lambda: Condition.objects.outstanding().filter(owner_user=USER).select_related("partnership__lead")[:MOST]
)
_OWNED_MITIGATIONS = PreparedRows(
    lambda: (
        Treatment.objects.proposed()
        .filter(owner_user=USER)
        .select_related("assessment__partnership__lead")
        .order_by("due_on", "pk")[:MOST]
    )
)


@lru_cache(MOST_LISTINGS)
def _ahead_of(
    managing: tuple[Grant, ...],
) -> tuple[PreparedRows[Condition], PreparedRows[Assessment], PreparedRows[RegisterEntry]]:
    """Return the queries of `ahead_of`, which are the same for all who manage the same services."""
    last: Any = Parameter("last", DateField())

    def due() -> QuerySet[Condition]:
        rows = Condition.objects.visible_to(USER, managing).outstanding().filter(due_on__lte=last)
        return rows.select_related("partnership").order_by("due_on", "pk")[:NEXT]

    def meetings() -> QuerySet[Assessment]:
        # From the meetings, which are few, to their cases.
        going = Meeting.objects.coming(TODAY).filter(held_on__lte=last).order_by().values("assessments")
        brought = Q(PkAmong(going), state__in=BEFORE_ISSUED)
        order = ("meeting__held_on", "partnership__number")
        visible = Assessment.objects.visible_to(USER, managing)
        return visible.first_current(brought, order=order, most=NEXT).with_partnership()

    def reviews() -> QuerySet[RegisterEntry]:
        rows = RegisterEntry.objects.visible_to(USER, managing).filter(ended_on=None, review_on__lte=last)
        return rows.select_related("partnership").order_by("review_on", "pk")[:NEXT]

    return PreparedRows(due), PreparedRows(meetings), PreparedRows(reviews)


@lru_cache(MOST_LISTINGS)
def _asked_of(role: Role, place: int, grants: tuple[Grant, ...]) -> PreparedRows[Assessment]:
    """Return the query of what is asked of the role at that place of `_asked`."""
    states = [Q(state=state) for state in _asked()[place][1]]
    return PreparedRows(lambda: _in_pile(cases_for_role(role, USER, grants), *states))


@lru_cache(MOST_LISTINGS)
def _to_be_confirmed_by(role: Role, grants: tuple[Grant, ...]) -> PreparedRows[Assessment]:
    # The first part is worked out once: of a role that confirms nothing no case is read.
    waits = Q(Exists(_confirmed_by(role))) & Q(Exists(to_confirm_by(role)))
    states = [Q(state=state) for state in State if state in WHEN[Permission.CONFIRM]]
    if role is Role.MONITORING:
        # The two subqueries for the cases that they were told of would run once for each state.
        states = [Q(state__in=WHEN[Permission.CONFIRM])]
    return PreparedRows(lambda: _in_pile(cases_for_role(role, USER, grants).filter(waits), *states))


def _pile(title: Any, page: str, found: list[Assessment], *, role: Role | None = None, is_own: bool = False) -> Pile:
    """Return a pile of lines with that role, and that are the person's own."""
    own, place = role.value if role else "", "#to-confirm" if role else ""
    lines = [Line(row, row.version.question_count(), role=own, is_own=is_own) for row in found[:MOST]]
    return Pile(title=str(title), page=page, place=place, lines=lines, has_more=len(found) > MOST)
