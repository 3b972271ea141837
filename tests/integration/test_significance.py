"""Judging the significance: six answers, two of which the details may give; the page, and what waits for it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.models import Service, User
from checklists.spec import Significance
from partnerships import actions
from partnerships.actions.partnership import details_of
from partnerships.domain.significance import Decider, Factor
from partnerships.models import Assessment
from partnerships.models.trail import EventKind
from partnerships.selectors.decider import decider_of, route_of
from partnerships.selectors.significance import lines_of
from tests import factories
from tests.conftest import SignIn
from tests.integration.reviewing import send

LOW = {factor.value: "low" for factor in Factor}


@pytest.fixture
def unjudged(owner: User, service: Service) -> Assessment:
    return factories.start(owner, service, significance="")


def address(assessment: Assessment) -> str:
    return f"/partnerships/{assessment.partnership.reference}/significance/"


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_it_is_judged_with_what_it_rests_on(unjudged: Assessment, owner: User) -> None:
    case = actions.judge_significance(
        assessment=unjudged, by=owner, answers={**LOW, "risk": "high", "sharing": "medium"}
    )
    partnership = case.partnership
    assert partnership.significance == "high"
    assert partnership.significance_basis == {
        "answers": {**LOW, "risk": "high", "sharing": "medium"},
        "values": {"cost": 12_500},
        "thresholds": {"medium_cost": 50_000, "high_cost": 500_000, "medium_months": 36, "high_months": 120},
    }
    event = case.events.get(kind=EventKind.SIGNIFICANCE_JUDGED)
    assert (event.old["significance"], event.new["significance"], event.new["risk"]) == ("", "high", "high")
    assert event.old.keys() == event.new.keys()


def test_how_it_came_about_is_said_in_words(unjudged: Assessment, owner: User) -> None:
    answers = {**LOW, "risk": "medium", "reliance": "medium"}
    partnership = actions.judge_significance(assessment=unjudged, by=owner, answers=answers).partnership
    lines = lines_of(partnership)
    assert [line.factor for line in lines] == list(Factor)
    assert [line.factor.value for line in lines if line.is_deciding] == ["risk", "reliance"]
    assert (lines[0].text, lines[0].value) == ("Less than £50,000", "£12,500 a year")
    decider = decider_of(partnership)
    assert decider is Decider.DIRECTOR
    assert route_of(decider) == "The director decides, with legal and finance advice"


def test_the_same_answers_again_write_nothing(unjudged: Assessment, owner: User) -> None:
    for _time in range(2):
        actions.judge_significance(assessment=unjudged, by=owner, answers=LOW)
    assert unjudged.events.filter(kind=EventKind.SIGNIFICANCE_JUDGED).count() == 1


def test_an_answer_that_is_missing_or_contradicts_the_details_is_refused(unjudged: Assessment, owner: User) -> None:
    with pytest.raises(actions.ActionError, match="Select an answer to “What is at stake"):
        actions.judge_significance(assessment=unjudged, by=owner, answers={**LOW, "risk": ""})
    with pytest.raises(actions.ActionError, match="The details say £12,500 a year"):
        actions.judge_significance(assessment=unjudged, by=owner, answers={**LOW, "cost": "high"})
    unjudged.partnership.refresh_from_db()
    assert unjudged.partnership.significance_basis == {}


def test_nobody_but_an_author_judges_it_and_only_while_it_can_be_edited(
    unjudged: Assessment, owner: User, manager: User
) -> None:
    with pytest.raises(actions.ActionError, match="not on this case"):
        actions.judge_significance(assessment=unjudged, by=manager, answers=LOW)
    factories.submit(unjudged)
    with pytest.raises(actions.ActionError, match="“In review”"):
        actions.judge_significance(assessment=unjudged, by=owner, answers=LOW)


def test_changed_details_judge_it_anew(assessment: Assessment, owner: User) -> None:
    details = replace(details_of(assessment), annual_cost=600_000, planned_end_on=date(2030, 3, 31))
    case = actions.change_details(assessment=assessment, by=owner, details=details)
    basis = case.partnership.significance_basis
    assert case.partnership.significance == "high"
    assert (basis["answers"]["cost"], basis["answers"]["length"]) == ("high", "medium")
    assert basis["values"] == {"cost": 600_000, "length": 36}
    event = case.events.filter(kind=EventKind.SIGNIFICANCE_JUDGED).last()
    assert event is not None
    assert (event.old["significance"], event.new["significance"]) == ("low", "high")


def test_details_that_are_known_no_more_leave_the_answer(assessment: Assessment, owner: User) -> None:
    details = replace(details_of(assessment), annual_cost=None)
    partnership = actions.change_details(assessment=assessment, by=owner, details=details).partnership
    assert (partnership.significance, partnership.significance_basis["values"]) == ("low", {})


@pytest.fixture
def long_one(unjudged: Assessment, owner: User) -> Assessment:
    """It lasts ten years."""
    details = replace(details_of(unjudged), planned_start_on=date(2027, 4, 1), planned_end_on=date(2037, 3, 31))
    return actions.change_details(assessment=unjudged, by=owner, details=details)


def test_a_long_one_that_the_council_can_leave_at_any_time_is_low(
    long_one: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    assert send(client, address(long_one), **LOW).status_code == 302
    long_one.partnership.refresh_from_db()
    assert long_one.partnership.significance == "low"
    line = next(line for line in lines_of(long_one.partnership) if line.factor is Factor.LENGTH)
    assert (line.text, line.value) == ("The council can leave at any time", "120 months")
    assert re.search(r'name="length"[^>]*value="low"[^>]*checked', text_of(client.get(address(long_one))))
    wrong = client.post(address(long_one), {**LOW, "length": "medium"})
    assert "The details say 120 months, so the answer is “10 years or more" in text_of(wrong)


def test_that_it_can_be_left_stands_when_other_details_change(long_one: Assessment, owner: User) -> None:
    case = actions.judge_significance(assessment=long_one, by=owner, answers=LOW)
    details = replace(details_of(case), planned_end_on=date(2038, 3, 31), annual_cost=20_000)
    partnership = actions.change_details(assessment=case, by=owner, details=details).partnership
    assert (partnership.significance, partnership.significance_basis["values"]["length"]) == ("low", 132)


def test_a_short_one_that_becomes_long_is_judged_by_its_length(unjudged: Assessment, owner: User) -> None:
    short = replace(details_of(unjudged), planned_start_on=date(2027, 4, 1), planned_end_on=date(2028, 3, 31))
    case = actions.change_details(assessment=unjudged, by=owner, details=short)
    case = actions.judge_significance(assessment=case, by=owner, answers=LOW)
    details = replace(short, planned_end_on=date(2037, 3, 31))
    partnership = actions.change_details(assessment=case, by=owner, details=details).partnership
    assert (partnership.significance, partnership.significance_basis["answers"]["length"]) == ("high", "high")


def test_details_alone_judge_nothing(unjudged: Assessment, owner: User) -> None:
    details = replace(details_of(unjudged), annual_cost=600_000)
    assert actions.change_details(assessment=unjudged, by=owner, details=details).partnership.significance == ""


def test_rules_of_the_checklist_see_it(assessment: Assessment) -> None:
    factories.save(assessment, "authority", "no", reason="Not yet.")
    before = assessment.flags.get(question_key="authority").because
    factories.judge(assessment, "high")
    assert len(assessment.flags.get(question_key="authority").because) > len(before)


def test_a_case_is_neither_endorsed_nor_referred_before_it_is_known(
    unjudged: Assessment, manager: User, legal: User
) -> None:
    factories.submit(factories.answer_all(unjudged))
    with pytest.raises(actions.ActionError, match="significance, which is not known yet"):
        factories.ask_referral(unjudged, manager)
    factories.confirm_all(unjudged, legal)
    with pytest.raises(actions.ActionError, match="significance, which is not known yet"):
        actions.endorse(assessment=unjudged, by=manager)


# --- The page ------------------------------------------------------------------------------------------------------
def test_the_page_asks_six_questions_with_what_is_known_filled_in(
    unjudged: Assessment, owner: User, sign_in: SignIn
) -> None:
    text = text_of(sign_in(owner).get(address(unjudged)))
    assert text.count("<fieldset") == 6
    for words in ("£50,000 or more, but less than £500,000", "3 years or more", "The details say £12,500 a year."):
        assert words in text
    assert text.count(" checked") == 1


def test_what_is_sent_is_saved_and_shown(unjudged: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert send(client, address(unjudged), **{**LOW, "priority": "high"}).status_code == 302
    assert "High: The board decides" in text_of(client.get(f"/assessments/{unjudged.pk}/"))
    text = text_of(client.get(f"/partnerships/{unjudged.partnership.reference}/"))
    assert "The board decides" in text
    assert "A corporate priority cannot be met without it" in text
    assert text_of(client.get(address(unjudged))).count(" checked") == 6


def test_a_contradiction_is_said_beside_the_answer_and_nothing_typed_is_lost(
    unjudged: Assessment, owner: User, sign_in: SignIn
) -> None:
    response = sign_in(owner).post(address(unjudged), {**LOW, "cost": "high", "sharing": ""})
    text = text_of(response)
    assert response.status_code == 422
    assert "The details say £12,500 a year, so the answer is “Less than £50,000”." in text
    assert "Select an answer to “Will staff or personal data be shared?”" in text
    assert text.count(" checked") == 5


@pytest.mark.parametrize("level", ["huge", "LOW", "<b>"])
def test_what_is_no_level_is_refused(unjudged: Assessment, owner: User, sign_in: SignIn, level: str) -> None:
    assert sign_in(owner).post(address(unjudged), {**LOW, "risk": level}).status_code == 422


def test_submitting_names_it_as_missing_and_goes_on(unjudged: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    page = f"/assessments/{unjudged.pk}/submit/"
    assert "The questions about the significance are not answered" in text_of(client.get(page))
    assert client.post(page).status_code == 302
    unjudged.refresh_from_db()
    assert unjudged.state == "in_review"


def test_a_significance_of_before_the_questions_is_shown_as_such(
    unjudged: Assessment, owner: User, sign_in: SignIn
) -> None:
    partnership = unjudged.partnership
    partnership.significance = Significance.MEDIUM
    partnership.save()
    text = text_of(sign_in(owner).get(f"/partnerships/{partnership.reference}/"))
    assert "It was recorded before the six questions were asked." in text
    assert "The director decides" in text


def test_thresholds_are_settings_and_old_ones_stay_with_what_they_decided(
    unjudged: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    actions.judge_significance(assessment=unjudged, by=owner, answers=LOW)
    settings.SIGNIFICANCE_MEDIUM_COST = 10_000
    settings.SIGNIFICANCE_MEDIUM_MONTHS = 30
    client = sign_in(owner)
    assert "Less than £50,000" in text_of(client.get(f"/partnerships/{unjudged.partnership.reference}/"))
    text = text_of(client.get(address(unjudged)))
    assert "£10,000 or more, but less than £500,000" in text
    assert "Less than 30 months" in text
    assert "The details say £12,500 a year" in text_of(client.post(address(unjudged), LOW))
