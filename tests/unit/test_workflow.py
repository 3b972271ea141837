"""The states as one table: what leads where, what can be changed when, and the page that is generated from it."""

from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import (
    EDITABLE,
    TRANSITIONS,
    WHEN,
    State,
    WorkflowError,
    can_transition,
    check_transition,
    mermaid,
)

PAGE = Path(__file__).parents[2] / "docs" / "workflow.md"

# From state, change, to state: every change that there is.
TABLE = {
    ("draft", "submit"): "in_review",
    ("draft", "withdraw"): "withdrawn",
    ("in_review", "return"): "returned",
    ("in_review", "endorse"): "endorsed",
    ("in_review", "withdraw"): "withdrawn",
    ("returned", "submit"): "in_review",
    ("returned", "withdraw"): "withdrawn",
    ("endorsed", "issue"): "issued",
    ("endorsed", "reopen"): "returned",
    ("endorsed", "withdraw"): "withdrawn",
    ("issued", "decide"): "decided",
    ("issued", "reopen"): "returned",
    ("issued", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("state", "name"), list(product(State, TRANSITIONS)))
def test_every_change_from_every_state(state: State, name: str) -> None:
    target = TABLE.get((state.value, name))
    assert can_transition(name, state) is (target is not None)
    if target:
        assert check_transition(name, state).target == target
    else:
        with pytest.raises(WorkflowError):
            check_transition(name, state)


def test_a_refused_change_says_where_the_case_is_and_where_it_would_have_to_be() -> None:
    with pytest.raises(WorkflowError) as refusal:
        check_transition("submit", "issued")
    assert str(refusal.value) == (
        "“Submit for review” is not possible now. "
        "The assessment is in the state “Issued”; it would have to be in “Draft” or “Returned”."
    )


def test_an_unknown_change_is_an_error() -> None:
    with pytest.raises(KeyError):
        check_transition("approve", State.DRAFT)


def test_only_drafts_and_returned_cases_can_be_edited() -> None:
    assert {state.value for state in EDITABLE} == {"draft", "returned"}
    for permission in (Permission.EDIT, Permission.ANSWER, Permission.ANSWER_LEGAL):
        assert WHEN[permission] == EDITABLE


def test_no_change_leads_out_of_the_last_states() -> None:
    for state in (State.DECIDED, State.WITHDRAWN):
        assert not any(can_transition(name, state) for name in TRANSITIONS)
        assert not any(state in states for states in WHEN.values())


def test_changes_that_undo_work_need_a_reason() -> None:
    assert {name for name, move in TRANSITIONS.items() if move.needs_reason} == {"return", "reopen", "withdraw"}


def test_each_change_has_a_permission_of_its_own() -> None:
    assert len({transition.permission for transition in TRANSITIONS.values()}) == len(TRANSITIONS)
    assert all(WHEN[transition.permission] == set(transition.sources) for transition in TRANSITIONS.values())


def test_the_diagram_draws_every_change() -> None:
    lines = mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert sorted(lines[2:-2]) == sorted(f"    {state} --> {target}: {name}" for (state, name), target in TABLE.items())
    assert lines[-2:] == ["    decided --> [*]", "    withdrawn --> [*]"]


def test_the_page_in_docs_is_the_one_that_the_tables_give() -> None:
    printed = StringIO()
    call_command("print_workflow", stdout=printed)
    assert PAGE.read_text() == printed.getvalue(), "Write it anew: manage.py print_workflow > docs/workflow.md"
