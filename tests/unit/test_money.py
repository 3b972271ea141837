"""Whole pounds as people write them."""

from __future__ import annotations

import pytest

from partnerships.domain.money import pounds_in


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12500", 12_500),
        ("£12,500", 12_500),
        ("£ 12 500", 12_500),
        ("12,500.00", 12_500),
        ("1,250,000", 1_250_000),
        ("0", 0),
        ("12,50", None),
        ("12.50", None),
        ("about 12500", None),
        ("-5", None),
        ("١٢", None),
        ("", None),
    ],
)
def test_whole_pounds_are_read_and_nothing_else_is_guessed(text: str, amount: int | None) -> None:
    assert pounds_in(text) == amount
