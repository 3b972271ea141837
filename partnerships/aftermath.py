"""What became of a partnership after its decisions: its conditions, its place on the register, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.domain.board import Result
from partnerships.models import Condition, Decision, ExitRecord, Partnership, RegisterEntry


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition, how it stands in words, and whether it is overdue."""

    condition: Condition
    standing: str
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Aftermath:
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
        return last if is_refusal else None

    @property
    def is_review_overdue(self) -> bool:
        """Whether the partnership should have been reviewed by now."""
        entry = self.entry
        return entry is not None and entry.ended_on is None and entry.review_on < timezone.localdate()


def aftermath_of(partnership: Partnership) -> Aftermath:
    """Read it in four queries."""
    decided = Decision.objects.filter(assessment__partnership=partnership)
    entry = RegisterEntry.objects.filter(partnership=partnership).select_related("decision").first()
    rows = Condition.objects.filter(partnership=partnership).select_related("question", "completed_by")
    has_ended = entry is not None and entry.ended_on is not None
    return Aftermath(
        decisions=list(decided.select_related("assessment", "issue", "recorded_by").order_by("-pk")),
        conditions=[line_of(row, has_ended=has_ended) for row in rows.order_by("number")],
        entry=entry,
        ending=ExitRecord.objects.filter(partnership=partnership).select_related("recorded_by").first(),
    )


def line_of(condition: Condition, *, has_ended: bool = False) -> ConditionLine:
    """Return the condition with how it stands today."""
    today = timezone.localdate()
    is_overdue = condition.completed_at is None and not has_ended and condition.due_on < today
    return ConditionLine(condition, _standing(condition, today, has_ended=has_ended), is_overdue)


def _standing(condition: Condition, today: date, *, has_ended: bool) -> str:
    if condition.completed_at is not None:
        words = {"day": _day(timezone.localdate(condition.completed_at))}
        return _("Completed on %(day)s") % words
    if has_ended:
        return _("Not completed when the partnership ended")
    if condition.due_on < today:
        days = (today - condition.due_on).days
        late = ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
        return late % {"days": days}
    return _("Due on %(day)s") % {"day": _day(condition.due_on)}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
