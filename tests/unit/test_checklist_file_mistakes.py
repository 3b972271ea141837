"""Fifty typical mistakes in a checklist file: each has its sentence, with the line where there is one."""

from __future__ import annotations

import pytest

from checklists.files import FileError, open_checklist, read_checklist, read_file
from checklists.spec import Problem, lint
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


def test_all_that_cannot_be_read_is_said_at_once_in_the_order_of_the_file() -> None:
    text = FILE.replace("slug: exit", "slug: [exit]").replace("feeds: [consultation]", "feeds: need")
    text = text.replace("severity: none", "severity: good").replace("type: date", "type: number")
    text = text.replace("because: ", "why: ").replace("risks: {R1", "benefits: {}\nrisks: {R1")
    text = text.replace("    tips: [T1]", "    tipps: [T1]").replace("    key: notice\n", "")
    with pytest.raises(FileError) as refused:
        read_checklist(text)
    # What a question lacks stands at its beginning, and hides nothing of what else is wrong in it.
    assert [line for line, _sentence in refused.value.faults] == [1, 6, 11, 14, 17, 20, 20, 22, 23]
    assert str(refused.value).splitlines() == refused.value.sentences
    assert refused.value.sentences[3].startswith("line 14: question A1, options, yes, severity: “good” is none of")


@pytest.mark.parametrize(
    ("found", "instead", "sentence"),
    [
        ("guidance: Say", "guidance: @say", "line 11: A text that begins with @"),
        (
            "T1: Tell people early}",
            'T1:\n  "Tell people\n  early}',
            "never closed. What is not ended begins in line 26.",
        ),
        ("guidance: Say", 'guidance: "Say', "which may be that of a text further up."),
        ("guidance: Say when and to whom.", 'guidance: "Say" when', "line 11: The line is set in further, or less far"),
        ("    answered_by: Lead officer\n", "    answered by the lead\n", "no “name: value”"),
        ("guidance: Say", "guidance: !<a Say", "line 11: This is no YAML: "),
    ],
)
def test_a_file_that_is_no_yaml(found: str, instead: str, sentence: str) -> None:
    with pytest.raises(FileError) as refused:
        read_checklist(FILE.replace(found, instead, 1))
    assert sentence in str(refused.value)


@pytest.mark.parametrize("beginning", [b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0"])
def test_a_file_of_another_program(beginning: bytes) -> None:
    with pytest.raises(FileError, match="a file of Word, Excel or a PDF: save the checklist as plain text"):
        read_file(beginning + FILE.encode())


def test_a_file_in_another_encoding() -> None:
    text = FILE.replace("Nobody does the work", "Nobody – really nobody – does the work")
    with pytest.raises(FileError, match="line 24: The file is not text in UTF-8: from here on"):
        read_file(text.encode("cp1252"))
    assert read_file(text.encode("utf-8-sig")).spec == read_checklist(text)


@pytest.mark.parametrize(
    ("found", "instead", "line"),
    [
        ("    guidance: Say when and to whom.\n", "", 6),
        ('label: "Yes"', 'label: ""', 14),
        ('label: "When was it given?"', 'label: ""', 17),
        ("[notice.staff_told,", "[notice.staff,", 20),
        ("title: Before leaving", "title: ''", 2),
        ("{R1: Nobody does the work}", "{R1: ''}", 24),
        ("title: Leaving", "title: ''", 1),
    ],
)
def test_what_the_linter_finds_has_its_line(found: str, instead: str, line: int) -> None:
    read = open_checklist(FILE.replace(found, instead, 1))
    (problem,) = lint(read.spec, "exit/1.0")
    assert read.line_of(problem) == line
    assert read.sentences([problem])[0].startswith(f"line {line}: ")
    assert "exit/1.0" not in read.sentences([problem])[0]


def test_what_is_about_several_questions_or_none_of_the_file_has_no_line() -> None:
    read = open_checklist(FILE)
    problems = [Problem("", "", "A key is used twice."), Problem("", "gone", "It was given up.", "texts")]
    assert read.sentences(problems) == ["A key is used twice.", "gone: It was given up."]
