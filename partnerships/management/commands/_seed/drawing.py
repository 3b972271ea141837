"""Draws made-up cases by their number: the same case for the same seed, number and day, however many are made."""

from __future__ import annotations

from datetime import date

from partnerships.domain.significance import LEVELS
from partnerships.domain.workflow import State
from partnerships.management.commands._seed.case import ChecklistRows, MadeCase
from partnerships.management.commands._seed.deciding import draw_decision, draw_issue
from partnerships.management.commands._seed.drafting import draw_answering, draw_significance, draw_start
from partnerships.management.commands._seed.people import CasePeople
from partnerships.management.commands._seed.reviewing import draw_review, draw_submission
from partnerships.management.commands._seed.scenarios import Calendar, random_of, scenario_of
from partnerships.models import Partnership

# How many are of low, medium and high significance, in a hundred.
SIGNIFICANCES = (45, 35, 20)


def draw_case(seed: int, n: int, *, number: int, staff: CasePeople, checklist: ChecklistRows, today: date) -> MadeCase:
    """Return the case counted n from 0, as the partnership of that number. Nothing of it is written yet."""
    scenario, rng = scenario_of(seed, n), random_of(seed, f"case {n}")
    case = MadeCase(
        scenario=scenario,
        rng=rng,
        calendar=Calendar(rng, scenario, today),
        staff=staff,
        checklist=checklist,
        today=today,
        partnership=Partnership(number=number),
        significance=rng.choices(LEVELS, SIGNIFICANCES)[0],
    )
    draw_start(case)
    draw_significance(case)
    draw_answering(case)
    draw_submission(case)
    draw_review(case)
    if scenario.ends in (State.ISSUED, State.DECIDED):
        draw_issue(case)
    if scenario.ends is State.DECIDED:
        draw_decision(case)
    return case
