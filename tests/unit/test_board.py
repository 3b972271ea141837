"""What follows from a decision of the board: every result at every gate, and when the partnership is reviewed."""

from datetime import date

import pytest

from checklists.spec import REVIEW_DECISIONS, DecisionSought
from partnerships.domain.board import (
    Result,
    RoundReason,
    enters_register,
    months_later,
    next_decision,
    next_round,
    review_on,
)
from partnerships.domain.readiness import Outcome

EXPLORE, IN_PRINCIPLE, ENTER = DecisionSought.EXPLORE, DecisionSought.IN_PRINCIPLE, DecisionSought.ENTER
CONTINUE, CHANGE, END = REVIEW_DECISIONS
APPROVED, CONDITIONS = Result.APPROVED, Result.APPROVED_WITH_CONDITIONS
DEFERRED, REFUSED = Result.DEFERRED, Result.NOT_APPROVED
ON, AGAIN = RoundReason.NEXT_DECISION, RoundReason.DEFERRED

# Result, decision sought: why the next round opens and for which decision; whether the partnership is registered.
TABLE = {
    (APPROVED, EXPLORE): ((ON, IN_PRINCIPLE), False),
    (APPROVED, IN_PRINCIPLE): ((ON, ENTER), False),
    (APPROVED, ENTER): (None, True),
    (CONDITIONS, EXPLORE): ((ON, IN_PRINCIPLE), False),
    (CONDITIONS, IN_PRINCIPLE): ((ON, ENTER), False),
    (CONDITIONS, ENTER): (None, True),
    (DEFERRED, EXPLORE): ((AGAIN, EXPLORE), False),
    (DEFERRED, IN_PRINCIPLE): ((AGAIN, IN_PRINCIPLE), False),
    (DEFERRED, ENTER): ((AGAIN, ENTER), False),
    (REFUSED, EXPLORE): (None, False),
    (REFUSED, IN_PRINCIPLE): (None, False),
    (REFUSED, ENTER): (None, False),
    **{(result, decision): (None, True) for result in (APPROVED, CONDITIONS) for decision in (CONTINUE, CHANGE)},
    **{(result, END): (None, False) for result in (APPROVED, CONDITIONS)},
    **{(DEFERRED, decision): ((AGAIN, decision), False) for decision in REVIEW_DECISIONS},
    **{(REFUSED, decision): (None, False) for decision in REVIEW_DECISIONS},
}


@pytest.mark.parametrize("decision", DecisionSought)
@pytest.mark.parametrize("result", Result)
def test_what_each_result_leads_to_at_each_gate(result: Result, decision: DecisionSought) -> None:
    opened, registered = TABLE[result, decision]
    assert next_round(result, decision) == opened
    assert enters_register(result, decision) is registered


def test_the_gates_are_every_decision_in_their_order() -> None:
    assert [next_decision(decision) for decision in DecisionSought] == [IN_PRINCIPLE, ENTER, None, None, None, None]


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("result", Result)
def test_only_what_was_ready_and_approved_as_it_was_is_reviewed_after_a_year(result: Result, outcome: Outcome) -> None:
    after_a_year = (result, outcome) == (APPROVED, Outcome.READY)
    assert review_on(date(2027, 1, 15), result, outcome) == date(
        2028 if after_a_year else 2027, 1 if after_a_year else 7, 15
    )


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2027, 11, 30), 1, date(2027, 12, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 6, 15), 6, date(2027, 12, 15)),
        (date(2027, 6, 15), 0, date(2027, 6, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_review_is_never_after_the_end_of_the_partnership() -> None:
    decided_on = date(2027, 1, 15)
    for end, due in ((date(2027, 3, 31), date(2027, 3, 31)), (date(2030, 3, 31), date(2028, 1, 15))):
        assert review_on(decided_on, APPROVED, Outcome.READY, ends_on=end) == due
