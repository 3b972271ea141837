"""What the factories write together, to save time, is what the actions write one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from partnerships.models import Assessment
from partnerships.selectors.trail import first_break
from tests import factories, people
from tests.specs import BEST

# What is another in each case and at each time.
OWN = {
    "id",
    "_state",
    "assessment_id",
    "partnership_id",
    "recorded_at",
    "previous",
    "link",
    "saved_at",
    "since",
    "cause_dates",
}


def content(row: Model) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name not in OWN}


def rows_of(case: Assessment) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that answering a case writes."""
    assert first_break(case.partnership) is None
    stored = Assessment.objects.filter(pk=case.pk).values("outcome", "answered", "blockers", "open_concerns")
    return {
        "case": [dict(row) for row in stored],
        "answers": [content(row) for row in case.answers.all()],
        "events": [content(row) for row in case.events.order_by("position")],
        "flags": [content(row) for row in case.flags.order_by("question_position")],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("leave", [(), ("skills", "purpose-and-need")])
def test_all_answers_are_as_if_they_were_saved_one_by_one(leave: tuple[str, ...]) -> None:
    together, one_by_one = people.draft(), people.draft()
    factories.answer_all(together, leave=leave)
    for key in [key for key in BEST if key not in leave]:
        factories.save(one_by_one, key, BEST[key], reason=f"Reason for {key}.")
    assert len(rows_of(together)["answers"]) == len(BEST) - len(leave)
    assert rows_of(together) == rows_of(one_by_one)


@pytest.mark.django_db
def test_a_standing_answer_is_saved_again() -> None:
    case = people.draft()
    factories.save(case, "skills", "gap", reason="Nobody knows how.")
    factories.answer_all(case)
    again = case.answers.select_related("option").get(question__key="skills")
    assert again.option is not None
    assert (again.option.key, again.revision, case.answers.count()) == (BEST["skills"], 2, len(BEST))
    assert first_break(case.partnership) is None
