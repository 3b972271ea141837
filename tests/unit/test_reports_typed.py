"""What people typed, made safe to show."""

from __future__ import annotations

import pytest

from partnerships.reports.typed import typed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain text, 100 %", "Plain text, 100 %"),
        ("Ŵŷ Łódź Київ – “quoted”", "Ŵŷ Łódź Київ – “quoted”"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\u2029three", "one\ntwo\n\nthree"),
        ("tab\there", "tab\there"),
        ("one\n \n\n\t\ntwo", "one\n\ntwo"),
        ("\uf0b7 first aim", "• first aim"),
        ("w\u0302yn", "\u0175yn"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("\u202eevil\u202c", "[U+202E]evil[U+202C]"),
        ("\u2066isolate\u2069", "[U+2066]isolate[U+2069]"),
        ("bell\x07 delete\x7f", "bell[U+0007] delete[U+007F]"),
        ("private \ue000 none \U000e0fff", "private [U+E000] none [U+E0FFF]"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("", ""),
    ],
)
def test_text_as_it_is_shown(text: str, shown: str) -> None:
    assert typed(text) == shown


def test_a_character_that_no_font_draws_stands_as_its_code() -> None:
    assert typed("a漢😀b", glyphs=frozenset(map(ord, "ab"))) == "a[U+6F22][U+1F600]b"
    assert typed("a漢😀b") == "a漢😀b"
