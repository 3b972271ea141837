"""The read model of the register: the partnerships that the council has entered into, once for page and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.prepared import PreparedRows, key
from accounts.roles import Grant
from checklists.spec import DecisionSought
from partnerships.domain.board import APPROVALS, Result, is_overdue
from partnerships.domain.chain import NO_ROUND
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.models import Assessment, Condition, Decision, Event, ExitRecord, Partnership, RegisterEntry
from partnerships.models.register import RegisterEntryQuerySet
from partnerships.selectors.lists import Column, Listing, Order
from partnerships.selectors.rounds import (
    CHANGES,
    before,
    found_in_round,
    partners_before,
    rewind,
    significance_in_round,
)
from partnerships.selectors.versions import in_words

STANDING, ENDED, EVERY = "", "ended", "all"
OVERDUE, SOON = "overdue", "soon"
SOON_DAYS = 60
SIZE = 25


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What to list of the register. Blank: all, but `ended`: blank lists the partnerships that stand.

    `review` is `OVERDUE` or `SOON` (within `SOON_DAYS` days), `conditions` is `OVERDUE`, `ended` also `ENDED` or
    `EVERY`. `today` is the day from which all of them count.
    """

    today: date
    service: int | None = None
    significance: str = ""
    review: str = ""
    conditions: str = ""
    ended: str = STANDING
    text: str = ""

    def keep(self, entries: RegisterEntryQuerySet) -> RegisterEntryQuerySet:
        """Keep what matches."""
        same = {"partnership__service": self.service, "approved_significance": self.significance}
        if self.significance:
            entries = entries.annotate(approved_significance=significance_in_round("decision__assessment"))
        rows = entries.filter(**{name: value for name, value in same.items() if value})
        if self.text:
            rows = rows.filter(found_in_round(self.text, case="decision__assessment"))
        if self.ended != EVERY:
            rows = rows.filter(ended_on__isnull=self.ended != ENDED)
        if self.review:
            latest = self.today + timedelta(days=SOON_DAYS if self.review == SOON else -1)
            rows = rows.filter(review_on__lte=latest, ended_on=None)
        if self.conditions:
            rows = rows.filter(partnership__in=Condition.objects.overdue(self.today).values("partnership"))
        return rows


ORDERS: dict[str, Order] = {
    "reference": ("partnership__number",),
    "name": ("partnership__folded_name", "pk"),
    "review": ("review_on", "pk"),
}


def entries(user: User, grants: Iterable[Grant], wanted: RegisterFilter) -> Listing[RegisterEntry]:
    """Return the part of the register that the person may see."""
    return Listing(
        parts=[wanted.keep(part) for part in RegisterEntry.objects.each_visible_to(user, grants)],
        records=_records(wanted.today),
        orders=ORDERS,
        columns=columns(wanted.today),
        size=SIZE,
    )


def columns(today: date) -> tuple[Column[RegisterEntry], ...]:
    """Return the columns of the register; what is overdue is so on that day."""
    return (
        Column("reference", _("Partnership"), lambda row: row.partnership.reference, "reference"),
        Column("name", _("Name"), lambda row: row.partnership.name, "name"),
        Column("purpose", _("Purpose"), lambda row: _approved(row).purpose),
        Column("partners", _("Partners"), _partners),
        Column("service", _("Service"), lambda row: row.partnership.service.name),
        Column("lead", _("Lead officer"), lambda row: row.partnership.lead.full_name),
        Column("significance", _("Significance"), lambda row: _approved(row).get_significance_display()),
        Column("annual_cost", _("Cost a year in pounds"), lambda row: _approved(row).annual_cost),
        Column("planned_start_on", _("Planned start"), lambda row: _approved(row).planned_start_on),
        Column("planned_end_on", _("Planned end"), lambda row: _approved(row).planned_end_on),
        Column("wards", _("Wards or areas affected"), lambda row: _approved(row).wards),
        Column("key_decision", _("Key decision reference"), lambda row: _approved(row).key_decision_reference),
        Column("exit", _("Exit arrangements"), lambda row: _approved(row).exit_arrangements),
        Column("contact_name", _("Contact for the public"), lambda row: _approved(row).contact_name),
        Column("contact_email", _("Email address of the contact"), lambda row: _approved(row).contact_email),
        Column("contact_phone", _("Telephone number of the contact"), lambda row: _approved(row).contact_phone),
        Column("decision", _("Decision"), lambda row: _approval(row, "get_result_display")),
        Column("decided_on", _("Decided on"), lambda row: _approval(row, "decided_on")),
        Column("meeting", _("Meeting or decision-maker"), lambda row: _approval(row, "meeting")),
        Column("minute_reference", _("Minute reference"), lambda row: _approval(row, "minute")),
        Column("outstanding", _("Conditions outstanding"), _annotated("outstanding")),
        Column("overdue", _("Conditions overdue"), _annotated("overdue")),
        Column("review_on", _("Review date"), lambda row: row.review_on, "review"),
        Column("standing", _("Standing"), lambda row: str(standing(row, today))),
        Column("ended_on", _("Ended"), lambda row: row.ended_on),
        Column("checklist", _("Checklist"), _checklist),
    )


def _checklist(row: RegisterEntry) -> str:
    """Return what the round that was approved last answered; "" where there was none."""
    return in_words(row.decision.assessment.version) if row.decision else ""


def _approval(row: RegisterEntry, name: str) -> Any:
    """Return a value of the last approval; of a partnership that existed before it came here, what was typed of it."""
    if row.decision is None:
        return getattr(row, f"earlier_{name}", "")
    value = getattr(row.decision, name)
    return value() if callable(value) else value


def standing(entry: RegisterEntry, today: date) -> Any:
    """Say in words how the entry stands: what somebody must do about it comes first. `entry` is one of a listing."""
    if entry.ended_on is not None:
        return _("Ended")
    if is_to_end(entry):
        return _("Approved to end: its end is not recorded yet")
    if is_refused(entry):
        return _("Not approved at its last review")
    if _annotated("is_reviewed")(entry):
        return _("Review under way")
    return _("Review overdue") if entry.review_on < today else _("Current")


def is_refused(entry: RegisterEntry) -> bool:
    """Whether the board's last decision did not approve what it had approved before. `entry` is one of a listing."""
    last, sought = _annotated("last_result")(entry), _annotated("last_sought")(entry)
    return bool(last == Result.NOT_APPROVED and sought != DecisionSought.END)


def is_to_end(entry: RegisterEntry) -> bool:
    """Whether the last decision was to end the partnership. `entry` is one of a listing."""
    last, sought = _annotated("last_result")(entry), _annotated("last_sought")(entry)
    return last in APPROVALS and sought == DecisionSought.END


def _annotated(name: str) -> Callable[[RegisterEntry], Any]:
    return lambda row: getattr(row, name)


def _partners(row: RegisterEntry) -> str:
    return "; ".join(partners_before(row.partnership, _changed(row)))


def _changed(row: RegisterEntry) -> dict[str, Any]:
    return before(row.partnership.later_changes)  # type: ignore[attr-defined]  # of _records


def _approved(row: RegisterEntry) -> Partnership:
    """Return the partnership as it was approved: what a round since then proposes holds once that is approved too."""
    return rewind(copy(row.partnership), _changed(row))


def _records(today: date) -> QuerySet[RegisterEntry]:
    """The rows of the register with what its columns say, in three queries."""
    approved = Coalesce(F("partnership__register_entry__decision__assessment__round"), NO_ROUND)
    changes = Event.objects.filter(kind__in=CHANGES).annotate(approved_round=approved)
    later = changes.filter(assessment__round__gt=F("approved_round")).order_by("pk")
    outstanding = Condition.objects.outstanding()
    under_way = Assessment.objects.current().filter(partnership=OuterRef("partnership"), state__in=BEFORE_DECIDED)
    last = Decision.objects.filter(assessment__partnership=OuterRef("partnership")).order_by("-pk")
    return (
        RegisterEntry.objects.select_related(
            "partnership__service", "partnership__lead", "decision__assessment__version__checklist"
        )
        .prefetch_related("partnership__partners", Prefetch("partnership__events", later, to_attr="later_changes"))
        .annotate(
            outstanding=outstanding.number_by_partnership(),
            overdue=outstanding.overdue(today).number_by_partnership(),
            is_reviewed=Exists(under_way),
            has_case=Exists(Assessment.objects.filter(partnership=OuterRef("partnership"))),
            last_result=Subquery(last.values("result")[:1]),
            last_sought=Subquery(last.values("assessment__decision_sought")[:1]),
        )
    )


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition, how it stands in words, and whether it is overdue."""

    condition: Condition
    standing: str
    is_overdue: bool

    @property
    def is_chased_today(self) -> bool:
        """Whether somebody has asked today how far it is: nobody can ask again before tomorrow."""
        chased_at = self.condition.chased_at
        return chased_at is not None and timezone.localdate(chased_at) == timezone.localdate()


@dataclass(frozen=True, kw_only=True)
class RegisterRecord:
    """`decisions` are the board's, the last one first. `refusal` is one that no longer approves what stands."""

    decisions: list[Decision]
    conditions: list[ConditionLine]
    entry: RegisterEntry | None
    ending: ExitRecord | None

    @property
    def overdue(self) -> list[ConditionLine]:
        """The conditions that are overdue."""
        return [line for line in self.conditions if line.is_overdue]

    @property
    def refusal(self) -> Decision | None:
        """The last decision, when it did not approve a partnership that is on the register."""
        last = self.decisions[0] if self.decisions else None
        is_refusal = self.entry is not None and last is not None and last.result == Result.NOT_APPROVED
        is_refusal = is_refusal and last is not None and last.assessment.decision_sought != DecisionSought.END
        return last if is_refusal else None

    @property
    def is_review_overdue(self) -> bool:
        """Whether the partnership should have been reviewed by now."""
        entry = self.entry
        return entry is not None and entry.ended_on is None and entry.review_on < timezone.localdate()


# Every page of a partnership asks these.
_PARTNERSHIP: Any = key("partnership", Partnership)
_DECISIONS = PreparedRows(
    lambda: (
        Decision.objects.filter(assessment__partnership=_PARTNERSHIP)
        .select_related("assessment", "issue", "recorded_by")
        .order_by("-pk")
    )
)
_ENTRY = PreparedRows(
    lambda: RegisterEntry.objects.filter(partnership=_PARTNERSHIP).select_related("decision").order_by()
)
_CONDITIONS = PreparedRows(
    lambda: (
        Condition.objects.filter(partnership=_PARTNERSHIP).select_related("question", "completed_by").order_by("number")
    )
)
_ENDING = PreparedRows(
    lambda: ExitRecord.objects.filter(partnership=_PARTNERSHIP).select_related("recorded_by").order_by()
)


def register_record_of(partnership: Partnership) -> RegisterRecord:
    """Read it in four queries."""
    entry = _ENTRY.first(partnership=partnership)
    has_ended = entry is not None and entry.ended_on is not None
    return RegisterRecord(
        decisions=_DECISIONS.rows(partnership=partnership.pk),
        conditions=[line_of(row, has_ended=has_ended) for row in _CONDITIONS.rows(partnership=partnership)],
        entry=entry,
        ending=_ENDING.first(partnership=partnership),
    )


def line_of(condition: Condition, *, has_ended: bool = False) -> ConditionLine:
    """Return the condition with how it stands today."""
    today = timezone.localdate()
    is_completed = condition.completed_at is not None
    late = is_overdue(condition.due_on, is_completed=is_completed, has_ended=has_ended, today=today)
    return ConditionLine(condition, _standing(condition, today, has_ended=has_ended, is_late=late), late)


def _standing(condition: Condition, today: date, *, has_ended: bool, is_late: bool) -> str:
    if condition.completed_at is not None:
        words = {"day": _day(timezone.localdate(condition.completed_at))}
        return _("Completed on %(day)s") % words
    if has_ended:
        return _("Not completed when the partnership ended")
    if is_late:
        days = (today - condition.due_on).days
        late = ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
        return late % {"days": days}
    return _("Due on %(day)s") % {"day": _day(condition.due_on)}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
