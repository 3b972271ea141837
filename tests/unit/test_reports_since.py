"""What changed since the last issue: questions by their stable key, conditions by their number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from partnerships import reports
from partnerships.snapshot.shape import Choice, Content, SincePart, Snapshot, TurnPart
from partnerships.snapshot.since import since
from partnerships.snapshot.stored import snapshot_with
from tests.pdf import samples

TODAY = date(2026, 11, 23)
ISSUE = {
    "number": 1,
    "issued_at": "2026-03-02T09:00:00+00:00",
    "issued_by": "Sam",
    "trail_position": 9,
    "trail_link": "",
}
Keys = tuple[str, ...]


def content(answers: dict[str, dict[str, Any]] | None = None, **others: Any) -> Content:
    """The community hub as an issue, with these answers; as it stands it is Ready."""
    data = samples.case("community_hub") | {"issue": ISSUE} | others
    data["answers"] |= answers or {}
    return samples.snapshot(data).content


def edited(before: Content, change: Callable[[samples.Json], object]) -> Content:
    return samples.edited(snapshot_with(before, made_on=TODAY), change).content


def changes(before: Content, now: Content) -> SincePart:
    found = since(before, now, on=TODAY)
    assert found
    return found


def turned(answer_before: dict[str, Any], answer_now: dict[str, Any], key: str = "skills") -> dict[str, Keys]:
    found = changes(content({key: answer_before}), content({key: answer_now}))
    return {"adverse": found.adverse, "graver": found.graver, "cleared": found.cleared}


GOOD = {"option": "in_place", "reason": "Trained."}
NOTED = {"option": "after_training", "reason": "Booked."}
BAD = {"option": "gap", "reason": "Nobody has the skills."}
NONE = {"option": None, "reason": ""}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (GOOD, GOOD, {"adverse": (), "graver": (), "cleared": ()}),
        (BAD, BAD, {"adverse": (), "graver": (), "cleared": ()}),
        (GOOD, BAD, {"adverse": ("skills",), "graver": (), "cleared": ()}),
        (NOTED, BAD, {"adverse": ("skills",), "graver": (), "cleared": ()}),
        (GOOD, NOTED, {"adverse": (), "graver": (), "cleared": ()}),
        (BAD, GOOD, {"adverse": (), "graver": (), "cleared": ("skills",)}),
        (BAD, NOTED, {"adverse": (), "graver": (), "cleared": ("skills",)}),
        (BAD, NONE, {"adverse": (), "graver": ("skills",), "cleared": ()}),
        (NONE, BAD, {"adverse": (), "graver": (), "cleared": ()}),
        (NONE, GOOD, {"adverse": (), "graver": (), "cleared": ("skills",)}),
    ],
)
def test_each_way_from_one_answer_to_another(
    before: dict[str, Any], now: dict[str, Any], expected: dict[str, Keys]
) -> None:
    assert turned(before, now) == expected


def test_a_concern_that_is_cleared_on_evidence_is_cleared_though_its_answer_stands() -> None:
    treatments = {"skills": {"kind": "cleared", "text": "The certificates were seen."}}
    found = changes(content({"skills": BAD}), content({"skills": BAD}, treatments=treatments))
    assert (found.adverse, found.cleared) == ((), ("skills",))


def test_a_concern_that_blocks_at_the_next_gate_is_graver() -> None:
    drafted = {"interests-protected": {"option": "not_drafted", "reason": "Not drafted."}}
    gates = [
        samples.case("community_hub")["assessment"] | {"decision_sought": gate} for gate in ("in_principle", "enter")
    ]
    before, now = (content(drafted, assessment=gate) for gate in gates)
    assert changes(before, now).graver == ("interests-protected",)


def test_outcome_and_significance_are_named_when_they_changed() -> None:
    found = changes(content(), content({"skills": BAD}))
    assert found.outcome == TurnPart(
        old=Choice("ready", "Ready"),
        new=Choice("review_not_finished", "Review not finished"),
    )
    assert found.significance is None


def test_a_significance_that_was_not_judged_is_a_change() -> None:
    data = samples.case("community_hub")["partnership"]
    found = changes(content(partnership=data | {"significance": ""}), content())
    assert found.significance == TurnPart(old=None, new=Choice("medium", "Medium"))


def test_a_new_name_of_the_same_outcome_is_no_change() -> None:
    before = edited(content(), lambda said: said["outcome"].update(label="All is well"))
    assert changes(before, content()).outcome is None


def test_the_wording_of_questions_is_compared_by_key_whatever_their_place() -> None:
    def turn_round(said: samples.Json) -> None:
        for section in said["sections"]:
            section["questions"].reverse()
        said["sections"].reverse()

    assert changes(edited(content(), turn_round), content()).wording == ()


def test_what_was_reworded_added_and_dropped() -> None:
    def reword(said: samples.Json) -> None:
        asked = {question["key"]: question for question in samples.questions_in(said)}
        asked["skills"]["text"] = "Have they the skills?"
        asked["authority"]["key"] = "old-authority"
        asked["novelty"]["answer"]["option"] = {"key": "routine", "label": "Nothing new"}

    before = edited(content(), reword)
    dropped = next(question for question in before.questions if question.key == "old-authority")
    found = [(part.what.key, part.question, part.old) for part in changes(before, content()).wording]
    assert found == [
        ("added", "authority", ""),
        ("question", "skills", "Have they the skills?"),
        ("option", "novelty", "Nothing new"),
        ("dropped", "old-authority", dropped.text),
    ]


def test_another_option_is_no_new_wording() -> None:
    assert changes(content({"skills": GOOD}), content({"skills": NOTED})).wording == ()


@pytest.mark.parametrize(
    ("due_on", "completed_on", "overdue"),
    [
        (date(2026, 11, 22), None, (7,)),
        (date(2026, 11, 23), None, ()),
        (date(2026, 11, 22), date(2026, 11, 23), ()),
    ],
)
def test_what_is_overdue(due_on: date, completed_on: date | None, overdue: tuple[int, ...]) -> None:
    now = samples.load("second_issue").content
    condition = replace(now.conditions[0], number=7, due_on=due_on, completed_on=completed_on)
    assert changes(content(), replace(now, conditions=(condition,))).overdue == overdue
    ended = since(content(), replace(now, conditions=(condition,)), on=TODAY, has_ended=True)
    assert ended
    assert ended.overdue == ()


def test_a_draft_is_nothing_to_compare_with() -> None:
    assert since(content(issue=None), content(), on=TODAY) is None


def test_a_report_of_which_nothing_changed_says_so() -> None:
    snapshot = with_since(content(), content())
    assert "and no condition is overdue." in section_of(snapshot)


def test_the_report_names_what_changed() -> None:
    text = section_of(samples.load("second_issue"))
    for words in ("Became adverse", "G12 Our interests", "Cleared", "G11", "Condition 2 is overdue.", "Yes, in full"):
        assert words in text


def with_since(before: Content, now: Content) -> Snapshot:
    return snapshot_with(replace(now, since=changes(before, now)), made_on=TODAY)


def section_of(snapshot: Snapshot) -> str:
    return reports.render_html(snapshot).split('<h2 id="since">')[1].split("<h2")[0]
