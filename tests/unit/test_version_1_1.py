"""Version 1.1: the guide's compound questions divided, nothing asked twice, and a part in our own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checklists.files import read_checklist
from checklists.spec import (
    Change,
    ChecklistSpec,
    FactType,
    Feed,
    Severity,
    difference,
    digest,
    lint,
    lint_history,
    specs_in,
    undecided,
)
from tests.specs import SPEC as BEFORE

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
ROWS = json.loads((FIXTURES / "partnership_readiness_1_1.json").read_text())
SPEC = specs_in(ROWS)["partnership-readiness/1.1"]

# What asked two things in version 1.0, and what asks each of them now.
DIVIDED = {
    "purpose-and-need": {"G1a": "clear-purpose", "G1b": "evidence-of-need"},
    "services-consulted": {"G5a": "affected-services-consulted", "G5b": "officers-agree"},
    "partners-agree": {"G7a": "partners-understand", "G7b": "partners-agree-objectives"},
    "representation": {"G9a": "representation-considered", "G9b": "representation-agreed"},
    "skills": {"G11a": "representatives-skills", "G11b": "representatives-training"},
}

# Every option of the divided and the added questions by severity, written by hand from what each answer means.
POLARITY = {
    "G1a": "yes none, partly concern, no blocker explore, not_sure blocker explore",
    "G1b": "yes none, partly concern, no blocker explore, not_sure blocker explore",
    "G5a": "yes none, partly concern, no blocker in_principle, not_sure blocker in_principle, not_applicable concern",
    "G5b": "yes none, partly concern, no blocker in_principle, not_sure blocker in_principle, not_applicable concern",
    "G7a": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "G7b": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "G9a": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "G9b": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "G11a": "yes none, partly note, no concern, not_assessed concern",
    "G11b": "none_needed none, booked note, not_arranged concern, not_assessed concern",
    "P1": "secured none, no_money none, part concern, depends concern, not_secured blocker enter, not_sure blocker enter",
    "P2": "checked none, public_bodies none, something_found concern, some concern, none blocker enter, "
    "not_considered blocker enter",
    "P3": "none_shared none, agreed none, being_prepared concern, nothing blocker enter, unclear concern",
    "P4": "no_harm none, mitigated note, harm_remains concern, begun concern, not_assessed blocker enter",
    "P5": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "P6": "none_declared none, managed note, not_managed blocker in_principle, not_all_asked concern",
    "P7": "yes none, partly concern, no concern, not_sure concern",
    "P8": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "P9": "not_needed none, in_plan none, exempt concern, not_planned blocker enter, not_assessed blocker enter",
    "P10": "no_subsidy none, lawful note, no_route blocker in_principle, not_assessed blocker enter",
    "P11": "nobody none, planned none, not_planned blocker enter, unclear concern",
    "P12": "nobody none, settled none, being_settled concern, not_settled blocker enter, unclear concern",
}


def test_the_linter_finds_nothing_also_beside_version_1_0() -> None:
    assert lint(SPEC, "1.1") == []
    assert lint_history([BEFORE, SPEC], "1.1") == []


def test_the_file_for_people_and_the_fixture_hold_the_same() -> None:
    written = read_checklist((FIXTURES / "partnership_readiness_1_1.yaml").read_text())
    assert written == SPEC
    assert ROWS[-1]["fields"]["digest"] == digest(SPEC)


def test_version_1_0_has_the_digest_with_which_it_was_published() -> None:
    assert digest(BEFORE) == "e34a4698fb3831251c046d8f132d8ab3f29bf2a50fe67c4362634da2b4b18052"


def test_each_compound_question_is_divided_and_names_what_it_replaces() -> None:
    replaced = {question.key: question.replaces for question in SPEC.questions if question.replaces}
    assert replaced == {key: (old,) for old, parts in DIVIDED.items() for key in parts.values()}
    assert {code: SPEC.by_code[code].key for parts in DIVIDED.values() for code in parts} == {
        code: key for parts in DIVIDED.values() for code, key in parts.items()
    }
    assert not set(DIVIDED) & set(SPEC.by_key)


def test_every_other_question_of_version_1_0_is_asked_with_its_key_its_words_and_its_options() -> None:
    for key in set(BEFORE.by_key) - set(DIVIDED):
        before, now = BEFORE.by_key[key], SPEC.by_key[key]
        assert (now.text, now.options, now.confirm, now.feeds) == (
            before.text,
            before.options,
            before.confirm,
            before.feeds,
        )


def test_legal_tasks_have_one_box_that_says_what_it_asks_for() -> None:
    legal = SPEC.sections[1]
    assert not any(section.has_finding for section in SPEC.sections)
    assert [question.code for question in legal.questions] == [f"L{n}" for n in range(1, 7)]
    labels = [question.reason_label for question in legal.questions]
    assert all(labels)
    assert len(set(labels)) == 6
    assert [section.is_legal for section in SPEC.sections] == [False, True, False]
    assert [section.is_legal for section in BEFORE.sections] == [False, True]


@pytest.mark.parametrize("code", POLARITY)
def test_the_polarity_of_each_option(code: str) -> None:
    options = [
        " ".join(filter(None, (option.key, option.severity, option.blocks_from)))
        for option in SPEC.by_code[code].options
    ]
    assert ", ".join(options) == POLARITY[code]


def test_what_practice_asks_is_a_part_of_its_own() -> None:
    section = SPEC.sections[2]
    assert [question.code for question in section.questions] == [f"P{n}" for n in range(1, 13)]
    assert {question.code for question in section.questions} | {
        code for parts in DIVIDED.values() for code in parts
    } == set(POLARITY)


def test_every_question_says_how_to_answer_what_shows_it_and_who_knows() -> None:
    for question in SPEC.questions:
        assert question.guidance, question.code
        assert question.evidence, question.code
        assert question.answered_by, question.code
        assert question.text.count("?") <= 1 or question.code == "L1", question.code


def test_required_facts_can_be_answered_whatever_the_answer_is() -> None:
    """A date has no “Not known yet”, so that none is required; a text is one that follows a Yes, or can say “not yet”."""
    required = [(question, fact) for question in SPEC.questions for fact in question.facts if fact.is_required]
    assert len(required) >= 15
    assert all(fact.type is not FactType.DATE for _question, fact in required)
    details = [question.detail_of(fact) for question in SPEC.questions for fact in question.facts]
    for question, fact in required:
        if fact.type is FactType.YES_NO:
            assert fact.not_known is Severity.CONCERN, (question.code, fact.key)
        else:
            assert fact in details or "Write “not" in fact.label or fact.key == "legal_forms", (question.code, fact.key)


def _rules(spec: ChecklistSpec) -> set[tuple[str, str]]:
    return {(question.code, rule.because) for question in spec.questions for rule in question.rules}


def test_rules_of_version_1_0_stay_and_answers_make_others_necessary() -> None:
    sentences = {because for _code, because in _rules(SPEC)}
    assert {because for _code, because in _rules(BEFORE)} <= sentences
    added = {code for code, because in _rules(SPEC) if because not in {known for _code, known in _rules(BEFORE)}}
    assert added == {"G5b", "G7b", "G9b", "G11b", "P1", "P2", "P3", "P5", "P6", "P8", "P9", "P11", "P12"}


def test_what_the_report_needs_is_fed() -> None:
    fed = {feed for question in SPEC.questions for feed in question.feeds}
    assert fed == set(Feed)


def test_an_editor_has_decided_of_every_question_with_other_words_what_they_mean() -> None:
    """Of the others only labels and help are other words; of these three a fact must be answered, and counts otherwise."""
    assert undecided(BEFORE, SPEC) == []
    changes = {each.new.code: each.change for each in difference(BEFORE, SPEC).questions if each.old is not None}
    by_change = {change: [code for code, each in changes.items() if each is change] for change in Change}
    assert {change: codes for change, codes in by_change.items() if codes} == {
        Change.UNCHANGED: ["G3", "G4", "L1"],
        Change.EDITORIAL: ["G2", "G6", "G8", "G10", "G12", "L5", "L6"],
        Change.MEANING: ["L2", "L3", "L4"],
    }
