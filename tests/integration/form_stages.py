"""The cases on which the actions of forms are tried, beside the draft PR-0001: one of each stage."""

from __future__ import annotations

from partnerships.domain.board import Result
from tests import boards, factories, people
from tests.integration.reviewing import submitted

# The number of the partnership whose case is in that stage.
STAGES = {"in_review": 2, "endorsed": 3, "issued": 4, "decided": 5}


def make_stages() -> None:
    """Start those partnerships, and bring each to its stage."""
    owner, manager, legal, secretary = map(people.person, ("owner", "manager", "legal", "secretary"))
    cases = {stage: factories.start(owner, people.service()) for stage in STAGES}
    submitted(cases["in_review"], alternatives="still_preferred", existing_partnerships="could_take_on")
    factories.endorse_ready(cases["endorsed"], manager=manager, legal=legal)
    boards.bring(cases["issued"], manager=manager, legal=legal, secretary=secretary)
    made = boards.bring(cases["decided"], manager=manager, legal=legal, secretary=secretary)
    boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, conditions=[boards.condition()])
