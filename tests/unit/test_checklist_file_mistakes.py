"""Fifty typical mistakes in a checklist file: each has its sentence, with the line where there is one."""

from __future__ import annotations

import pytest

from checklists.files import FileError, read_checklist
from checklists.spec import lint

FILE = """\
checklist: {slug: exit, version: "1.0", title: Leaving, source: Our own}
sections:
- code: A
  title: Before leaving
  questions:
  - code: A1
    key: notice
    title: Notice
    text: Has notice been given?
    answered_by: Lead officer
    guidance: Say when and to whom.
    feeds: [consultation]
    confirm: {role: legal, severity: concern}
    options:
      "yes": {label: "Yes", severity: none, reason: evidence_or_reason}
      "no": {label: "No", severity: blocker, blocks_from: enter, reason: true}
    facts:
      given_on: {label: "When was it given?", type: date}
      staff_told: {label: "Have the staff been told?", type: yes_no, required: true}
    rules:
    - {when: {fact: [notice.staff_told, "no"]}, severity: concern, because: The staff do not know}
    risks: [R1]
    tips: [T1]
risks: {R1: Nobody does the work}
tips: {T1: Tell people early}
"""

# What is written instead of what, and the sentence.
UNREADABLE = [
    ("code: A\n", "\tcode: A\n", "line 3: This is no YAML: found character"),
    ("  title: Before", "   title: Before", "line 4: This is no YAML: mapping values are not allowed"),
    ("[consultation]", "[consultation", "This is no YAML: "),
    ("reason: true}\n", "reason: true\n", "This is no YAML: "),
    ("text: Has notice", "text: First: has notice", "line 9: This is no YAML: mapping values are not allowed here"),
    ("risks: {R1", "---\nrisks: {R1", "This is no YAML: but found another document"),
    ("guidance: Say", "guidance: *say", "This is no YAML: found undefined alias"),
    ("guidance: Say", "guidance: \x07Say", "This is no YAML: unacceptable character #x0007"),
    ('checklist: {slug: exit, version: "1.0", title: Leaving, source: Our own}\n', "", "“checklist” is missing."),
    ("slug: exit, ", "", "line 1: checklist: “slug” is missing."),
    ("source: Our own", "source: Our own, author: Me", "checklist: “author” is no field that this program knows here."),
    ("sections:", "section:", "“section” is no field that this program knows here. Is it “sections”?"),
    ("  questions:\n", "  question:\n", "line 3: sections, 1: “question” is no field"),
    ("    text: Has notice been given?\n", "", "line 6: question A1: “text” is missing."),
    (
        "    text: Has notice",
        "    txt: Has notice",
        "question A1: “txt” is no field that this program knows here. Is it “text”?",
    ),
    (
        "    tips: [T1]",
        "    weight: 3\n    tips: [T1]",
        "question A1: “weight” is no field that this program knows here.",
    ),
    ("    key: notice\n", "    key: notice\n    key: again\n", "line 8: “key” stands here twice."),
    ('"no": {label', '"yes": {label', "line 16: “yes” stands here twice."),
    ("title: Notice\n", "title: [Notice]\n", "line 8: question A1, title: A text is expected here, not a list."),
    ("title: Notice\n", "title: {en: Notice}\n", "question A1, title: A text is expected here, not names with values."),
    ("severity: none", "severity: good", "line 15: question A1, options, yes, severity: “good” is none of none, note"),
    ("severity: none", "severity: Non", "“Non” is none of none, note, concern, blocker. Is it “none”?"),
    (", severity: none", "", "line 15: question A1, options, yes: “severity” is missing."),
    ("reason: true", "reason: required", "question A1, options, no, reason: “required” is none of true, false, evid"),
    ('label: "No", ', "", "question A1, options, no: “label” is missing."),
    (
        "blocks_from: enter",
        "blocks_from: later",
        "question A1, options, no, blocks_from: “later” is none of explore, in",
    ),
    ("blocks_from: enter", "blocks: enter", "question A1, options, no: “blocks” is no field that this program knows"),
    ("options:\n", "options: none\n    x:\n", "question A1"),
    (
        "feeds: [consultation]",
        "feeds: consultation",
        "line 12: question A1, feeds: A list is expected here, not “consultation”.",
    ),
    (
        "feeds: [consultation]",
        "feeds: [consultations]",
        "“consultations” is none of need, consultation, alternatives, similar",
    ),
    ("type: date", "type: number", "question A1, facts, given_on, type: “number” is none of yes_no, date, text."),
    ("required: true", "required: maybe", "facts, staff_told, required: true or false is expected here, not “maybe”."),
    (", type: date", "", "line 18: question A1, facts, given_on: “type” is missing."),
    (
        '{fact: [notice.staff_told, "no"]}',
        "{}",
        "line 21: question A1, rules, 1, when: a rule's “when” must name one or",
    ),
    (
        "{fact: [",
        "{facts: [",
        "question A1, rules, 1, when: “facts” is no field that this program knows here. Is it “fact”?",
    ),
    ('[notice.staff_told, "no"]', "[notice.staff_told]", "rules, 1, when, fact: A list of two is expected here."),
    ('[notice.staff_told, "no"]', "[]", "rules, 1, when, fact: A list of two is expected here."),
    (", because: The staff do not know", "", "question A1, rules, 1: “because” is missing."),
    (
        "severity: concern}\n",
        "severity: concern, by: me}\n",
        "question A1, confirm: “by” is no field that this program knows",
    ),
    (
        "confirm: {role: legal, severity: concern}",
        "confirm: legal",
        "confirm: Names with values are expected here, not “legal”.",
    ),
    ("risks: [R1]", "risks: R1", "question A1, risks: A list is expected here, not “R1”."),
    (
        "risks: {R1: Nobody does the work}",
        "risks: [Nobody does the work]",
        "risks: Names with values are expected here, not a list.",
    ),
    (
        "text: Has notice been given?",
        "text: Has \u202enotice been given?",
        "line 9: question A1, text: “text” has a character that",
    ),
]

UNSTORABLE = [
    ("code: A1", "code: A1.1.1.1.1.1", "The question code “A1.1.1.1.1.1” has 12 characters; at most 10 are kept."),
    ("key: notice", "key: The notice", "The key “The notice” is not small letters and figures"),
    ('version: "1.0"', "version: first", "The version number “first” is not numbers with points"),
    ("role: legal", "role: lawyer", "It is confirmed by “lawyer”, which is no role."),
    ("risks: [R1]", "risks: [R7]", "It raises the risk R7, which does not exist."),
    (", blocks_from: enter", "", "The option “no” is a blocker, but does not say from which decision it blocks."),
    ("[notice.staff_told,", "[notice.staff_tol,", "asks for the fact “notice.staff_tol”, which does not exist."),
    ("    guidance: Say when and to whom.\n", "", "An answer can block, but the question has no guidance"),
    ("severity: none", "severity: note", "No option is favourable: one must have the severity none."),
    ('"yes": {label: "Yes"', '"yes": {label: "No"', "The label “No” is used twice."),
]


def test_the_file_itself_is_read_and_clean() -> None:
    assert lint(read_checklist(FILE), "") == []


@pytest.mark.parametrize(("found", "instead", "sentence"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
def test_a_file_that_cannot_be_read(found: str, instead: str, sentence: str) -> None:
    assert found in FILE
    with pytest.raises(FileError) as refused:
        read_checklist(FILE.replace(found, instead, 1))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(("found", "instead", "sentence"), UNSTORABLE, ids=[case[2] for case in UNSTORABLE])
def test_a_file_that_the_linter_refuses(found: str, instead: str, sentence: str) -> None:
    assert found in FILE
    assert sentence in "\n".join(map(str, lint(read_checklist(FILE.replace(found, instead, 1)), "")))


def test_there_are_fifty() -> None:
    assert len(UNREADABLE) + len(UNSTORABLE) >= 50


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
