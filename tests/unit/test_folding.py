"""How names are compared: whatever case, accents, apostrophes, hyphens and spaces they are written with."""

from __future__ import annotations

import pytest

from accounts.folding import MOST_LETTERS, begins_words, fold, words_to_find, words_typed


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Caffè Ŵyth with O’Brien’s Trust", "caffe wyth with obriens trust"),
        ("CAFFE\u0300  ŵYTH", "caffe wyth"),
        ("O'BRIEN O`Brien Oʼbrien O´Brien", "obrien obrien obrien obrien"),
        ("Co-operative\u2011society – 2026/27", "cooperativesociety 2026 27"),
        ("Adults & children", "adults and children"),
        ("Ørsted, Łódź, Straße, Æsc, İzmir", "orsted lodz strasse aesc izmir"),
        ("ﬁre \u200bservice\u200d №３", "fire service no3"),
        ("می\u200cخواهیم", "میخواهیم"),
        ("हिन्दी 华人社区中心", "हिन्दी 华人社区中心"),
        ("%_ \\ *", ""),
    ],
)
def test_names_are_compared_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_people_sort_by_their_letters() -> None:
    names = ["Zoë", "Vikram", "Ŵyn", "Émile", "william", "Ødegaard", "Wyn B", "Eve"]
    assert sorted(names, key=fold) == ["Émile", "Eve", "Ødegaard", "Vikram", "william", "Ŵyn", "Wyn B", "Zoë"]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["Well-being of O’Brien’s tenants"], "being brien o obriens of s tenants well wellbeing"),
        (["Tŷ’r Afon", "the AFON"], "afon r the ty tyr"),
        (["and/or £185,000"], "000 185 and or"),
        (["", "☒ –"], ""),
        (["华人社区中心 हिन्दी"], "हिन्दी 华人社区中心"),
        (["x" * 100], "x" * MOST_LETTERS),
    ],
)
def test_a_text_is_found_by_each_of_its_words_and_their_parts(texts: list[str], words: str) -> None:
    assert words_to_find(*texts) == words


def test_what_is_typed_is_words_and_nothing_else() -> None:
    assert words_typed('"Well-being" AND cafés* -café (NEAR) caf\u00e9') == [
        "wellbeing",
        "and",
        "cafes",
        "cafe",
        "near",
    ]
    assert words_typed("* - ☒") == []
    assert words_typed("x" * 100) == ["x" * MOST_LETTERS]


def test_a_word_of_three_letters_or_of_another_script_finds_longer_ones() -> None:
    assert [begins_words(word) for word in ("a", "it", "caf", "华", "是的")] == [False, False, True, True, True]
