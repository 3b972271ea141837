"""The form in which typed text is kept: what goes, what stays, what is named."""

from __future__ import annotations

import random

import pytest

from accounts.text import is_visible, normal, text_fault

PERSIAN = "می\u200cخواهیم"
FAMILY = "👩\u200d👧"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
ANY = "a\u0301e \n\t\r\x0b\x0c\x85\u200b\u202a\u202b\u202c\u202e\u2066\u2067\u2069\u200d\x00\xad\ufeff\u2028\u2029\u2800\uf0b7\ufe0f•"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Agreed:\x0byes", "Agreed:\nyes"),
        ("one\r\ntwo\rthree\x0cfour\x85five\u2028six\u2029seven", "one\ntwo\nthree\nfour\nfive\nsix\nseven"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\ufeffpart\xadner\u200bship\u2060", "partnership"),
        ("Bell\x07 and nul\x00 and\x1b escape\x9f", "Bell and nul and escape"),
        ("a\n\n\nb\n \n\u200b\n\t\nc\n\nd", "a\n\nb\n\nc\n\nd"),
        ("a" + "\n" * 2500 + "b", "a\n\nb"),
        ("\n  first\n  second  \n\n", "first\n  second"),
        ("\tTotal\tOurs\n2027/28\t185,000\t", "\tTotal\tOurs\n2027/28\t185,000"),
        ("\uf0b7 first aim\n• second\xa0aim", "\uf0b7 first aim\n• second\xa0aim"),
        (PERSIAN, PERSIAN),
        (FAMILY + WALES, FAMILY + WALES),
        ("left\u200e right\u200f \u061cmark", "left\u200e right\u200f \u061cmark"),
        ("\u2067اتحاد\u2069 and \u202bالمرأة\u202c", "\u2067اتحاد\u2069 and \u202bالمرأة\u202c"),
        ("Call \u202a020 7946", "Call 020 7946"),
        ("one\u202c\u2069 two", "one two"),
        ("\u2066one\ntwo\u2069", "one\ntwo"),
        ("\u2066\u202a\u2069", ""),
        ("\u200b", ""),
        ("\u200d\u200c \u200e\u3164\u2800\ufe0f", ""),
    ],
)
def test_text_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normal(typed) == kept


def test_one_line_has_no_line_ends_and_no_tabs() -> None:
    assert normal("\tJoint\x0bequipment\r\n\r\nservice\t", is_line=True) == "Joint equipment service"
    assert normal("two  blanks", is_line=True) == "two  blanks"


def test_what_is_kept_is_normal_and_stays_so() -> None:
    """`ANY` has a character of each kind that is treated in its own way."""
    rng = random.Random(1)  # noqa: S311 - the same texts each time
    for _text in range(3_000):
        typed = "".join(rng.choices(ANY, k=rng.randint(0, 12)))
        for is_line in (False, True):
            kept = normal(typed, is_line=is_line)
            assert normal(kept, is_line=is_line) == kept, ascii(typed)
            assert text_fault(kept, is_line=is_line) is None or "\u202e" in kept, ascii(typed)


@pytest.mark.parametrize("text", ["a", "•", "\uf0b7", "\U0001fae9", WALES, "\u0301", "ا"])
def test_visible(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize(
    "text", ["", " \t\n\xa0\u3000", "\u200b", "\u200c\u200d", "\u2067\u2069", "\u115f", "\U000e0101"]
)
def test_not_visible(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Yes.\nThe three parties agreed with it \u202eon",
            "in line 2, after “parties agreed with it”: right-to-left override (U+202E)",
        ),
        ("\U0001ffffon", "at the start: no character (U+1FFFF)"),
        ("Yes.\n\ufddf", "in line 2, at the start: no character (U+FDDF)"),
        ("half \ud83d", "after “half”: no character (U+D83D)"),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_place(text: str, said: str) -> None:
    fault = text_fault(normal(text))
    assert fault
    assert fault.is_lasting
    assert fault.sentence("Reason").startswith(f"“Reason” has a character that cannot be kept, {said}. Delete it")


def test_an_override_that_its_line_closes_is_kept() -> None:
    assert text_fault("code \u202dABC\u202c here") is None


def test_text_that_was_not_normalised_is_named_with_its_place() -> None:
    for text, said in (
        ("Agreed:\x0byes", "after “Agreed:”"),
        ("a\nb\u200b", "zero width space (U+200B)"),
        ("short ", "after “short”: space (U+0020)"),
        ("a\n\n\n", "line feed"),
    ):
        fault = text_fault(text)
        assert fault
        assert not fault.is_lasting
        assert said in fault.sentence("Reason") or "U+000A" in fault.code


def test_a_text_of_many_marks_takes_no_longer_than_its_length() -> None:
    """A body of the largest size that is read, of marks alone, is normalised while a page loads."""
    assert normal("\u202a" * 200_000 + "\u2069" * 200_000) == ""
