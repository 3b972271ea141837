"""The read model of "My work": which cases wait on a person, and which they lead or contribute to. Each list is bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import CONFIRMING_ROLES, Grant, Role
from accounts.series import all_of
from partnerships.domain.access import can_author
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.domain.workflow import BEFORE_ISSUED, EDITABLE, FOR_THE_BOARD, State
from partnerships.models import (
    Assessment,
    Condition,
    Confirmation,
    Flag,
    Participant,
    Partnership,
    RegisterEntry,
    Treatment,
)
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.flag import FlagQuerySet
from partnerships.models.partnership import reviewable
from partnerships.selectors.register import ConditionLine, line_of

MOST = 50
"""Most cases shown in one list; the page says when there are more."""
NEXT = 10
"""Most of what is due, or waits on others, that is shown to a manager; the lists have the rest."""
DUE_DAYS, MEETING_DAYS, REVIEW_DAYS = 30, 30, 60
"""How long before its date a condition, a meeting or a review is shown to a manager."""
AWAITED = {
    State.RETURNED: "",
    State.REFERRAL_ASKED: gettext_lazy("A monitoring officer, to answer the referral"),
    State.ENDORSED: gettext_lazy("A board secretary, to issue the report"),
    State.REFERRED: gettext_lazy("A board secretary, to issue the report"),
    State.ISSUED: gettext_lazy("Whoever decides; a board secretary records it"),
}
"""On whom a case waits in the states in which it is not the managers' turn; when it is returned, on its lead officer."""
SOON_DAYS = 14
"""How long before its date a condition is shown to those who must see that it is met."""


_OBJECTIONS = Prefetch(
    "confirmations",
    Confirmation.objects.objections().select_related("question").order_by("question__pk"),
    to_attr="objections",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list; `of` is how many questions its checklist has."""

    assessment: Assessment
    of: int

    @property
    def objections(self) -> list[Confirmation]:
        """The objections to its answers that stand in the way now, each with its question."""
        return _objections_to(self.assessment)

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
    """Cases that ask the same thing of a person. `page` is the name of the address at which they do it."""

    title: str
    page: str
    lines: list[Line]
    has_more: bool


def others_of(user: User, grants: Iterable[Grant]) -> Pile:
    """Return the cases that the person leads or contributes to and that wait on somebody else, or are over."""
    mine = cases_authored_by(user).exclude(state__in=EDITABLE) if can_author(grants) else Assessment.objects.none()
    return _with_objections([_pile(_("Your other cases"), "assessment", mine)])[0]


def waiting_on(user: User, grants: Iterable[Grant]) -> list[Pile]:
    """Return what waits on the person, by what is asked of them; only piles that are not empty."""
    grants = tuple(grants)
    piles = []
    if can_author(grants):
        drafts = cases_authored_by(user).filter(state__in=EDITABLE)
        piles.append(_pile(_("To complete and submit"), "assessment", drafts))
    piles += [_pile(title, page, cases_for_role(role, waits, user, grants)) for role, waits, title, page in _asked()]
    return _with_objections([pile for pile in piles if pile.lines])


def conditions_of(user: User, grants: Iterable[Grant]) -> list[ConditionLine]:
    """Return the conditions of the person's own cases that are overdue or due in `SOON_DAYS` days, `MOST` at most."""
    if not can_author(grants):
        return []
    named = Participant.objects.current().filter(user=user, capacity=Capacity.AUTHOR)
    soon = timezone.localdate() + timedelta(days=SOON_DAYS)
    rows = Condition.objects.outstanding().filter(due_on__lte=soon, partnership__in=named.values("partnership"))
    return [line_of(row) for row in rows.select_related("partnership").order_by("due_on", "pk")[:MOST]]


def owned_by(user: User) -> list[OwnedWork]:
    """Return the outstanding conditions and the proposed mitigations that the person owns, the next due first.

    The person reads here what they need of them: the cases may be none of theirs.
    """
    conditions = Condition.objects.outstanding().filter(owner_user=user).select_related("partnership__lead")
    mitigations = Treatment.objects.proposed().filter(owner_user=user).select_related("assessment__partnership__lead")
    rows = [OwnedWork(row.partnership, row.text, row.due_on, is_imposed=True) for row in conditions[:MOST]]
    rows += [
        OwnedWork(row.assessment.partnership, row.text, row.due_on, is_imposed=False)
        for row in mitigations.order_by("due_on", "pk")[:MOST]
        if row.due_on is not None
    ]
    return sorted(rows, key=lambda row: row.due_on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits on somebody else, and on whom."""

    assessment: Assessment
    on: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is due in the services of a manager: conditions, overdue or due soon, reviews, and cases that go to a meeting."""

    overdue: list[ConditionLine]
    due: list[ConditionLine]
    meetings: list[Assessment]
    reviews: list[RegisterEntry]
    today: date


def waiting_on_others(user: User, grants: Iterable[Grant]) -> list[Waiting]:
    """Return the cases that wait on somebody else, each once, the longest first, `NEXT` of each kind.

    They are those of a manager's services that are submitted, and those in which nothing is left to confirm for a role of
    the person but what somebody objected to. Four queries, and two for each further role that confirms.
    """
    grants = tuple(grants)
    # What was objected to says more than that an answer waits to be confirmed.
    rows = _submitted(user, grants) + _objected_to(user, grants)
    found = {row.assessment.pk: row for row in rows}
    return sorted(found.values(), key=lambda row: (row.assessment.state_changed_at, row.assessment.pk))


def _objected_to(user: User, grants: tuple[Grant, ...]) -> list[Waiting]:
    """Return the cases in which a role of the person is left with nothing but objections; not those that they review.

    They wait on their authors or, in review, on the managers.
    """
    reviewed = cases_for_role(Role.MANAGER, Q(state=State.IN_REVIEW), user, grants)
    found = []
    for role in CONFIRMING_ROLES:
        waits = Q(state__in=EDITABLE | {State.IN_REVIEW}) & Exists(_waiting_for(role)) & ~Exists(_to_confirm_by(role))
        cases = cases_for_role(role, waits, user, grants).exclude(pk__in=reviewed.values("pk"))
        found += list(cases.current().with_partnership().order_by("state_changed_at", "pk")[:NEXT])
    prefetch_related_objects(found, _OBJECTIONS)
    return [Waiting(row, _who_answers_objections(row, user)) for row in found]


def _who_answers_objections(case: Assessment, user: User) -> str:
    """Return on whom a case waits, what for, and who objected."""
    rows = [row for row in _objections_to(case) if row.question]
    words = {
        "codes": ", ".join(row.question.code for row in rows if row.question),
        "name": case.partnership.lead.full_name,
        "service": case.partnership.service,
        "objectors": all_of(dict.fromkeys(row.confirmed_by_name() for row in rows)),
    }
    is_own = all(row.confirmed_by_id == user.pk for row in rows)
    if case.state == State.IN_REVIEW and is_own:
        return _("The managers of %(service)s, to return the case: you cannot confirm %(codes)s") % words
    if case.state == State.IN_REVIEW:
        return _("The managers of %(service)s, to return the case: %(objectors)s cannot confirm %(codes)s") % words
    if is_own:
        return _("%(name)s, to put right what you cannot confirm: %(codes)s") % words
    return _("%(name)s, to put right what %(objectors)s cannot confirm: %(codes)s") % words


def _submitted(user: User, grants: tuple[Grant, ...]) -> list[Waiting]:
    """Return the submitted cases of a manager's services.

    What waits on managers, to be reviewed or returned, is no part of it unless a confirmation is missing too.
    """
    managing = [grant for grant in grants if grant.role is Role.MANAGER]
    if not managing:
        return []
    unconfirmed = Flag.objects.to_confirm().select_related("question")
    cases = Assessment.objects.visible_to(user, managing).current().with_partnership()
    cases = cases.filter(Q(state__in=AWAITED) | Q(state=State.IN_REVIEW, pk__in=unconfirmed.values("assessment")))
    cases = cases.prefetch_related(Prefetch("flags", unconfirmed, to_attr="unconfirmed"))
    return [Waiting(row, _whom(row)) for row in cases.order_by("state_changed_at", "pk")[:NEXT]]


def _whom(case: Assessment) -> str:
    """Return on whom the case waits, in words."""
    if case.state == State.RETURNED:
        return _("%(name)s, to put it right and submit again") % {"name": case.partnership.lead.full_name}
    if case.state != State.IN_REVIEW:
        return str(AWAITED[State(case.state)])
    roles = sorted({flag.question.confirm_role for flag in case.unconfirmed})  # type: ignore[attr-defined]  # prefetched
    return _("Confirmation by %(holders)s") % {"holders": all_of(Role(role).holder for role in roles)}


def ahead_of(user: User, grants: Iterable[Grant]) -> Ahead:
    """Return what is due in the services of a manager, the next first, `NEXT` of each kind. Three queries.

    Of the cases that go to a meeting soon, those whose report is not issued yet.
    """
    managing, today = [grant for grant in grants if grant.role is Role.MANAGER], timezone.localdate()
    if not managing:
        return Ahead([], [], [], [], today)
    soon, later = today + timedelta(days=DUE_DAYS), today + timedelta(days=REVIEW_DAYS)
    due = Condition.objects.visible_to(user, managing).outstanding().filter(due_on__lte=soon)
    reviews = RegisterEntry.objects.visible_to(user, managing).filter(ended_on=None, review_on__lte=later)
    brought = Assessment.objects.visible_to(user, managing).filter(
        state__in=BEFORE_ISSUED,
        meeting__cancelled_at=None,
        meeting__held_on__range=(today, today + timedelta(days=MEETING_DAYS)),
    )
    lines = [line_of(row) for row in due.select_related("partnership").order_by("due_on", "pk")[:NEXT]]
    return Ahead(
        overdue=[line for line in lines if line.is_overdue],
        due=[line for line in lines if not line.is_overdue],
        meetings=list(brought.current().with_partnership().order_by("meeting__held_on", "partnership__number")[:NEXT]),
        reviews=list(reviews.select_related("partnership").order_by("review_on", "pk")[:NEXT]),
        today=today,
    )


def _asked() -> list[tuple[Role, Q, Any, str]]:
    """What is asked of the holders of each role: of which cases, in which words, and on which page they do it."""
    to_confirm = [
        (
            role,
            Q(state__in=EDITABLE | {State.IN_REVIEW}) & Q(Exists(_to_confirm_by(role))),
            _("To confirm as %(role)s") % {"role": str(role.label).lower()},
            "assessment-review",
        )
        for role in CONFIRMING_ROLES
    ]
    return [
        (Role.MANAGER, Q(state=State.IN_REVIEW), _("To review"), "assessment-review"),
        *to_confirm,
        (
            Role.MONITORING,
            Q(state=State.REFERRAL_ASKED),
            _("Referrals to confirm or decline"),
            "assessment-referral",
        ),
        (Role.SECRETARY, Q(state__in=FOR_THE_BOARD), _("Endorsed, to issue the report"), "assessment-issue"),
        (Role.SECRETARY, Q(state=State.ISSUED), _("Issued, waiting for the decision"), "assessment-decide"),
    ]


def _waiting_for(role: Role) -> FlagQuerySet:
    """Return the flags of a case that wait for a confirmation by holders of the role."""
    waiting = Flag.objects.awaiting_confirmation().filter(assessment=OuterRef("pk"))
    return waiting.filter(question__confirm_role=role)


def _to_confirm_by(role: Role) -> FlagQuerySet:
    """Return those of `_waiting_for` to which nobody has objected."""
    return Flag.objects.to_confirm().filter(assessment=OuterRef("pk"), question__confirm_role=role)


def cases_for_role(role: Role, waits: Q, user: User, grants: Iterable[Grant]) -> AssessmentQuerySet:
    """Return the cases that wait on holders of the role, but for those on which the person acts in another capacity."""
    held = [grant for grant in grants if grant.role is role]
    if not held:
        return Assessment.objects.none()
    elsewhere = Participant.objects.filter(user=user).exclude(capacity=CAPACITY_OF[role])
    waiting = Assessment.objects.visible_to(user, held).filter(waits)
    if role is Role.MANAGER:
        waiting = waiting.filter(reviewable(held, service="partnership__service"))
    return waiting.exclude(partnership__in=elsewhere.values("partnership"))


def cases_authored_by(user: User) -> AssessmentQuerySet:
    """Return the cases of which the person is lead officer or contributor."""
    named = Participant.objects.current().filter(user=user, capacity=Capacity.AUTHOR)
    return Assessment.objects.filter(partnership__in=named.values("partnership"))


def _objections_to(case: Assessment) -> list[Confirmation]:
    """Return the objections that were read with the case; none when it is of those for which none are read."""
    return getattr(case, "objections", [])


def _with_objections(piles: list[Pile]) -> list[Pile]:
    """Read for all lines of the piles what was objected to, in one query; where it was endorsed since, it is over."""
    cases = [line.assessment for pile in piles for line in pile.lines]
    open_ones = [case for case in cases if case.state in EDITABLE | {State.IN_REVIEW}]
    prefetch_related_objects(open_ones, _OBJECTIONS)
    return piles


def _pile(title: Any, page: str, cases: AssessmentQuerySet) -> Pile:
    rows = cases.current().with_partnership().select_related("decision")
    found = list(rows.order_by("-state_changed_at", "-pk")[: MOST + 1])
    lines = [Line(assessment=row, of=row.version.question_count()) for row in found[:MOST]]
    return Pile(title=str(title), page=page, lines=lines, has_more=len(found) > MOST)
