"""The published content is the guide's, letter for letter; its canonical form and digest; rows that cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checklists.spec import (
    ChecklistSpec,
    DecisionSought,
    FactType,
    Feed,
    Severity,
    UnreadableError,
    assemble,
    canonical,
    conditions,
    digest,
    fact_value,
    specs_in,
)
from checklists.spec.as_rows import as_rows, question_rows
from checklists.spec.words import REVIEW_DECISIONS, STAGES, decisions_beside

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT.parent / "fixtures" / "partnership_readiness_1_0.json"
GUIDE = (ROOT / "data" / "guide_section_1.txt").read_text()
ROWS = json.loads(FIXTURE.read_text())
SPEC = specs_in(ROWS)["partnership-readiness/1.0"]


def items(start: str, end: str) -> list[str]:
    """The items of the guide's list between two headings."""
    part = GUIDE[GUIDE.index(start) : GUIDE.index(end, GUIDE.index(start))]
    return [line.removeprefix("- ") for line in part.splitlines() if line.startswith("- ")]


def test_the_general_questions_are_the_guides_word_for_word() -> None:
    texts = [question.text for question in SPEC.sections[0].questions]
    assert texts == items("1.4.1 General Issues", "1.4.2 Legal Issues")
    assert [question.code for question in SPEC.sections[0].questions] == [f"G{n}" for n in range(1, 13)]


def test_the_legal_tasks_are_the_guides_word_for_word() -> None:
    texts = [question.text for question in SPEC.sections[1].questions]
    assert texts == items("1.4.2 Legal Issues", "1.5.1 ")
    assert [question.code for question in SPEC.sections[1].questions] == [f"L{n}" for n in range(1, 7)]
    assert SPEC.sections[1].has_finding
    assert not SPEC.sections[0].has_finding


def test_the_typography_of_the_guide_is_kept() -> None:
    assert "‘memorandum of understanding’" in SPEC.by_code["L6"].text
    assert "constraints – e.g. periods" in SPEC.by_code["L3"].text
    assert "skills - is training required?" in SPEC.by_code["G11"].text
    assert "County Council's" in SPEC.by_code["G12"].text


def test_risks_benefits_and_marks_are_the_guides_in_their_order() -> None:
    assert [risk.text for risk in SPEC.risks] == items("1.3.2 However", "1.4.1 General")
    assert [risk.code for risk in SPEC.risks] == [f"R{n}" for n in range(1, 16)]
    assert [benefit.text for benefit in SPEC.benefits] == items("1.3.1 In general", "1.3.2 However")
    assert [mark.text for mark in SPEC.characteristics] == items("In summary", "1.3.1 In general")


def test_tips_are_the_guides_as_published_slips_included() -> None:
    assert [tip.text for tip in SPEC.tips] == re.findall(r"^1\.5\.\d+ (.*)$", GUIDE, re.MULTILINE)
    assert SPEC.tips[0].text.startswith("Involved all partners as early as possible")
    assert SPEC.tips[3].text.startswith("Allow an honest exchange of information between partners. -Clear")


# Every option of the published version by severity, so that no edit of the fixture changes a polarity unseen.
POLARITY = {
    "G1": "yes none, partly concern, no blocker explore, not_sure blocker explore",
    "G2": "yes none, partly concern, no blocker in_principle, not_sure concern",
    "G3": "none_better none, still_preferred concern, another_way_better blocker in_principle, "
    "not_assessed blocker in_principle",
    "G4": "none_found none, cannot_take_on concern, could_take_on blocker explore, not_checked blocker in_principle",
    "G5": "yes none, partly concern, no blocker in_principle, not_sure blocker in_principle, not_applicable concern",
    "G6": "yes none, partly concern, no blocker in_principle, not_sure blocker in_principle",
    "G7": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "G8": "yes none, planned concern, no concern, not_needed concern, not_sure concern",
    "G9": "yes none, partly concern, no blocker enter, not_sure blocker enter",
    "G10": "yes none, partly concern, no concern, not_sure concern",
    "G11": "in_place none, after_training note, gap concern, not_assessed concern",
    "G12": "yes none, partly concern, not_drafted blocker enter, no blocker enter, not_sure blocker enter",
    "L1": "done none, in_progress blocker in_principle, not_started blocker in_principle",
    "L2": "none_needed none, obtained none, needed blocker explore, not_considered blocker explore",
    "L3": "done none, in_progress concern, not_started blocker in_principle, not_applicable concern",
    "L4": "all none, some concern, none concern, not_considered concern",
    "L5": "routine none, new_here note, novel concern, not_assessed concern",
    "L6": "in_place none, being_drafted note, needed note, not_needed note, not_considered note",
}


@pytest.mark.parametrize("code", POLARITY)
def test_the_polarity_of_each_option(code: str) -> None:
    options = [
        " ".join(filter(None, (option.key, option.severity, option.blocks_from)))
        for option in SPEC.by_code[code].options
    ]
    assert ", ".join(options) == POLARITY[code]


def test_rules_facts_and_confirmations_are_all_there() -> None:
    rules = {question.code: len(question.rules) for question in SPEC.questions if question.rules}
    facts = {question.code: len(question.facts) for question in SPEC.questions if question.facts}
    assert rules == {"G5": 1, "G7": 1, "G8": 1, "G10": 1, "L2": 1, "L3": 1, "L4": 1, "L6": 2}
    assert facts == {"G5": 2, "G7": 1, "G8": 1, "G11": 1, "L2": 1, "L3": 2, "L4": 2}
    confirms = {q.code: (q.confirm.role, q.confirm.severity) for q in SPEC.questions if q.confirm}
    assert confirms == {"L1": ("legal", "blocker"), "L2": ("legal", "concern"), "L6": ("legal", "concern")}
    assert SPEC.by_code["L2"].rules[0].notify == "monitoring_officer"


def test_what_the_answers_feed() -> None:
    feeds = {question.code: [feed.value for feed in question.feeds] for question in SPEC.questions if question.feeds}
    assert feeds == {
        "G1": ["need"],
        "G3": ["alternatives"],
        "G4": ["alternatives", "similar"],
        **{code: ["consultation"] for code in ("G5", "G6", "G7", "G8")},
    }
    assert SPEC.by_code["G1"].feeds == (Feed.NEED,)
    assert '"feeds":["alternatives","similar"]' in canonical(SPEC)
    assert '"feeds":[]' not in canonical(SPEC)


def test_lookups() -> None:
    assert "prior-approval.talks_started" in SPEC.facts_read
    question = SPEC.by_key["alternatives"]
    assert SPEC.by_code["G3"] is question
    assert SPEC.section_of["alternatives"].code == "1.4.1"
    assert question.option("none_better").severity is Severity.NONE
    with pytest.raises(KeyError):
        question.option("yes")
    assert SPEC.by_code["L3"].fact("earliest_lawful_date").type is FactType.DATE
    with pytest.raises(KeyError):
        question.fact("planned_on")
    assert (Severity.BLOCKER.rank, DecisionSought.ENTER.rank) == (3, 2)


def test_the_digest_recorded_in_the_fixture_is_that_of_its_content() -> None:
    assert ROWS[-1]["fields"]["digest"] == digest(SPEC)


def test_one_letter_gives_another_digest_and_a_field_left_at_its_default_gives_none() -> None:
    assert digest(replace(SPEC, title="Partnership readinesS")) != digest(SPEC)
    assert '"blocks_from":null' not in canonical(SPEC)
    assert json.loads(canonical(SPEC))["sections"][0]["questions"][0]["options"][0] == {
        "key": "yes",
        "label": "Yes",
        "severity": "none",
        "reason": "evidence_or_reason",
    }


def test_facts_are_parsed_by_their_type() -> None:
    assert fact_value(FactType.DATE, "2026-02-28") == date(2026, 2, 28)
    assert fact_value(FactType.YES_NO, "no") == "no"
    assert fact_value(FactType.YES_NO, "not_known") == "not_known"
    assert fact_value(FactType.TEXT, "anything") == "anything"
    with pytest.raises(ValueError, match="day is out of range"):
        fact_value(FactType.DATE, "2026-02-30")
    with pytest.raises(ValueError, match="maybe"):
        fact_value(FactType.YES_NO, "maybe")


def row(rows: list[dict[str, Any]], model: str, **fields: Any) -> dict[str, Any]:
    return next(
        found["fields"]
        for found in rows
        if found["model"] == f"checklists.{model}" and fields.items() <= found["fields"].items()
    )


def spoilt(change: Callable[[list[dict[str, Any]]], object]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = deepcopy(ROWS)
    change(rows)
    return rows


@pytest.mark.parametrize(
    ("change", "question", "sentence"),
    [
        (lambda rows: row(rows, "option", key="partly").update(severity=""), "purpose-and-need", "has no polarity"),
        (lambda rows: row(rows, "option", key="partly").update(severity="bad"), "purpose-and-need", "'bad' is not"),
        (lambda rows: row(rows, "option", key="partly").pop("label"), "purpose-and-need", "has no 'label'"),
        (lambda rows: row(rows, "question", key="skills").update(section=["x", "9"]), "skills", "section 9 does not"),
        (lambda rows: row(rows, "option", key="gap").update(question=["partnership-readiness/1.0", "x"]), "x", "does"),
        (lambda rows: row(rows, "rule", notify="monitoring_officer").update(when={}), "prior-approval", "must name"),
        (lambda rows: row(rows, "rule", notify="monitoring_officer").update(when={"if": 1}), "prior-approval", "if"),
        (lambda rows: row(rows, "question", key="skills").update(feeds=["fame"]), "skills", r"not \['fame'\]"),
        (
            lambda rows: row(rows, "question", key="skills").update(feeds="need"),
            "skills",
            "“feeds” must be a list of need",
        ),
        (
            lambda rows: row(rows, "question", key="skills").update(feeds=[{}]),
            "skills",
            "“feeds” must be a list of need",
        ),
        (lambda rows: row(rows, "question", key="skills").pop("feeds"), "skills", "has no 'feeds'"),
        (lambda rows: row(rows, "section", code="1.4.1").update(version="other/1.0"), "", "does not hold"),
        (lambda rows: row(rows, "question", key="skills").update(replaces="novelty"), "skills", "a list of keys"),
        (lambda rows: row(rows, "question", key="skills").update(replaces=[1]), "skills", "a list of keys"),
        (
            lambda rows: row(rows, "option", key="gap").update(question=["partnership-readiness/1.0", "gone"]),
            "gone",
            "Rows belong to this question, but it does not exist.",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_named(
    change: Callable[[list[dict[str, Any]]], object], question: str, sentence: str
) -> None:
    with pytest.raises(UnreadableError, match=sentence) as refused:
        specs_in(spoilt(change))
    assert refused.value.question == question


@pytest.mark.parametrize("when", [{"fact": ["a.b"]}, {"option": "a"}, {"significance": ["huge"]}])
def test_a_condition_of_the_wrong_shape_is_refused(when: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"list of two|is not a valid"):
        conditions(when)


def test_a_fixture_of_other_things_holds_no_checklist() -> None:
    assert specs_in([{"model": "accounts.service", "pk": 1, "fields": {}}]) == {}


def test_a_spec_is_the_same_when_read_twice() -> None:
    again: ChecklistSpec = specs_in(json.loads(FIXTURE.read_text()))["partnership-readiness/1.0"]
    assert again == SPEC


def test_a_row_is_written_as_it_is_read() -> None:
    for question in SPEC.questions:
        row, parts = question_rows(question)
        assert (row["key"], len(parts["options"]), len(parts["facts"])) == (
            question.key,
            len(question.options),
            len(question.facts),
        )


@pytest.mark.parametrize("table", ["section", "question", "option", "risk"])
def test_no_two_rows_stand_at_one_position(table: str) -> None:
    """The database refuses it; a file can say it."""
    rows = {key: [dict(row) for row in value] for key, value in as_rows(SPEC).items()}
    first, second = rows[f"{table}s"][:2]
    second["position"] = first["position"]
    with pytest.raises(UnreadableError, match=f"Two {table}s stand at position 1"):
        assemble(slug="a", version="1.0", title="A", source="B", tables=rows)


def test_each_decision_stands_beside_those_of_its_kind() -> None:
    assert decisions_beside(DecisionSought.ENTER) == STAGES
    assert decisions_beside(DecisionSought.END) == REVIEW_DECISIONS
