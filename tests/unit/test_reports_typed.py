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
        ("\u202eevil\u202c", "[right-to-left override]evil[pop directional formatting]"),
        ("\u2066isolate\u2069", "[left-to-right isolate]isolate[pop directional isolate]"),
        ("bell\x07 delete\x7f", "bell[a character without a name] delete[a character without a name]"),
        ("private \ue000 none \U000e0fff", "private [a character without a name] none [a character without a name]"),
        ("warning \u26a0\ufe0f", "warning \u26a0"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("", ""),
    ],
)
def test_text_as_it_is_shown(text: str, shown: str) -> None:
    assert typed(text) == shown


def test_a_character_that_no_font_draws_stands_as_its_name() -> None:
    assert typed("a漢😀b", glyphs=frozenset(map(ord, "ab"))) == "a[cjk unified ideograph-6f22][grinning face]b"
    assert typed("a漢😀b") == "a漢😀b"
