"""The numbers of versions: how they are written, sorted and counted on."""

from __future__ import annotations

import pytest

from checklists.spec.numbers import is_number, next_number, number_order


@pytest.mark.parametrize(("text", "is_one"), [("1.0", True), ("2", False), ("1.10.3", True), ("01.0", False), ("1.", False), ("one", False), ("", False)])  # fmt: skip
def test_a_number_is_written_in_one_way(text: str, is_one: bool) -> None:
    assert is_number(text) is is_one


def test_ten_comes_after_nine() -> None:
    assert sorted(["2.0", "1.10", "1.9"], key=number_order) == ["1.9", "1.10", "2.0"]


@pytest.mark.parametrize(("numbers", "after"), [([], "1.0"), (["1.0"], "1.1"), (["1.10", "1.9"], "1.11"), (["3"], "3.1"), (["1.0.2"], "1.0.3")])  # fmt: skip
def test_the_next_number_follows_the_highest(numbers: list[str], after: str) -> None:
    assert next_number(numbers) == after
