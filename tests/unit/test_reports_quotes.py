"""Typed text as the summary of a report quotes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.reports.quotes import Quote, quote_of


@pytest.mark.parametrize(
    ("text", "most", "quoted", "is_cut"),
    [
        ("Short.", 20, "Short.", False),
        ("On two\n lines", 20, "On two lines", False),
        # After the last sentence that fits, where it fills half of the room.
        ("It is for all. Children and others too.", 25, "It is for all. …", True),
        ("Is it safe? Yes, says the council's solicitor.", 20, "Is it safe? …", True),
        ("One. Two. Three. Four. Five.", 18, "One. Two. Three. …", True),
        # Else between two words, without the sign before.
        ("No. It is for all children, who live here.", 28, "No. It is for all children…", True),
        ("Version 1.5 of the whole agreement", 20, "Version 1.5 of the…", True),
        # A word without an end is cut within.
        ("See https://example.org/a/long/address/of/a/page", 20, "See https://example…", True),
    ],
)
def test_a_long_text_ends_where_its_reader_expects(text: str, most: int, quoted: str, is_cut: bool) -> None:
    assert quote_of(text, most) == Quote(quoted, is_cut)


@given(st.text(alphabet="ab .?!\n", max_size=80), st.integers(8, 40))
def test_no_quote_is_longer_than_its_room(text: str, most: int) -> None:
    quote = quote_of(text, most)
    assert len(quote.text) <= most
    assert quote.is_cut == (len(" ".join(text.split())) > most)
    assert " ".join(text.split()).startswith(quote.text.removesuffix("…").rstrip())
