"""What becomes of made-up cases, in which proportions and over how many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from checklists.spec import DecisionSought
from partnerships.domain.board import Result
from partnerships.domain.workflow import State


@dataclass(frozen=True, slots=True)
class Scenario:
    """What becomes of one case. `ends` is the state of its first round, `result` what was decided about it.

    `is_referred`: it goes to the board though Not ready. `then` is the state of a second round, None without one.
    `is_ended`: it was entered into, and has ended. An approval has conditions when mitigations were accepted.
    """

    ends: State
    decision_sought: DecisionSought = DecisionSought.ENTER
    result: Result | None = None
    is_referred: bool = False
    then: State | None = None
    is_ended: bool = False


APPROVED, DEFERRED, NOT_APPROVED = Result.APPROVED, Result.DEFERRED, Result.NOT_APPROVED
SHARES: tuple[tuple[int, Scenario], ...] = (
    (4, Scenario(State.DRAFT)),
    (2, Scenario(State.DRAFT, DecisionSought.EXPLORE)),
    (1, Scenario(State.DRAFT, DecisionSought.IN_PRINCIPLE)),
    (4, Scenario(State.IN_REVIEW)),
    (1, Scenario(State.IN_REVIEW, DecisionSought.EXPLORE)),
    (1, Scenario(State.IN_REVIEW, DecisionSought.IN_PRINCIPLE)),
    (3, Scenario(State.RETURNED)),
    (1, Scenario(State.RETURNED, DecisionSought.IN_PRINCIPLE)),
    (2, Scenario(State.ENDORSED)),
    (1, Scenario(State.ENDORSED, DecisionSought.EXPLORE)),
    (1, Scenario(State.REFERRAL_ASKED, is_referred=True)),
    (1, Scenario(State.REFERRED, is_referred=True)),
    (3, Scenario(State.ISSUED)),
    (1, Scenario(State.ISSUED, is_referred=True)),
    (3, Scenario(State.WITHDRAWN)),
    (9, Scenario(State.DECIDED, result=APPROVED)),
    (2, Scenario(State.DECIDED, result=APPROVED, is_ended=True)),
    (1, Scenario(State.DECIDED, result=APPROVED, then=State.DRAFT)),
    (1, Scenario(State.DECIDED, result=APPROVED, then=State.IN_REVIEW)),
    (1, Scenario(State.DECIDED, DecisionSought.EXPLORE, result=APPROVED, then=State.DRAFT)),
    (1, Scenario(State.DECIDED, DecisionSought.EXPLORE, result=APPROVED, then=State.IN_REVIEW)),
    (1, Scenario(State.DECIDED, DecisionSought.IN_PRINCIPLE, result=APPROVED, then=State.DRAFT)),
    (1, Scenario(State.DECIDED, result=DEFERRED, then=State.DRAFT)),
    (1, Scenario(State.DECIDED, result=DEFERRED, then=State.IN_REVIEW)),
    (2, Scenario(State.DECIDED, result=NOT_APPROVED)),
    (1, Scenario(State.DECIDED, result=NOT_APPROVED, is_referred=True)),
)
SCENARIOS = tuple(scenario for share, scenario in SHARES for _each in range(share))


def scenario_of(seed: int, n: int) -> Scenario:
    """Return the scenario of case n, counted from 0: each block of them holds every share."""
    block, place = divmod(n, len(SCENARIOS))
    return random_of(seed, f"block {block}").sample(SCENARIOS, len(SCENARIOS))[place]


def random_of(seed: int, name: str) -> Random:
    """Return the numbers drawn for one purpose: the same for the same seed, whatever else was drawn."""
    return Random(f"{seed} {name}")  # noqa: S311 - made-up cases are no secret


# How many days each part of a case takes, at least and at most.
DAYS = {"answering": (4, 70), "review": (3, 30), "issue": (2, 20), "decision": (5, 40), "after": (40, 600)}
# How long ago the last thing happened: cases under way were touched lately, the others at any time in three years.
LATELY, EVER = (2, 120), (2, 1100)
PARTS_BEFORE = {
    State.DRAFT: 1,
    State.IN_REVIEW: 2,
    State.RETURNED: 2,
    State.WITHDRAWN: 2,
    State.ENDORSED: 2,
    State.REFERRAL_ASKED: 2,
    State.REFERRED: 2,
    State.ISSUED: 3,
    State.DECIDED: 4,
}


class Calendar:
    """The moments at which things happen to one case, each after the one before and all of them past."""

    def __init__(self, rng: Random, scenario: Scenario, today: date) -> None:
        self._rng = rng
        self.days = {part: rng.randint(*bounds) for part, bounds in DAYS.items()}
        is_over = scenario.ends in (State.DECIDED, State.WITHDRAWN) and scenario.then is None
        parts = list(DAYS)[: PARTS_BEFORE[scenario.ends]]
        if scenario.is_ended or scenario.then:
            parts.append("after")
        past = sum(self.days[part] for part in parts) + rng.randint(*(EVER if is_over else LATELY))
        self._today = today
        self._at = self._morning(today - timedelta(days=past))

    @property
    def day(self) -> date:
        """The day on which the case is."""
        return self._at.date()

    @property
    def days_left(self) -> int:
        """How many days can still pass before today."""
        return max(0, (self._today - self.day).days - 1)

    def tick(self) -> datetime:
        """Return the next moment of the same day, some minutes later."""
        self._at += timedelta(minutes=self._rng.randint(1, 9), seconds=self._rng.randint(0, 59))
        return self._at

    def wait(self, days: int) -> None:
        """Go on that many days later, in the morning; the same day goes on with 0."""
        if days:
            self._at = self._morning(self.day + timedelta(days=days))

    def _morning(self, day: date) -> datetime:
        start = time(8, self._rng.randint(0, 59), self._rng.randint(0, 59))
        return timezone.make_aware(datetime.combine(day, start))
