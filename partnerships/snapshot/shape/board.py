"""The parts of a snapshot that go with a case to the board and come back from it."""

from __future__ import annotations

from typing import TypedDict

from partnerships.snapshot.shape.words import Choice, ExemptMark


class IssuePart(TypedDict):
    """The issue that a report is. The trail is named by its last event when the report was issued: position and link."""

    number: int
    issued_at: str
    issued_by: str
    trail_position: int
    trail_link: str


class ReferralPart(TypedDict):
    """Why a case that is Not ready goes to the board all the same: the written reason of the monitoring officer."""

    reason: str
    officer: str
    referred_on: str
    recorded_by: str
    recorded_at: str


class AreaPart(TypedDict):
    """A field on which a comment is asked for."""

    slug: str
    name: str


class ImplicationPart(TypedDict):
    """What was said in one area. `asked_on` is None when nobody was asked, `commented_on` when nobody has commented."""

    area: AreaPart
    asked_of: str
    asked_on: str | None
    author: str
    commented_on: str | None
    text: str
    recorded_by: str
    recorded_at: str | None
    exempt: ExemptMark | None


class InterestPart(TypedDict):
    """What somebody who acts on the case declared. `has_interest` is None while they have declared nothing."""

    person: str
    capacity: str
    has_interest: bool | None
    text: str
    declared_at: str | None


class EarlierPart(TypedDict):
    """What a board decided, in this round or one before; `decision` is the one that was sought, `issue` the number it had before it."""

    round: int
    decision: Choice
    result: Choice
    decided_on: str
    meeting: str
    minute_reference: str
    issue: int


class ImposedConditionPart(TypedDict):
    """A condition of one of these decisions. `question` is a key, None for what the board added.

    `exempt_before`: it came from an answer that was left out of the public edition then, and still is. Which are overdue
    stands in `since`.
    """

    number: int
    question: str | None
    text: str
    owner: str
    due_on: str | None
    completed_on: str | None
    exempt_before: ExemptMark | None
    exempt: ExemptMark | None


class WordingPart(TypedDict):
    """A question that reads otherwise than in the last issue, or that one of the two does not ask.

    `what`: the question, the option that was chosen both times, or a question that is new or no longer asked.
    `exempt_before`: the answer was left out of the public edition of the last issue.
    """

    question: str
    code: str
    title: str
    what: Choice
    old: str
    new: str
    exempt_before: ExemptMark | None
    exempt: ExemptMark | None


class TurnPart(TypedDict):
    """What something was in the last issue, and what it is now."""

    old: Choice | None
    new: Choice | None


class SincePart(TypedDict):
    """What changed since the last issue. `adverse`, `graver` and `cleared` are keys of questions, `overdue` numbers of conditions.

    All are asked now. `outcome` and `significance` are None when they are the same.
    """

    issue: int
    issued_at: str
    adverse: list[str]
    graver: list[str]
    cleared: list[str]
    overdue: list[int]
    wording: list[WordingPart]
    outcome: TurnPart | None
    significance: TurnPart | None
