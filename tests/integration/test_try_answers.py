"""`manage.py try_answers`: what it prints for the published checklist, and what it refuses."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from tests.specs import BEST

ROOT = Path(__file__).parents[2]
HEAD = {"checklist": "partnership-readiness", "version": "1.0", "decision": "enter", "significance": "high"}
CONFIRMED = ["L1", "L2", "L6"]
MITIGATION = {"kind": "mitigation", "text": "Ask counsel", "owner": "Kim", "due_on": "2026-10-01"}


def best(**changes: Any) -> dict[str, Any]:
    answers = {key: {"option": option, "reason": "Because."} for key, option in BEST.items()}
    return answers | {key.replace("_", "-"): value for key, value in changes.items()}


def printed(tmp_path: Path, content: str | dict[str, Any]) -> dict[str, Any]:
    file = tmp_path / "answers.yaml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(HEAD | content))
    out = io.StringIO()
    call_command("try_answers", str(file), stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def problems(tmp_path: Path, content: str | dict[str, Any]) -> list[str]:
    with pytest.raises(CommandError) as refusal:
        printed(tmp_path, content)
    assert refusal.value.returncode == 2
    headline, *lines = str(refusal.value).splitlines()
    assert headline.endswith("answers.yaml is refused.")
    return lines


def flag(code: str, key: str, severity: str, causes: list[str], state: str = "open", *because: str) -> dict[str, Any]:
    return {
        "question": key,
        "code": code,
        "severity": severity,
        "causes": causes,
        "state": state,
        "because": list(because),
    }


NEEDED = {"option": "needed", "reason": "The cabinet's", "facts": {"talks_started": "yes"}}
EXAMPLES: dict[str, tuple[dict[str, Any], str, list[dict[str, Any]]]] = {
    "1": ({}, "ready", []),
    "3 open": (
        {"answers": best(alternatives={"option": "still_preferred", "reason": "Dearer"})},
        "review_not_finished",
        [flag("G3", "alternatives", "concern", ["negative"])],
    ),
    "3 justified": (
        {
            "answers": best(alternatives={"option": "still_preferred", "reason": "Dearer"}),
            "treatments": {"alternatives": {"kind": "justified", "text": "It is dearer"}},
        },
        "ready",
        [flag("G3", "alternatives", "concern", ["negative"], "justified")],
    ),
    "4": (
        {"answers": best(alternatives={"option": "none_better"})},
        "not_ready",
        [flag("G3", "alternatives", "blocker", ["unanswered"])],
    ),
    "5": (
        {"decision": "explore", "answers": best(existing_partnerships={"option": "could_take_on", "reason": "Hub"})},
        "not_ready",
        [flag("G4", "existing-partnerships", "blocker", ["negative"])],
    ),
    "7": (
        {
            "answers": best(
                skills={"option": "after_training", "reason": "Course", "facts": {"training_by": "2026-10-01"}}
            )
        },
        "ready",
        [flag("G11", "skills", "note", ["noted"])],
    ),
    "8 in principle": (
        {"decision": "in_principle", "answers": best(interests_protected={"option": "not_drafted"})},
        "review_not_finished",
        [flag("G12", "interests-protected", "concern", ["negative"])],
    ),
    "8 enter": (
        {"answers": best(interests_protected={"option": "not_drafted"})},
        "not_ready",
        [flag("G12", "interests-protected", "blocker", ["negative"])],
    ),
    "9": (
        {"answers": best(novelty={"option": "novel", "reason": "New"}), "treatments": {"novelty": MITIGATION}},
        "ready_with_conditions",
        [flag("L5", "novelty", "concern", ["negative"], "mitigation")],
    ),
    "11": (
        {"decision": "explore", "answers": best(prior_approval=NEEDED)},
        "not_ready",
        [
            flag(
                "L2",
                "prior-approval",
                "blocker",
                ["negative", "rule"],
                "open",
                "Talks or bids started before the approval they need",
            )
        ],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_example(tmp_path: Path, name: str) -> None:
    changes, outcome, flags = EXAMPLES[name]
    result = printed(tmp_path, {"confirmed": CONFIRMED, "answers": best()} | changes)
    answered = 17 if name == "4" else 18
    assert result == {"outcome": outcome, "answered": answered, "of": 18, "flags": flags}


@pytest.mark.django_db
def test_an_almost_empty_file_is_answered_by_nothing_and_seeks_to_enter(tmp_path: Path) -> None:
    result = printed(tmp_path, "{checklist: partnership-readiness, version: 1.0}")
    assert (result["outcome"], result["answered"], len(result["flags"])) == ("not_ready", 0, 18)
    assert result["flags"][0] == flag("G1", "purpose-and-need", "blocker", ["unanswered"])
    assert result["flags"][12] == flag("L1", "legal-basis", "blocker", ["unanswered", "unconfirmed"])


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["no", "No", '"no"', "false"])
def test_yes_and_no_are_options_and_facts_not_booleans(tmp_path: Path, word: str) -> None:
    result = printed(
        tmp_path,
        f"""
        checklist: partnership-readiness
        version: 1.0
        planned_start_on: 2026-09-01
        answers:
          purpose-and-need: {{option: {word}, reason: no}}
          customer-benefit: {{option: yes, evidence: 1}}
          time-limits: {{option: done, reason: Act, finding: Section 2, facts: {{earliest_lawful_date: 2026-09-02}}}}
          no-accidental-contract: {{option: all, evidence: 2, facts: {{money_spent: yes, written_terms: {word}}}}}
          services-consulted: {{option: yes, reason: Met, facts: {{objecting_service: ~, objection: {word}}}}}
        """,
    )
    flags = {flag["code"]: flag for flag in result["flags"]}
    assert result["answered"] == 5
    assert flags["G1"]["causes"] == ["negative"]
    assert not {"G2", "G5"} & flags.keys()
    assert flags["L3"]["because"] == ["The planned start is before the earliest lawful date"]
    assert flags["L4"]["because"] == ["Money is being spent with no written terms"]


@pytest.mark.django_db
def test_standard_input_and_json_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps(HEAD | {"answers": {"purpose-and-need": {"option": True, "evidence": 1}}})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    out = io.StringIO()
    call_command("try_answers", "-", stdout=out)
    assert json.loads(out.getvalue())["answered"] == 1


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"answer": {}}, 'answer: "answer" is not one of checklist, version, decision, significance, planned_start_on'),
    ({"checklist": "partnership"}, 'checklist: "partnership" is not one of partnership-readiness'),
    ({"checklist": None}, "checklist: is missing"),
    ({"version": "9.9"}, 'version: "9.9" is not one of 1.0'),
    ({"version": 9}, 'version: "9" is not one of 1.0'),
    ({"version": None}, "version: is missing"),
    ({"decision": "leave"}, 'decision: "leave" is not one of explore, in_principle, enter'),
    ({"significance": ["high"]}, 'significance: ["high"] is not one of low, medium, high'),
    ({"planned_start_on": "2026-02-30"}, 'planned_start_on: "2026-02-30" is not a date'),
    ({"planned_start_on": 2026}, "planned_start_on: 2026 is not a date"),
    ({"confirmed": "L1"}, 'confirmed: "L1" is not a list of codes'),
    ({"confirmed": ["L1", "L9"]}, 'confirmed.1: "L9" is not one of L1, L2, L6'),
    ({"confirmed": ["G1"]}, 'confirmed.0: "G1" is not one of L1, L2, L6'),
    ({"confirmed": [["L1"]]}, 'confirmed.0: ["L1"] is not one of L1, L2, L6'),
    ({"answers": ["yes"]}, 'answers: ["yes"] is not a mapping of keys to values'),
    ({"answers": {"purpose": {}}}, 'answers.purpose: "purpose" is not one of purpose-and-need, customer-benefit'),
    ({"answers": {7: {}}}, "answers.7: 7 is not one of purpose-and-need"),
    ({"answers": {"novelty": "routine"}}, 'answers.novelty: "routine" is not a mapping'),
    ({"answers": {"novelty": {"choice": "routine"}}}, 'answers.novelty.choice: "choice" is not one of option, reason'),
    (
        {"answers": {"customer-benefit": {"option": "maybe"}}},
        'answers.customer-benefit.option: "maybe" is not one of yes, partly, no, not_sure',
    ),
    ({"answers": {"novelty": {"option": "yes"}}}, 'answers.novelty.option: "yes" is not one of routine, new_here'),
    ({"answers": {"novelty": {"reason": ["a"]}}}, 'answers.novelty.reason: ["a"] is not text; put it in quotes'),
    ({"answers": {"legal-basis": {"finding": 3}}}, "answers.legal-basis.finding: 3 is not text"),
    ({"answers": {"novelty": {"evidence": -1}}}, "answers.novelty.evidence: -1 is not a whole number of 0 or more"),
    ({"answers": {"novelty": {"evidence": "two"}}}, 'answers.novelty.evidence: "two" is not a whole number'),
    ({"answers": {"novelty": {"evidence": 1.5}}}, 'answers.novelty.evidence: "1.5" is not a whole number'),
    ({"answers": {"novelty": {"facts": {"money": 1}}}}, 'answers.novelty.facts.money: "money" is not known'),
    (
        {"answers": {"prior-approval": {"facts": {"talks_started": "maybe"}}}},
        'answers.prior-approval.facts.talks_started: "maybe" is not one of yes, no',
    ),
    (
        {"answers": {"skills": {"facts": {"training_by": "2026-13-01"}}}},
        'answers.skills.facts.training_by: "2026-13-01" is not a date',
    ),
    (
        {"answers": {"services-consulted": {"facts": {"objecting_service": 4}}}},
        "answers.services-consulted.facts.objecting_service: 4 is not text",
    ),
    ({"treatments": {"new": MITIGATION}}, 'treatments.new: "new" is not one of purpose-and-need'),
    ({"treatments": {"novelty": {"text": "x"}}}, "treatments.novelty.kind: is missing"),
    (
        {"treatments": {"novelty": {"kind": "ignored", "text": "x"}}},
        'treatments.novelty.kind: "ignored" is not one of mitigation, justified, cleared',
    ),
    ({"treatments": {"novelty": {"kind": "justified"}}}, "treatments.novelty.text: is missing"),
    ({"treatments": {"novelty": {"kind": "cleared", "text": " "}}}, "treatments.novelty.text: is missing"),
    ({"treatments": {"novelty": MITIGATION | {"owner": ""}}}, "treatments.novelty.owner: is missing"),
    ({"treatments": {"novelty": MITIGATION | {"due_on": None}}}, "treatments.novelty.due_on: is missing"),
    ({"treatments": {"novelty": MITIGATION | {"due_on": "soon"}}}, 'treatments.novelty.due_on: "soon" is not a date'),
    ({"treatments": {"novelty": MITIGATION | {"by": "me"}}}, 'treatments.novelty.by: "by" is not one of kind, text'),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "problem"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_not_of_the_version_is_refused_with_its_path(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    (line,) = problems(tmp_path, change)
    assert line.startswith(problem)


@pytest.mark.django_db
def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    content = {"decision": "later", "answers": {"novelty": {"option": "odd", "evidence": -2}}, "confirmed": ["L5"]}
    assert [line.split(":")[0] for line in problems(tmp_path, content)] == [
        "decision",
        "answers.novelty.option",
        "answers.novelty.evidence",
        "confirmed.0",
    ]
    of_no_version = {"version": "2.0", "significance": "huge"}
    assert [line.split(":")[0] for line in problems(tmp_path, of_no_version)] == ["version", "significance"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it is empty"),
        ("# nothing", "it is empty"),
        ("{}", "checklist: is missing"),
        ("- one\n- two", 'the file: ["one", "two"] is not a mapping'),
        ("answers: [", "expected the node content"),
        ("version: 1.0\nversion: 1.1", '"version" is given twice'),
        ("decision: !!python/name:os.system", "could not determine a constructor"),
        ("planned_start_on: !!timestamp 2026-02-30", "day is out of range"),
        ("? [a]\n: b", "unhashable key"),
        ("one: 1\n---\ntwo: 2", "expected a single document"),
        ("a\x00b", "special characters are not allowed"),
        ("[" * 500, "it is nested too deeply"),
    ],
)
def test_a_file_that_is_no_answers_at_all_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    assert problem in "\n".join(problems(tmp_path, content))


@pytest.mark.parametrize("content", [None, "answers: ["])
def test_the_process_ends_with_2_and_prints_nothing(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "answers.yaml"
    if content:
        file.write_text(content)
    command = [sys.executable, str(ROOT / "manage.py"), "try_answers", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(file) in done.stderr
