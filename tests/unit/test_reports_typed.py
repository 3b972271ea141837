"""What people typed, made safe to show."""

from __future__ import annotations

import pytest

from partnerships.reports.typed import ends_with_joiner, typed


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
        # Persian, with a vowel sign before the joiner too; Bengali, before and after its virama; Malayalam, at the end.
        ("می\u200cخواهیم", "می\u200cخواهیم"),
        ("مِی\u064e\u200cخ", "مِی\u064e\u200cخ"),
        ("র\u200d্যাব", "র\u200d্যাব"),
        ("ক্\u200cষ ক্\u200dষ", "ক্\u200cষ ক্\u200dষ"),
        ("അവന്\u200d വന്നു", "അവന്\u200d വന്നു"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("👩\U0001f3fd\u200d⚕\ufe0f 👩\u200d👧", "👩\U0001f3fd\u200d⚕ 👩\u200d👧"),
        # Elsewhere nobody sees them, and two names would look the same.
        ("Marl\u200cshire Marl\u200dshire", "Marlshire Marlshire"),
        ("\u200cمی\u200c \u200cخ\u200c", "می خ"),
        ("می\u200c\u200d\u200cخ", "می\u200cخ"),
        ("مa\u200cخ م\u200ck 漢\u200d字 👩\u200c👧 1\u200d2", "مaخ مk 漢字 👩👧 12"),
        ("\u200d", ""),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("", ""),
    ],
)
def test_text_as_it_is_shown(text: str, shown: str) -> None:
    assert typed(text) == shown


def test_words_that_end_with_a_joiner_are_found() -> None:
    assert ends_with_joiner("അവന്\u200d, അവന്\u200d") == [5]
    assert ends_with_joiner("ശ്\u200dര ക്\u200dഷ 👩\u200d👧 می\u200cخ") == []


def test_a_character_that_no_font_draws_stands_as_its_name() -> None:
    assert typed("a漢😀b", glyphs=frozenset(map(ord, "ab"))) == "a[cjk unified ideograph-6f22][grinning face]b"
    assert typed("a漢😀b") == "a漢😀b"
    assert typed("می\u200cخ", glyphs=frozenset(map(ord, "میخ"))) == "می\u200cخ"
