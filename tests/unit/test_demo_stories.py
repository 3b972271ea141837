"""The stories of the demonstration: nobody writes of a day that has not come, and no step goes back in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"
STORIES = [
    story
    for name in ("demo_cases.yaml", "demo_cases_1_1.yaml")
    for story in yaml.safe_load((FIXTURES / name).read_text(encoding="utf-8"))
]
AGO = re.compile(r"\{(\d+) days ago\}")
# What is set for a day to come.
AHEAD = ("due_on", "held_on")
Step = dict[str, Any]


def name_of(story: Step) -> str:
    return str(story["details"]["name"])


def dated(story: Step) -> Iterator[tuple[int, Step]]:
    """Yield each step with how many days ago it is done."""
    now = ago(story["day"])
    for step in story["steps"]:
        if list(step) == ["day"]:
            now = ago(step["day"])
        else:
            yield now, step


def ago(text: str) -> int:
    found = AGO.fullmatch(text)
    assert found, text
    return int(found[1])


@pytest.mark.parametrize("story", STORIES, ids=name_of)
def test_no_step_goes_back_in_time(story: Step) -> None:
    days = [ago(story["day"]), *(day for day, _step in dated(story))]
    assert days == sorted(days, reverse=True)
    assert days[-1] > 0


@pytest.mark.parametrize("story", STORIES, ids=name_of)
def test_nobody_writes_of_a_day_that_has_not_come(story: Step) -> None:
    early = [
        (day, found[0], step)
        for day, step in dated(story)
        for found in AGO.finditer(str({key: value for key, value in step.items() if key not in AHEAD}))
        if int(found[1]) < day and not (step.keys() & {"treat", "decide"} and "due_on" in str(step))
    ]
    assert not early


@pytest.mark.parametrize("story", STORIES, ids=name_of)
def test_comments_come_after_they_were_asked_for(story: Step) -> None:
    for day, step in dated(story):
        if "commented_on" in step:
            assert ago(step["asked_on"]) >= ago(step["commented_on"]) >= day
            assert step["author"]


@pytest.mark.parametrize("story", STORIES, ids=name_of)
def test_what_is_decided_was_issued_before(story: Step) -> None:
    issued = None
    for day, step in dated(story):
        issued = day if "issue" in step else issued
        if "decide" in step:
            assert issued is not None
            assert issued >= ago(step["decided_on"]) >= day
