"""The states as one table: what leads where, what can be changed when, and the page that is generated from it."""

from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import (
    EDITABLE,
    ENDORSED_OR_LATER,
    FOR_THE_BOARD,
    TRANSITIONS,
    WHEN,
    State,
    WorkflowError,
    back_from_review,
    check_transition,
)
from partnerships.management.commands.print_workflow import mermaid

PAGE = Path(__file__).parents[2] / "docs" / "workflow.md"

# From state, change, to states: every change that there is.
TABLE = {
    ("draft", "submit"): "in_review",
    ("draft", "withdraw"): "withdrawn",
    ("in_review", "take_back"): "draft returned",
    ("in_review", "return"): "returned",
    ("in_review", "endorse"): "endorsed",
    ("in_review", "ask_referral"): "referral_asked",
    ("in_review", "withdraw"): "withdrawn",
    ("returned", "submit"): "in_review",
    ("returned", "withdraw"): "withdrawn",
    ("referral_asked", "refer"): "referred",
    ("referral_asked", "decline"): "in_review",
    ("referral_asked", "reopen"): "returned",
    ("referral_asked", "withdraw"): "withdrawn",
    ("endorsed", "issue"): "issued",
    ("endorsed", "reopen"): "returned",
    ("endorsed", "withdraw"): "withdrawn",
    ("referred", "issue"): "issued",
    ("referred", "reopen"): "returned",
    ("referred", "withdraw"): "withdrawn",
    ("issued", "decide"): "decided",
    ("issued", "reopen"): "returned",
    ("issued", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("state", "name"), list(product(State, TRANSITIONS)))
def test_every_change_from_every_state(state: State, name: str) -> None:
    targets = TABLE.get((state.value, name))
    if targets:
        assert list(check_transition(name, state).targets) == targets.split()
    else:
        with pytest.raises(WorkflowError):
            check_transition(name, state)


def test_a_refused_change_says_where_the_case_is_and_where_it_would_have_to_be() -> None:
    with pytest.raises(WorkflowError) as refusal:
        check_transition("submit", "issued")
    assert str(refusal.value) == (
        "“Submit for review” is not possible now. "
        "This cannot be done now: the case is “Issued”. It can be done while a case is “Draft” or “Returned”."
    )


def test_a_submission_is_taken_back_to_where_it_came_from() -> None:
    assert back_from_review(was_returned=False) is State.DRAFT
    assert back_from_review(was_returned=True) is State.RETURNED


def test_an_unknown_change_is_an_error() -> None:
    with pytest.raises(KeyError):
        check_transition("approve", State.DRAFT)


def test_only_drafts_and_returned_cases_can_be_edited() -> None:
    assert {state.value for state in EDITABLE} == {"draft", "returned"}
    for permission in (Permission.EDIT, Permission.ANSWER, Permission.ANSWER_LEGAL, Permission.ASK):
        assert WHEN[permission] == EDITABLE


def test_what_accompanies_a_case_can_be_said_until_it_is_issued() -> None:
    before_issued = {"draft", "in_review", "returned", "endorsed", "referral_asked", "referred"}
    assert WHEN[Permission.COMMENT] == WHEN[Permission.DECLARE] == before_issued
    assert WHEN[Permission.CONFIRM] == {"draft", "in_review", "returned"}
    assert WHEN[Permission.TREAT] == {"in_review"}


def test_the_board_gets_what_was_endorsed_or_referred() -> None:
    assert FOR_THE_BOARD == {"endorsed", "referred"} == WHEN[Permission.ISSUE]
    assert {"endorsed", "referred", "issued", "decided"} == ENDORSED_OR_LATER


def test_no_change_leads_out_of_the_last_states_but_another_round_can_follow() -> None:
    for state in (State.DECIDED, State.WITHDRAWN):
        assert not any(state in transition.sources for transition in TRANSITIONS.values())
    assert {permission for permission, states in WHEN.items() if State.DECIDED in states} == {
        "name",
        "start_round",
        "correct_minute",
    }
    assert {permission for permission, states in WHEN.items() if State.WITHDRAWN in states} == {"start_round"}


def test_changes_that_undo_work_need_a_reason() -> None:
    assert {name for name, move in TRANSITIONS.items() if move.needs_reason} == {
        "return",
        "ask_referral",
        "refer",
        "decline",
        "reopen",
        "withdraw",
    }


def test_each_change_has_a_permission_of_its_own() -> None:
    assert len({transition.permission for transition in TRANSITIONS.values()}) == len(TRANSITIONS)
    assert all(WHEN[transition.permission] == set(transition.sources) for transition in TRANSITIONS.values())


def test_the_diagram_draws_every_change() -> None:
    lines = mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    drawn = [(state, target, name) for (state, name), targets in TABLE.items() for target in targets.split()]
    assert sorted(lines[2:-2]) == sorted(f"    {state} --> {target}: {name}" for state, target, name in drawn)
    assert lines[-2:] == ["    decided --> [*]", "    withdrawn --> [*]"]


def test_the_page_in_docs_is_the_one_that_the_tables_give() -> None:
    printed = StringIO()
    call_command("print_workflow", stdout=printed)
    assert PAGE.read_text() == printed.getvalue(), "Write it anew: manage.py print_workflow > docs/workflow.md"
