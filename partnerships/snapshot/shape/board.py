"""The parts of a snapshot that go with a case to the board and come back from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partnerships.snapshot.shape.words import Choice, ExemptMark


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePart:
    """The issue that a report is. The trail is named by its last event when the report was issued: position and link.

    `missing_reason` says why it was issued though something was missing; "" when nothing was, and in older snapshots.
    """

    number: int
    issued_at: datetime
    issued_by: str
    trail_position: int
    trail_link: str
    missing_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPart:
    """Why a case that is Not ready goes to the board all the same: the written reason of the monitoring officer.

    `recorded_by` asked for it, for the reason `request`; the officer confirmed it at `confirmed_at` in their
    `capacity`. The last three are empty when `recorded_by` typed what the officer had written, as in version 1.0.0.
    """

    reason: str
    officer: str
    referred_on: date
    recorded_by: str
    recorded_at: datetime
    request: str = ""
    capacity: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPart:
    """What a board decided, in this round or an earlier one.

    `decision` is the decision that was sought, `issue` the number of the report that the board had before it.
    """

    round: int
    decision: Choice
    result: Choice
    decided_on: date
    meeting: str
    minute_reference: str
    issue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionPart:
    """A condition that one of these decisions imposed. `question` is a key, None for what the board added.

    `exempt_before`: it came from an answer that was left out of the public edition then, and still is. Which conditions
    are overdue stands in `since`.
    """

    number: int
    question: str | None
    text: str
    owner: str
    due_on: date | None
    completed_on: date | None
    exempt_before: ExemptMark | None = None
    exempt: ExemptMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingPart:
    """A question that reads otherwise than in the last issue, or that one of the two does not ask.

    `what`: the question, the option that was chosen both times, or a question that is new or no longer asked: `answer` is what
    was then answered to that.
    `exempt_before`: the answer was left out of the public edition of the last issue.
    """

    question: str
    code: str
    title: str
    what: Choice
    old: str
    new: str
    answer: str = ""
    exempt_before: ExemptMark | None = None
    exempt: ExemptMark | None = None


@dataclass(frozen=True, slots=True)
class TurnPart:
    """What something was in the last issue, and what it is now."""

    old: Choice | None
    new: Choice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SincePart:
    """What changed since the last issue.

    `adverse`, `graver` and `cleared` are keys of questions that are asked now, `overdue` numbers of conditions.
    `outcome` and `significance` are None when they are the same.
    """

    issue: int
    issued_at: datetime
    adverse: tuple[str, ...]
    graver: tuple[str, ...]
    cleared: tuple[str, ...]
    overdue: tuple[int, ...]
    wording: tuple[WordingPart, ...]
    outcome: TurnPart | None
    significance: TurnPart | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        lists = (self.adverse, self.graver, self.cleared, self.overdue, self.wording)
        return not any(lists) and self.outcome is None and self.significance is None
