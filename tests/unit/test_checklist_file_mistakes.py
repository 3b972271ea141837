"""Fifty typical mistakes in a checklist file: each has its sentence, with the line where there is one."""

from __future__ import annotations

import pytest

from checklists.files import FileError, read_checklist
from checklists.spec import lint
from tests.checklist_mistakes import FILE, UNREADABLE, UNSTORABLE


def test_the_file_itself_is_read_and_clean() -> None:
    assert lint(read_checklist(FILE), "") == []


@pytest.mark.parametrize(("found", "instead", "sentence"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
def test_a_file_that_cannot_be_read(found: str, instead: str, sentence: str) -> None:
    assert found in FILE
    with pytest.raises(FileError) as refused:
        read_checklist(FILE.replace(found, instead, 1))
    assert sentence in str(refused.value)


def test_there_are_fifty_of_them_each_with_another_sentence() -> None:
    sentences = [sentence for _found, _instead, sentence in (*UNREADABLE, *UNSTORABLE)]
    assert len(sentences) == len(set(sentences)) >= 50


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file(text: str) -> None:
    with pytest.raises(FileError, match="The file is empty"):
        read_checklist(text)


def test_a_short_file_that_repeats_itself_without_end() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    with pytest.raises(FileError, match="repeated by an alias: write it out"):
        read_checklist(bomb)


def test_parts_too_deep_within_one_another() -> None:
    with pytest.raises(FileError, match="too deep"):
        read_checklist("[" * 5_000 + "]" * 5_000)


def test_a_file_that_is_too_long() -> None:
    with pytest.raises(FileError, match="longer than 3,000,000 characters"):
        read_checklist("#" * 3_000_001)


def test_a_file_that_was_cut_off() -> None:
    """Wherever a file ends too early, it is refused, or it is a shorter checklist that the linter reads."""
    for length in range(0, len(FILE), 7):
        try:
            lint(read_checklist(FILE[:length]), "")
        except FileError:
            continue


def test_a_list_of_something_else() -> None:
    with pytest.raises(FileError, match="Names with values are expected here, not a list"):
        read_checklist("- a\n- b\n")


def test_names_must_be_words() -> None:
    with pytest.raises(FileError, match="line 1: A name is expected before the colon"):
        read_checklist("[a, b]: c\n")
