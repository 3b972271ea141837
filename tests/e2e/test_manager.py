"""The manager: from the list of what is flagged to the endorsement."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.cases import REVIEW
from tests.e2e.conftest import Visit
from tests.e2e.council import Council
from tests.e2e.steps import choose, follow, heading, press, problem, reason, type_date

pytestmark = pytest.mark.any_database

CONFIDENTIAL = ("Mobile library vans", "Nobody has been asked.", "Marlshire Hospitals")


def test_from_the_list_to_the_endorsement(visit: Visit, council: Council, js: bool) -> None:
    """Margaret filters the flagged items and opens a case.

    She treats one concern with a mitigation, forgetting the date at first, accepts one as justified and clears one on
    evidence. She returns the case with a reason for the fourth. Hannah is shown that alone, asks the customers and
    submits again. The three treatments stand; Margaret endorses, with the mitigation as a condition. The mails about
    all this name no answer.
    """
    reference = REVIEW[js].reference
    margaret = visit("manager", "/flags/", js=js)
    find(margaret, reference)
    treat_three_ways(margaret, js=js)
    return_the_case(margaret, js=js)
    put_right(visit("officer", js=js), reference)
    endorse(margaret, reference)
    mails = council.mails()
    assert f"{reference}" in mails
    assert not [text for text in CONFIDENTIAL if text in mails]


def find(page: Page, reference: str) -> None:
    page.get_by_role("checkbox", name=re.compile("^Concern")).check()
    page.locator("summary").filter(has_text="Questions").click()
    page.get_by_label("G8 Customers consulted").check()
    press(page, "Apply filters")
    expect(page.get_by_role("link", name="Remove the filter Severity: Concern")).to_be_visible()
    rows = page.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    expect(rows.filter(has_text="G8 Customers consulted")).to_have_count(rows.count())
    page.get_by_role("link", name=f"G8 Customers consulted in {reference}").click()
    heading(page, "Review: Mobile library vans")
    expect(page.get_by_role("heading", name="Review not finished")).to_be_visible()
    expect(page.get_by_role("link", name="Endorse")).to_have_count(0)


def treat_three_ways(page: Page, *, js: bool) -> None:
    press(page, "Treat this concern", "G5")
    page.get_by_label("Accept it with a mitigation").check()
    page.get_by_label("What will be done?").fill("Agree the timetable with Transport.")
    page.get_by_label("Who will do it?").fill("Head of Libraries")
    press(page, "Save the treatment")
    problem(page, "Enter the date by which it will be done", js=js)
    expect(page.get_by_label("What will be done?")).to_have_value("Agree the timetable with Transport.")
    type_date(page, "By when?", timezone.localdate() + timedelta(days=60))
    press(page, "Save the treatment")
    press(page, "Treat this concern", "G7")
    page.get_by_label("Accept it as justified").check()
    page.get_by_label("Why can it be accepted as it is?").fill("The trust's officers have agreed in writing.")
    press(page, "Save the treatment")
    press(page, "Treat this concern", "G10")
    page.get_by_label("Clear it on evidence").check()
    page.get_by_label("Which evidence?").select_option(label="E1 Map of the stops (G1)")
    page.get_by_label("What does it show?").fill("The limit is in its legend.")
    press(page, "Save the treatment")
    for words in ("accepted with a mitigation", "accepted as justified", "cleared on evidence"):
        expect(page.get_by_role("article").filter(has_text=f"Negative answer: {words}")).to_have_count(1)


def return_the_case(page: Page, *, js: bool) -> None:
    press(page, "Return to the officer")
    press(page, "Return the case")
    problem(page, "Say what is to be put right", js=js)
    page.get_by_label("What is to be put right in G8?").fill("Ask the people who used the old stops.")
    press(page, "Return the case")
    expect(page.get_by_text("Returned. The lead officer and the contributors have been told.")).to_be_visible()


def put_right(page: Page, reference: str) -> None:
    page.get_by_role("link", name=reference).first.click()
    fixes = page.get_by_role("region", name="What to put right")
    expect(fixes.get_by_role("heading", level=3)).to_have_text(["G8 Customers consulted"])
    expect(fixes).to_contain_text("Ask the people who used the old stops.")
    follow(fixes, "G8 Customers consulted")
    choose(page, "G8", "Yes")
    reason(page, "G8", "Two hundred of them were asked in October.")
    press(page, "Save and come back later")
    expect(fixes).to_contain_text("Changed since")
    press(page, "Reply to these points")
    page.get_by_label("Your reply about G8").fill("They were asked by post.")
    press(page, "Save the replies")
    expect(fixes).to_contain_text("They were asked by post.")
    press(page, "Submit for review")
    expect(page.get_by_text("They were asked by post.")).to_be_visible()
    press(page, "Submit for review")
    expect(page.get_by_text("The assessment has been submitted.")).to_be_visible()


def endorse(page: Page, reference: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=reference).first.click()
    expect(page.get_by_role("heading", name="Ready with conditions")).to_be_visible()
    expect(page.get_by_text("They were asked by post.")).to_be_visible()
    press(page, "Endorse")
    expect(page.get_by_text("Agree the timetable with Transport.")).to_be_visible()
    press(page, "Endorse the case")
    expect(page.get_by_text("Endorsed by Margaret Okafor")).to_be_visible()
    expect(page.get_by_role("button", name="Change the treatment")).to_have_count(0)
