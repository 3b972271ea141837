"""What a page showed, what was typed in it, and what stands: which of them is written."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.version_tokens import changed_since, merge, token_of

SHOWN = {"name": "Hub", "cost": 5, "partners": ["Trust"], "starts_on": date(2027, 4, 1), "note": ""}


def test_a_token_names_what_has_changed_and_not_what_it_is() -> None:
    token = token_of(SHOWN)
    assert changed_since(token, SHOWN) == frozenset()
    assert changed_since(token, {**SHOWN, "cost": 6, "starts_on": date(2027, 4, 2)}) == {"cost", "starts_on"}
    assert "Trust" not in token


@pytest.mark.parametrize("token", ["", " ", "name", "=", "name=", "x=1 y=2", "\ud800"])
def test_a_token_that_names_nothing_showed_nothing(token: str) -> None:
    assert changed_since(token, SHOWN) == frozenset(SHOWN)


def test_different_values_changed_by_two_people_both_stand() -> None:
    typed, current = {**SHOWN, "cost": 9}, {**SHOWN, "name": "Centre", "partners": ["Trust", "Board"]}
    found = merge(token_of(SHOWN), typed=typed, current=current)
    assert found.values == {**SHOWN, "cost": 9, "name": "Centre", "partners": ["Trust", "Board"]}
    assert (found.mine, found.conflicts) == (frozenset({"cost"}), ())


def test_one_value_changed_by_two_people_is_in_conflict_unless_they_agree() -> None:
    current = {**SHOWN, "name": "Centre"}
    assert merge(token_of(SHOWN), typed={**SHOWN, "name": "House"}, current=current).conflicts == ("name",)
    assert merge(token_of(SHOWN), typed={**SHOWN, "name": "Centre"}, current=current).conflicts == ()


def test_without_a_token_only_what_stands_already_is_no_conflict() -> None:
    assert merge("", typed=SHOWN, current=SHOWN).conflicts == ()
    assert merge("", typed={**SHOWN, "name": "", "note": "x"}, current=SHOWN).conflicts == ("name", "note")


def test_values_that_belong_together_are_in_conflict_together() -> None:
    typed, current = {**SHOWN, "cost": 9}, {**SHOWN, "name": "Centre"}
    assert merge(token_of(SHOWN), typed=typed, current=current, as_one=True).conflicts == ("name", "cost")
    assert merge(token_of(SHOWN), typed=typed, current=SHOWN, as_one=True).conflicts == ()
