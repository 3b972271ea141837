"""The list of conditions across cases: who owns what, what is due and overdue, and what shows that it was met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import User
from accounts.roles import Grant
from partnerships.domain.access import grants_for
from partnerships.domain.board import months_later
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.models import Condition, Participant
from partnerships.models.register import ConditionQuerySet
from partnerships.selectors.lists import Column, Listing, Order, Row
from partnerships.selectors.register import OVERDUE, SOON, ConditionLine, line_of
from partnerships.selectors.rounds import found_in_round

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Ended(TypedDict):
        """What `conditions` adds to a row."""

        ended_on: date | None

    ListedCondition = WithAnnotations[Condition, Ended]

COMING, MET, EVERY = "coming", "met", "all"
DUE_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class ConditionFilter:
    """Which conditions to list. Blank: all, but for `standing`: blank lists those that are asked for.

    `standing` is `OVERDUE`, `COMING` (due today or later), `SOON` (due within `DUE_DAYS` days), `MET` or `EVERY`. `month` is the first day of the month
    in which they are due. `owner` is a part of the owner's name or post. `today` is the day from which all of them count.
    """

    today: date
    standing: str = ""
    service: int | None = None
    month: date | None = None
    owner: str = ""
    text: str = ""

    def keep(self, conditions: ConditionQuerySet) -> ConditionQuerySet:
        """Keep what matches."""
        rows = conditions.filter(partnership__service=self.service) if self.service else conditions
        if self.standing == MET:
            rows = rows.exclude(completed_at=None)
        elif self.standing != EVERY:
            rows = rows.outstanding()
        if self.standing == OVERDUE:
            rows = rows.overdue(self.today)
        if self.standing == COMING:
            rows = rows.filter(due_on__gte=self.today)
        if self.standing == SOON:
            rows = rows.filter(due_on__range=(self.today, self.today + timedelta(days=DUE_DAYS)))
        if self.month:
            rows = rows.filter(due_on__gte=self.month, due_on__lt=months_later(self.month, 1))
        if self.owner:
            named = User.objects.filter(folded_name__contains=fold(self.owner))
            rows = rows.filter(Q(owner__icontains=self.owner) | Q(owner_user__in=named))
        return rows.filter(found_in_round(self.text, case="decision__assessment")) if self.text else rows


ORDERS: dict[str, Order] = {
    "due": ("due_on", "pk"),
    "reference": ("partnership__number", "number"),
    "owner": ("owner", "due_on", "pk"),
}


def _evidence(row: Condition) -> str:
    """Say what shows that it was met: what was done, and where the evidence is."""
    return "; ".join(part for part in (row.completion_note, row.url or row.file_name) if part and row.completed_at)


def _line(row: Condition) -> ConditionLine:
    return line_of(row, has_ended=_has_ended(row))


def _has_ended(row: Condition) -> bool:
    return cast("ListedCondition", row).ended_on is not None


COLUMNS: tuple[Column[Condition], ...] = (
    Column("reference", _("Partnership"), lambda row: row.partnership.reference, "reference"),
    Column("name", _("Name"), lambda row: row.partnership.name),
    Column("service", _("Service"), lambda row: row.partnership.service.name),
    Column("lead", _("Lead officer"), lambda row: row.partnership.lead.full_name),
    Column("number", _("Condition"), lambda row: row.number),
    Column("text", _("What must be done"), lambda row: row.text),
    Column("owner", _("Owner"), lambda row: row.owner, "owner"),
    Column("due_on", _("Due"), lambda row: row.due_on, "due"),
    Column("standing", _("Standing"), lambda row: _line(row).standing),
    Column("overdue", _("Overdue"), lambda row: _line(row).is_overdue),
    Column("evidence", _("Evidence"), _evidence),
    Column("chased_at", _("Chased"), lambda row: row.chased_at),
    Column("decided_on", _("Decided on"), lambda row: row.decision.decided_on),
    Column("minute_reference", _("Minute reference"), lambda row: row.decision.minute),
)


def conditions(user: User, grants: Iterable[Grant], wanted: ConditionFilter) -> Listing[Condition]:
    """Return the conditions of the decisions that the person may see."""
    records = Condition.objects.select_related("partnership__service", "partnership__lead", "decision")
    return Listing(
        parts=[wanted.keep(part) for part in Condition.objects.each_visible_to(user, grants)],
        records=records.annotate(ended_on=F("partnership__register_entry__ended_on")),
        orders=ORDERS,
        columns=COLUMNS,
        size=25,
    )


def to_chase(user: User, grants: Iterable[Grant], rows: list[Row[Any]], today: date) -> set[int]:
    """Return the primary keys of the conditions in these rows that the person may chase today. One query."""
    managing = grants_for(Permission.AMEND, grants)
    partnerships = {row.record.partnership_id for row in rows}
    people = Participant.objects.filter(user=user, partnership__in=partnerships if managing else [])
    named = dict(people.values_list("partnership", "capacity"))
    return {
        row.record.pk
        for row in rows
        if any(grant.covers(row.record.partnership.service_id) for grant in managing)
        and named.get(row.record.partnership_id, Capacity.REVIEWER) == Capacity.REVIEWER
        and (row.record.partnership_id in named or not row.record.partnership.is_restricted)
        and _asks(row.record, today)
    }


def _asks(row: Condition, today: date) -> bool:
    """Whether it is still asked for, and nobody chased it today."""
    is_chased = row.chased_at is not None and timezone.localdate(row.chased_at) == today
    return row.completed_at is None and not _has_ended(row) and not is_chased
