"""One made-up case while it is drawn: what happened to it, as rows to be written stage by stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property
from random import Random
from typing import Any

from django.db.models import Model

from accounts.models import User
from checklists.models import Option, Question, Version
from checklists.spec import ChecklistSpec, Significance
from partnerships.domain.answers import CaseState
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import State
from partnerships.management.commands._seed.people import CasePeople
from partnerships.management.commands._seed.scenarios import Calendar, Scenario
from partnerships.models import (
    Answer,
    Assessment,
    Evidence,
    ImplicationArea,
    Participant,
    Partnership,
    ReportIssue,
    Treatment,
)
from partnerships.models.trail import EventKind


class Stage(IntEnum):
    """What is written together for many cases. Each stage needs the states to which the one before moved the cases."""

    START = 1
    REVIEW = 2
    REFERRAL = 3
    ISSUE = 4
    DECIDE = 5
    AFTER = 6
    NEXT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event to be: its place in the trail and its link follow when it is written."""

    kind: EventKind
    assessment: Assessment
    by: User
    at: datetime
    question: Question | None
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(slots=True)
class StageRows:
    """What one stage writes of one case: new rows, then the report's issue, the events, and changes of rows."""

    rows: list[Model] = field(default_factory=list)
    issue: ReportIssue | None = None
    entries: list[Entry] = field(default_factory=list)
    changes: list[tuple[Model, dict[str, Any]]] = field(default_factory=list)


class ChecklistRows:
    """A published checklist, with the rows that answers refer to, and the areas in which comments are asked for."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.spec: ChecklistSpec = version.spec()
        self.questions = {row.key: row for row in Question.objects.filter(version=version)}
        options = Option.objects.filter(question__version=version).select_related("question")
        self.options = {(row.question.key, row.key): row for row in options}
        self.areas = list(ImplicationArea.objects.filter(is_active=True))

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each question in its version, counted from 1."""
        return {key: place for place, key in enumerate(self.spec.by_key, start=1)}


@dataclass(slots=True)
class Round:
    """One round of a case: its assessment, the rows that later stages refer to, and how the domain sees it."""

    assessment: Assessment
    state: CaseState
    answers: dict[str, Answer] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    treatments: dict[str, Treatment] = field(default_factory=dict)


@dataclass
class MadeCase:
    """A case with what its drawing needs: its own numbers (`rng`), the time that passes in it, and its people."""

    scenario: Scenario
    rng: Random
    calendar: Calendar
    staff: CasePeople
    checklist: ChecklistRows
    today: date
    partnership: Partnership
    significance: Significance
    rounds: list[Round] = field(default_factory=list)
    steps: dict[Stage, StageRows] = field(default_factory=lambda: defaultdict(StageRows))
    people: set[int] = field(default_factory=set)

    @property
    def current(self) -> Round:
        """The last round so far."""
        return self.rounds[-1]

    def add(self, stage: Stage, row: Model) -> None:
        """Write the row in that stage."""
        self.steps[stage].rows.append(row)

    def change(self, stage: Stage, row: Model, **values: Any) -> None:
        """Change the row at the end of that stage."""
        self.steps[stage].changes.append((row, values))

    def record(
        self,
        stage: Stage,
        kind: EventKind,
        *,
        by: User,
        question: Question | None = None,
        old: Mapping[str, Any] | None = None,
        new: Mapping[str, Any] | None = None,
    ) -> datetime:
        """Record an event of the current round some minutes after the last one; return when."""
        entry = Entry(
            kind=kind,
            assessment=self.current.assessment,
            by=by,
            at=self.calendar.tick(),
            question=question,
            old=dict(old or {}),
            new=dict(new or {}),
        )
        self.steps[stage].entries.append(entry)
        return entry.at

    def move(self, stage: Stage, state: State, kind: EventKind, *, by: User, **said: Any) -> datetime:
        """Change the state of the current round at the end of the stage, with its event; return when."""
        assessment, was = self.current.assessment, self.state_at(stage)
        at = self.record(stage, kind, by=by, old={"state": was.value}, new={"state": state.value, **said})
        self.change(stage, assessment, state=state, state_changed_at=at, state_changed_by=by)
        return at

    def state_at(self, stage: Stage) -> State:
        """Return the state to which the stages so far move the current round."""
        assessment = self.current.assessment
        changes = [
            values
            for at in sorted(self.steps)
            if at <= stage
            for row, values in self.steps[at].changes
            if row is assessment
        ]
        return next((values["state"] for values in reversed(changes) if "state" in values), State.DRAFT)

    def involve(self, stage: Stage, user: User, capacity: Capacity, at: datetime, *, by: User | None = None) -> None:
        """Make the person act on the case from then on, unless they do."""
        if user.pk not in self.people:
            self.people.add(user.pk)
            self.add(
                stage,
                Participant(
                    partnership=self.partnership, user=user, capacity=capacity, added_at=at, added_by=by or user
                ),
            )
