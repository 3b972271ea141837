"""What the search quotes of a text, and which words it marks."""

from __future__ import annotations

from functools import partial

import pytest

from accounts.folding import words_typed
from partnerships.presenters.search import QUOTED, has_word, quoted_from


def marked(text: str, typed: str) -> str:
    """Return the quote with its marks in brackets."""
    pieces = quoted_from(text, partial(has_word, words_typed(typed)))
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "typed", "quote"),
    [
        ("The café’s tenants.", "CAFE", "The [café’s] tenants."),
        ("The well-being of “tenants”, and/or R&D", "being tenant or", "The [well-being] of “[tenants]”, and/[or] R&D"),
        ("Tŷ'r Afon,\n\nTŷ", "ty", "[Tŷ'r] Afon, [Tŷ]"),
        ("Cafe\u0301 Łódź", "café lodz", "[Cafe\u0301] [Łódź]"),
        ("It is items", "it", "[It] is items"),
        ("Items", "zebra", ""),
        ("", "zebra", ""),
        ("(zebra)", "zebra", "([zebra])"),
        ("A & B", "and", "A [&] B"),
    ],
)
def test_the_words_are_marked_as_they_are_written(text: str, typed: str, quote: str) -> None:
    assert marked(text, typed) == quote


def test_a_long_text_is_quoted_around_the_first_word() -> None:
    quote = marked("long " * 100 + "zebra crossing " + "short " * 100 + "zebra", "zebra")
    assert quote.startswith("… long long")
    assert quote.endswith("short …")
    assert quote.count("[zebra]") == 1
    assert len(quote) < QUOTED + 10


def test_a_text_without_a_space_is_quoted_whole_up_to_its_word() -> None:
    word = "z" * 400
    assert marked(f"{word} after", "zzz") == f"[{word}] …"
